// <add-to-basket>: what goes into the basket goes there without leaving the page, and the page says so.
customElements.define(
  "add-to-basket",
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("submit", (event) => this.add(event));
    }

    async add(event) {
      const form = event.target;
      if (event.submitter?.formMethod === "get") return; // "buy now" goes on to the checkout
      event.preventDefault();
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(
        () => null,
      );
      if (!answer?.ok) return form.submit();
      const { problems } = await answer.json();
      dispatchEvent(new Event("basket"));
      const said = this.querySelector("template").content.cloneNode(true);
      said.append(...problems.map((problem) => Object.assign(document.createElement("p"), { textContent: problem })));
      this.querySelector("[role=status]").replaceChildren(said);
    }
  },
);
