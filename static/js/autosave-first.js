// In the back office a form is sent after the draft of it that is on its way: both at once would make a page twice.
let saving = false;
const waiting = new Map();

addEventListener("w-autosave:save", () => (saving = true));
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
    if (button?.name) form.append(inPlaceOf(button));
    form.requestSubmit();
  }
  waiting.clear();
}

// Wagtail has switched the button off meanwhile, so the browser would not send its name.
function inPlaceOf({ name, value }) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}
