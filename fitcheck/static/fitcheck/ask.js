// The form works without this: here are the counter, the draft, files, and one click instead of two.
import { offerFiles } from "./files.js";

const form = document.querySelector("[data-fit-form]");
const box = form.querySelector("textarea");
const counter = form.querySelector("[data-counter]");
const most = Number(form.dataset.most);
const KEY = "fit-check-draft";
const words = new Intl.NumberFormat("en");

function count() {
  const length = box.value.length;
  counter.hidden = length < most * 0.8;
  if (counter.hidden) return;
  const left = most - length;
  counter.textContent = left >= 0
    ? `${words.format(left)} characters left of ${words.format(most)}`
    : `${words.format(-left)} characters over the limit of ${words.format(most)}`;
}

function keep() {
  try {
    sessionStorage.setItem(KEY, box.value);
  } catch {
    // Storage may be switched off: then there is no draft to keep.
  }
}

function restore() {
  if (box.value.trim()) return;
  try {
    box.value = sessionStorage.getItem(KEY) ?? "";
  } catch {
    // As above.
  }
}

// Typed in rather than set, where the browser can: then Undo brings back what stood there.
function take(text) {
  box.focus();
  box.select();
  if (!document.execCommand("insertText", false, text)) box.value = text;
  box.setSelectionRange(0, 0);
  box.scrollTop = 0;
  count();
  keep();
}

restore();
count();
offerFiles({ row: form.querySelector("[data-file]"), target: box, take });
box.addEventListener("input", () => {
  count();
  keep();
});
form.addEventListener("submit", () => {
  keep();
  // Disabled after the browser has read the form, so that the button's own name would still be sent.
  setTimeout(() => {
    form.querySelector("[data-submit]").disabled = true;
  });
});
addEventListener("pageshow", () => {
  form.querySelector("[data-submit]").disabled = false;
});
