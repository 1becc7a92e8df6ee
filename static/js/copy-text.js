// <copy-text data-label data-done>: a button beside a text that copies it, without its spaces.
customElements.define(
  "copy-text",
  class extends HTMLElement {
    connectedCallback() {
      if (!navigator.clipboard || this.querySelector("button")) return;
      const text = this.textContent.replace(/\s/g, "");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "as-link";
      button.textContent = this.dataset.label;
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(text);
        button.textContent = this.dataset.done;
        setTimeout(() => (button.textContent = this.dataset.label), 3000);
      });
      this.append(" ", button);
    }
  },
);
