// <quick-shop>: adds up what is chosen, and opens the checkout below it instead of leaving the page.
customElements.define(
  "quick-shop",
  class extends HTMLElement {
    connectedCallback() {
      this.form = this.querySelector("form");
      this.form.addEventListener("input", () => this.add());
      this.form.addEventListener("submit", (event) => this.buy(event));
      this.add();
    }

    add() {
      const sum = this.querySelector("output");
      if (!sum) return;
      const rows = [...this.querySelectorAll("[data-cents]")];
      const cents = rows.reduce((n, row) => n + row.dataset.cents * (row.querySelector("[name=n]").valueAsNumber || 0), 0);
      sum.value = (cents / 100).toLocaleString(document.documentElement.lang, { style: "currency", currency: "EUR" });
      sum.parentElement.hidden = !cents;
      this.form.querySelector("[role=alert]").hidden = true;
      this.cents = cents;
    }

    async buy(event) {
      event.preventDefault();
      this.form.querySelector("[role=alert]").hidden = Boolean(this.cents);
      if (!this.cents) return;
      const address = `${this.form.action}?${new URLSearchParams(new FormData(this.form))}`;
      const answer = await fetch(address).catch(() => null);
      const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
      const till = page && page.getElementById("kasse")?.parentElement;
      if (!till) return location.assign(address);
      document.getElementById("kasse")?.parentElement.remove(); // of another quick shop of the page
      this.querySelector("[data-till]").replaceChildren(till);
      const heading = document.createElement("h2");
      heading.textContent = till.querySelector("h1").textContent;
      heading.tabIndex = -1;
      till.querySelector("h1").replaceWith(heading);
      heading.focus();
      import(`${this.dataset.sums}?${Date.now()}`); // looks for the form once: it is a new one
    }
  },
);
