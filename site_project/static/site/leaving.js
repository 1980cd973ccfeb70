// Leaving a form of the admin with edits that are not saved asks first.

const forms = document.querySelectorAll("#content-main form[method='post'], #changelist-form");
const ASIDE = new Set(["_selected_action", "action", "select_across", "csrfmiddlewaretoken"]);

function words(form) {
  const fields = [...new FormData(form)].filter(([name]) => !ASIDE.has(name));
  return JSON.stringify(fields.map(([name, value]) => [name, value instanceof File ? value.name : value]));
}

// A form that came back with an error holds what was typed before.
const isBack = document.querySelector("#content-main .errornote") !== null;
const before = new Map([...forms].map((form) => [form, isBack ? null : words(form)]));
let isSent = false;

for (const form of forms) {
  form.addEventListener("submit", (event) => {
    isSent = event.submitter?.formTarget !== "_blank";
  });
}

window.addEventListener("beforeunload", (event) => {
  if (!isSent && [...before].some(([form, then]) => words(form) !== then)) event.preventDefault();
});
