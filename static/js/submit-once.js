// A form with data-submit-once="words" is sent once: its button then says the words.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const words = form.dataset.submitOnce;
  if (!words || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter ?? form.querySelector("button");
  button.dataset.words = button.textContent;
  button.setAttribute("aria-disabled", "true");
  button.textContent = words;
});

// Coming back by the browser's "back", the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    const button = form.querySelector("button[aria-disabled]");
    button.removeAttribute("aria-disabled");
    button.textContent = button.dataset.words;
  }
});
