// <search-suggest data-source="/suche/vorschlaege/">: while one types, links to what could be meant.
const PAUSE = 200;

customElements.define(
  "search-suggest",
  class extends HTMLElement {
    connectedCallback() {
      this.field = this.querySelector("input");
      this.list = this.querySelector(".suggestions");
      this.addEventListener("toggle", (event) => event.newState === "open" && this.field.focus());
      this.addEventListener("keydown", (event) => this.move(event));
      this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.show(""));
      this.field.addEventListener("input", () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.ask(this.field.value.trim()), PAUSE);
      });
    }

    async ask(words) {
      const address = `${this.dataset.source}?q=${encodeURIComponent(words)}`;
      const answer = words.length > 1 && (await fetch(address, { credentials: "omit" }).catch(() => null));
      const html = answer?.ok ? await answer.text() : "";
      if (words === this.field.value.trim() && this.contains(document.activeElement)) this.show(html);
    }

    show(html) {
      this.list.innerHTML = html;
      const found = this.list.firstElementChild;
      this.list.hidden = !found;
      this.querySelector("[role=status]").textContent = found?.dataset.said ?? "";
    }

    move(event) {
      const step = { ArrowDown: 1, ArrowUp: -1, Escape: 0 }[event.key];
      if (step === undefined || this.list.hidden) return;
      event.preventDefault();
      const stops = [this.field, ...this.list.querySelectorAll("a")];
      const next = step && stops.indexOf(document.activeElement) + step;
      stops[(next + stops.length) % stops.length].focus();
      if (!step) this.show("");
    }
  },
);
