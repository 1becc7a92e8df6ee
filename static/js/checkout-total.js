// Another country may cost another postage: fetch the sums anew and put them where they stand.
const form = document.getElementById("kasse");
const names = ["country", "elsewhere", "delivery_country"];

async function refresh() {
  const address = new URL(form.action);
  const values = new FormData(form);
  for (const name of names) if (values.get(name)) address.searchParams.set(name, values.get(name));
  const answer = await fetch(address);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const news = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (news && news.innerHTML !== part.innerHTML) part.replaceChildren(...news.childNodes);
  }
  form.elements.seen_gross.value = fresh.querySelector("[name=seen_gross]").value;
}

form?.addEventListener("change", (event) => {
  if (names.includes(event.target.name)) refresh();
});
