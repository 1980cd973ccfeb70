// Two conveniences; the record itself needs no script.
const actions = document.querySelector("[data-fit-actions]");
const copy = actions.querySelector("[data-copy]");
const print = actions.querySelector("[data-print]");
const said = actions.querySelector("[data-said]");

print.hidden = false;
print.addEventListener("click", () => window.print());

if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = "Link copied.";
    } catch {
      said.textContent = `Copy it from here: ${location.href}`;
    }
  });
}
