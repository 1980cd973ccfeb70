// One key for a button, a link, a summary or a label: <button data-press="1">. Off while a field has focus, off for good
// by the switch on the page; what is folded away has no key. Escape leaves a text area; Ctrl Enter presses its
// button: <textarea data-sends="id of the button">.
const STORE = "candid.keys";
const FIELDS = "input, textarea, select, [contenteditable]";
const box = document.querySelector("[data-keys-switch]");

if (box) {
  box.checked = localStorage.getItem(STORE) !== "off";
  box.closest("[hidden]")?.removeAttribute("hidden");
  const show = () => document.documentElement.toggleAttribute("data-keys-off", !box.checked);
  box.addEventListener("change", () => { localStorage.setItem(STORE, box.checked ? "on" : "off"); show(); });
  show();
}

document.addEventListener("keydown", (event) => {
  if (box?.checked && event.target.matches?.("textarea")) {
    if (event.key === "Escape") event.target.blur();
    const sends = document.getElementById(event.target.dataset.sends ?? "");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) sends?.click();
  }
  if (!box?.checked || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  // The switch is a box to tick, not a field to type into.
  const focused = document.activeElement;
  if (focused !== box && focused?.matches(FIELDS)) return;
  const named = document.querySelectorAll(`[data-press="${CSS.escape(event.key.toLowerCase())}"]`);
  const pressed = [...named].find((one) => one.checkVisibility());
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
});
