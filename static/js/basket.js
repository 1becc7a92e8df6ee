// The number at the basket: pages come from a cache and know nothing of it, the cookie does.
class BasketCount extends HTMLElement {
  connectedCallback() {
    this.count();
    addEventListener("basket", () => this.count());
    addEventListener("pageshow", () => this.count());
  }

  count() {
    const cookie = document.cookie.match(/(?:^|; )warenkorb=([^;]*)/);
    const sum = cookie ? cookie[1].split("~").reduce((n, line) => n + Number(line.split(".")[1] || 0), 0) : 0;
    this.hidden = !sum;
    this.textContent = sum || "";
  }
}

customElements.define("basket-count", BasketCount);
