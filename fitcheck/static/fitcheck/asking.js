// A question about a result without a reload: the same form, the same page, of which the section alone is taken over.
// It listens on the document, because the page of a running check becomes the result's page in place.
const SLOW = 6_000;
const PATIENCE = 40_000; // milliseconds: longer than the longest answer takes

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-asking-form]");
  if (!form) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const section = form.closest("[data-asking]");
  const said = section.querySelector("[data-asking-status]");
  const body = new FormData(form, event.submitter);
  const last = [...body.getAll("text")].pop();
  body.set("text", last);
  const asked = pending(section, form, last);
  said.classList.add("visually-hidden"); // the words stand below the question; here they are spoken
  said.textContent = "Looking it up…";
  const slow = setTimeout(() => {
    for (const words of [said, asked.querySelector("p")]) words.textContent = "Still looking…";
  }, SLOW);
  try {
    const reply = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const fresh = page.querySelector("[data-asking]");
    if (!fresh) throw new Error(reply.status);
    take(section, document.importNode(fresh, true));
  } catch {
    asked.remove();
    said.classList.remove("visually-hidden");
    said.textContent = "No answer came. Your question is still here: ask again, or reload this page.";
    form.querySelector("textarea").value = last;
    form.ariaBusy = "false";
  } finally {
    clearTimeout(slow);
  }
});

// The question stands among the others at once; the answer's page takes its place, or it goes back into the field.
function pending(section, form, question) {
  const list = section.querySelector(".fit-asked") ?? Object.assign(document.createElement("ol"), { className: "fit-asked" });
  if (!list.isConnected) form.before(list);
  const item = document.createElement("li");
  const words = Object.assign(document.createElement("h3"), { textContent: question, dir: "auto" });
  item.append(words, Object.assign(document.createElement("p"), { className: "muted", textContent: "Looking it up…" }));
  list.append(item);
  form.querySelector("textarea").value = "";
  return list.childElementCount > 1 ? item : list;
}

// The section stays where it is; the newest answer gets the focus, which reads it out once.
function take(section, fresh) {
  section.replaceWith(fresh);
  fresh.querySelector("[data-latest]")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("#ask-text")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
