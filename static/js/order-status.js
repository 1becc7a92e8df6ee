// <order-status data-source="?teil=1">: asks again while the order waits, and says aloud what has changed.
const FIRST = 2000;
const LAST = 15000;
const GIVE_UP = 15 * 60 * 1000;

customElements.define(
  "order-status",
  class extends HTMLElement {
    connectedCallback() {
      this.started = Date.now();
      this.plan(FIRST);
    }

    disconnectedCallback() {
      clearTimeout(this.timer);
    }

    plan(delay) {
      if (!this.querySelector("[data-waiting]") || Date.now() - this.started > GIVE_UP) return;
      this.timer = setTimeout(() => this.ask(delay), delay);
    }

    async ask(delay) {
      try {
        const answer = await fetch(this.dataset.source, { headers: { Accept: "text/html" } });
        if (answer.ok) this.show(await answer.text());
      } catch {
        // No connection just now: the next question will tell.
      }
      this.plan(Math.min(delay * 1.3, LAST));
    }

    show(html) {
      const part = new DOMParser().parseFromString(html, "text/html").querySelector("[data-status]");
      const shown = this.querySelector("[data-status]");
      if (!part || part.isEqualNode(shown)) return;
      const news = part.dataset.status !== shown.dataset.status;
      shown.replaceWith(document.adoptNode(part));
      if (!news) return;
      const heading = part.querySelector("h1");
      heading.tabIndex = -1;
      heading.focus();
    }
  },
);
