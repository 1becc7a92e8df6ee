// A form with data-submit-once="words" is sent once: its button then says the words.
const sent = new Map();

// Whoever comes back and sends it again sends the same form: the server knows it by its key. Pages that are the same for
// everybody come without one.
const key = document.querySelector("[data-submit-once] input[type=hidden][name=key]");
if (key) {
  key.value = history.state?.key || key.value || crypto.randomUUID?.() || "";
  history.replaceState({ key: key.value }, "");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const words = form.dataset.submitOnce;
  if (!words || event.defaultPrevented) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  const button = event.submitter ?? form.querySelector("button");
  sent.set(form, { button, contents: [...button.childNodes] });
  button.setAttribute("aria-disabled", "true");
  button.textContent = words;
});

// Coming back by the browser's "back", the form may be sent again.
addEventListener("pageshow", () => {
  for (const { button, contents } of sent.values()) {
    button.removeAttribute("aria-disabled");
    button.replaceChildren(...contents);
  }
  sent.clear();
});
