// Filters the matrix as the visitor types. Every row is already on the page; without this the form asks the server.
const form = document.querySelector("[data-skill-filter]");
if (form) {
  const groups = [...document.querySelectorAll("[data-group]")];
  const overview = document.querySelector("[data-overview]");
  const fold = (text) => text.toLowerCase().replace(/\s+/g, " ");
  // What a row can be found by: its own words and its category. Read once.
  const wordsOf = new Map();
  for (const group of groups) {
    const category = fold(group.querySelector("h3").textContent);
    for (const row of group.querySelectorAll("[data-rating]")) wordsOf.set(row, `${fold(row.textContent)} ${category}`);
  }
  const shownText = document.querySelector("[data-shown]");
  const none = document.querySelector("[data-none]");
  const count = document.querySelector("[data-count]");
  const clear = document.querySelector("[data-clear]");
  const controls = { text: form.elements.q, category: form.elements.category, rating: form.elements.rating };
  form.querySelector("[data-submit]").hidden = true;

  const admitsRating = (rating, wanted) => {
    if (wanted === "gap") return rating <= 2;
    return wanted === "" || rating >= Number(wanted);
  };

  const isOn = () => Object.values(controls).some((control) => control.value !== "");

  const filterGroup = (group, words) => {
    const isCategory = controls.category.value === "" || controls.category.value === group.dataset.group;
    let shown = 0;
    for (const row of group.querySelectorAll("[data-rating]")) {
      const isShown =
        isCategory &&
        admitsRating(Number(row.dataset.rating), controls.rating.value) &&
        words.every((word) => wordsOf.get(row).includes(word));
      row.hidden = !isShown;
      shown += isShown;
    }
    group.hidden = shown === 0;
    group.open = isOn() && shown > 0;
    group.querySelector("[data-group-count]").textContent = shown;
    return shown;
  };

  const address = () => {
    const query = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...query]) if (value === "") query.delete(name);
    return query.size ? `?${query}` : location.pathname;
  };

  const filter = () => {
    const words = controls.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = groups.reduce((sum, group) => sum + filterGroup(group, words), 0);
    shownText.textContent = shown;
    none.hidden = shown !== 0;
    overview.hidden = isOn();
    count.hidden = !isOn();
  };

  const filterAndRemember = () => {
    filter();
    history.replaceState(null, "", address());
  };

  // A link leads to a row or a category: never leave it hidden behind a filter or folded away.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const group = target && target.closest("[data-group]");
    if (!group) return;
    if (target.closest("[hidden]")) {
      for (const control of Object.values(controls)) control.value = "";
      filter();
    }
    group.open = true;
    target.scrollIntoView();
  };

  form.addEventListener("input", filterAndRemember);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    filterAndRemember();
  });
  clear.addEventListener("click", (event) => {
    event.preventDefault();
    for (const control of Object.values(controls)) control.value = "";
    filterAndRemember();
    controls.text.focus();
  });
  window.addEventListener("hashchange", reveal);
  // Folded rows are part of the page on paper.
  addEventListener("beforeprint", () => groups.forEach((group) => { group.open = true; }));
  if (isOn()) filter();
  reveal();
}
