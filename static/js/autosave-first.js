// In the back office a form is sent after the draft of it that is on its way: both at once would make a page twice.
let saving = false;
const waiting = new Map();

addEventListener("w-autosave:save", (event) => (saving = !event.defaultPrevented));
addEventListener("w-autosave:success", sendWhatWaits);
addEventListener("w-autosave:error", sendWhatWaits);

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-controller~=w-autosave]")) return;
  if (saving) {
    event.preventDefault();
    waiting.set(form, event.submitter);
  } else {
    form.dataset.wAutosaveActiveValue = "false";
  }
});

function sendWhatWaits() {
  saving = false;
  for (const [form, button] of waiting) {
    const substitute = inPlaceOf(button);
    form.append(substitute);
    form.requestSubmit();
    substitute.remove();
  }
  waiting.clear();
}

// Wagtail has switched the button off meanwhile, so the browser would not send its name.
function inPlaceOf(button) {
  return Object.assign(document.createElement("input"), { type: "hidden", name: button?.name ?? "", value: button?.value ?? "" });
}
