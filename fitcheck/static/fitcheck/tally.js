// What has been weighed so far: a strip that fills from strong to gap, counts in words, the first strength and gap.
const LEVELS = ["strong", "moderate", "unknown", "gap"];
const WORDS = { strong: "strong", moderate: "moderate", unknown: "unknown", gap: "gaps" };
const EMPHASIS = { 1: 1, 2: 2, 3: 3, 4: 5 };
const KINDS = { must: 1.5, should: 1, nice: 0.5, gate: 0 };
const SVG = "http://www.w3.org/2000/svg";

export class Tally {
  asks = 0;
  #rows = [];

  constructor(page) {
    this.strip = page.querySelector("[data-strip]");
    this.counts = page.querySelector("[data-counts]");
    this.first = page.querySelector("[data-first]");
    this.expect(Number(page.querySelector("[data-asks]").dataset.asks));
    for (const row of page.querySelectorAll("[data-rows] > li")) {
      const { level, emphasis, kind } = row.dataset;
      this.#take({ level, emphasis: Number(emphasis), kind, statement: row.querySelector("strong").textContent });
    }
    this.#draw();
  }

  expect(asks) {
    if (asks) this.asks = asks;
  }

  clear() {
    this.#rows = [];
    this.#draw();
  }

  add(row) {
    this.#take(row);
    this.#draw();
  }

  #take(row) {
    if (row.kind !== "gate") this.#rows.push({ ...row, weight: EMPHASIS[row.emphasis] * KINDS[row.kind] });
  }

  // The whole strip stands for everything asked: what is still to come keeps its share empty.
  #draw() {
    const weighed = this.#rows.reduce((sum, row) => sum + row.weight, 0);
    const share = Math.min(1, this.#rows.length / Math.max(this.asks, this.#rows.length, 1));
    let start = 0;
    const parts = [];
    for (const level of LEVELS) {
      const weight = this.#of(level).reduce((sum, row) => sum + row.weight, 0);
      const width = weighed ? (100 * share * weight) / weighed : 0;
      parts.push(rect(level, start, width));
      start += width;
    }
    this.strip.replaceChildren(...parts);
    this.counts.replaceChildren(...LEVELS.filter((level) => this.#of(level).length).map((level) => this.#count(level)));
    this.first.textContent = [this.#named("strong", "First strength"), this.#named("gap", "First gap")].join(" ").trim();
  }

  #of(level) {
    return this.#rows.filter((row) => row.level === level);
  }

  #count(level) {
    const count = document.createElement("span");
    count.className = `level level-${level}`;
    const number = this.#of(level).length;
    count.textContent = `${number} ${level === "gap" && number === 1 ? "gap" : WORDS[level]}`;
    return count;
  }

  #named(level, words) {
    const heaviest = this.#of(level).sort((one, other) => other.weight - one.weight)[0];
    return heaviest ? `${words}: ${heaviest.statement.replace(/\.$/, "")}.` : "";
  }
}

function rect(level, start, width) {
  const node = document.createElementNS(SVG, "rect");
  node.setAttribute("class", `fit-strip-${level}`);
  for (const [name, value] of [["x", start], ["y", 0], ["width", width], ["height", 3]]) node.setAttribute(name, value);
  return node;
}
