// Filters the matrix as the visitor types. Every row is already on the page; without this the form asks the server.
const form = document.querySelector("[data-skill-filter]");
if (form) {
  const groups = [...document.querySelectorAll("[data-group]")];
  const shownText = document.querySelector("[data-shown]");
  const none = document.querySelector("[data-none]");
  const clear = document.querySelector("[data-clear]");
  const controls = { text: form.elements.q, category: form.elements.category, rating: form.elements.rating };
  form.querySelector("[data-submit]").hidden = true;

  const admitsRating = (rating, wanted) => {
    if (wanted === "gap") return rating <= 2;
    return wanted === "" || rating >= Number(wanted);
  };

  const filterGroup = (group, words) => {
    const isCategory = controls.category.value === "" || controls.category.value === group.dataset.group;
    let shown = 0;
    for (const row of group.querySelectorAll("[data-words]")) {
      const isShown =
        isCategory &&
        admitsRating(Number(row.dataset.rating), controls.rating.value) &&
        words.every((word) => row.dataset.words.includes(word));
      row.hidden = !isShown;
      shown += isShown;
    }
    group.hidden = shown === 0;
    group.querySelector("[data-group-count]").textContent = shown;
    return [shown, group.querySelectorAll("[data-words]").length];
  };

  const address = () => {
    const query = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...query]) if (value === "") query.delete(name);
    return query.size ? `?${query}` : location.pathname;
  };

  const filter = () => {
    const words = controls.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    let total = 0;
    for (const group of groups) {
      const [found, all] = filterGroup(group, words);
      shown += found;
      total += all;
    }
    shownText.textContent = shown;
    none.hidden = shown !== 0;
    clear.hidden = shown === total;
  };

  const filterAndRemember = () => {
    filter();
    history.replaceState(null, "", address());
  };

  // A citation leads to a row or a category: never leave it hidden behind a filter.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.closest("[hidden]")) return;
    form.reset();
    for (const control of Object.values(controls)) control.value = "";
    filter();
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
  filter();
  reveal();
}
