// The form works without this: here are the counter, the draft, and one click instead of two.
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

restore();
count();
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
