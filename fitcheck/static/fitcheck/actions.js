// Two conveniences below a verdict; the record itself needs no script.
import { copied } from "../site/clipboard.js";

export function offer(actions) {
  const copy = actions.querySelector("[data-copy]");
  const print = actions.querySelector("[data-print]");
  const said = actions.querySelector("[data-said]");

  print.hidden = false;
  print.addEventListener("click", () => window.print());

  copy.hidden = false;
  copy.addEventListener("click", async () => {
    said.textContent = (await copied(location.href)) ? "Link copied." : `Copy it from here: ${location.href}`;
  });
}
