// How this reader likes it, kept in this browser.

const stored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private window */ } };
const box = (name) => document.getElementById(name);

export const isChosen = (name) => box(name).checked;

for (const [name, fallback] of [["slash", "on"], ["whole", "off"]]) {
  box(name).checked = (stored(`ask-${name}`) ?? fallback) === "on";
  box(name).addEventListener("change", () => keep(`ask-${name}`, box(name).checked ? "on" : "off"));
}
document.getElementById("options").hidden = false;
