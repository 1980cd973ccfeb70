// Questions and answers on the page.

import { follow } from "./following.js";
import { isChosen } from "./options.js";
import { addressOf } from "./words.js";

const list = document.getElementById("turns");
const template = document.getElementById("turn-template");

const made = (tag, className, ...content) => {
  const node = Object.assign(document.createElement(tag), { className });
  node.append(...content);
  return node;
};

export const turnOf = (id) => list.querySelector(`[data-turn="${id}"]`);
export const turnOfKey = (key) => list.querySelector(`[data-key="${CSS.escape(key)}"]`);
export const questionOf = (item) => item.querySelector(".question").lastChild.textContent.trim();

export function draw(question, key) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.querySelector(".question").append(question);
  item.dataset.key = key;
  list.append(item);
  return item;
}

// One answer while it is written.
export class Writing {
  isStopWanted = false;
  seq = 0;
  #pending = "";
  #live = null;
  #isFrameAsked = false;

  constructor(item, question, key, turn = null) {
    Object.assign(this, { item, question, key, turn });
    this.answer = item.querySelector(".answer");
    this.answer.replaceChildren(made("p", "waiting muted"));
    this.answer.setAttribute("aria-busy", "true");
  }

  get isEmpty() {
    return !this.#live && !this.#pending;
  }

  // Says what is waited for, as long as there are no words.
  wait(text) {
    this.answer.querySelector(".waiting")?.replaceChildren(text);
  }

  // Takes a frame once, in order; one that came before a connection was lost may come again.
  take(frame) {
    if (this.turn !== frame.turn || frame.seq <= this.seq) return;
    this.seq = frame.seq;
    if (isChosen("whole")) return;
    if (frame.type === "answer.delta") this.#write(frame.text);
    else this.#cite(frame);
  }

  #write(text) {
    this.#pending += text;
    if (this.#isFrameAsked) return;
    this.#isFrameAsked = true;
    requestAnimationFrame(() => {
      this.#isFrameAsked = false;
      this.paint();
    });
  }

  // Text nodes only: what a model says is never markup here. Chips go where they arrived.
  paint() {
    if (!this.#pending) return;
    if (!this.#live) {
      this.#live = made("p", "answer-prose live");
      this.answer.replaceChildren(this.#live);
    }
    this.#live.append(this.#pending);
    this.#pending = "";
    follow();
  }

  #cite(frame) {
    this.paint();
    if (!this.#live) return;
    const chip = made("a", "cite", String(frame.index));
    chip.href = addressOf(frame.source, frame.quote);
    chip.title = frame.title;
    this.#live.append(chip);
  }
}

// Puts the whole answer in place of what was written so far. Words on the screen are never taken away: where the server
// has fewer of them than the reader, hers stay and the ending goes below.
export function finish(item, frame) {
  const answer = item.querySelector(".answer");
  const whole = document.createElement("template");
  whole.innerHTML = frame.html; // made and sanitised by the server
  const shown = answer.querySelector(".live");
  const isShort = frame.state === "interrupted" && lengthOf(shown) > lengthOf(whole.content.querySelector(".answer-prose"));
  if (isShort) breakOff(item, whole.content.querySelector(".answer-note")?.textContent);
  else answer.replaceChildren(whole.content);
  answer.removeAttribute("aria-busy");
  item.dataset.state = frame.state;
}

const lengthOf = (prose) => prose?.textContent.trim().length ?? 0;

// Ends an answer of which no more will come; its words stay.
export function breakOff(item, note = "This is as far as it got.") {
  const answer = item.querySelector(".answer");
  const shown = answer.querySelector(".live");
  shown?.classList.remove("live");
  answer.replaceChildren(...(shown ? [shown] : []), made("p", "answer-note", note));
  answer.removeAttribute("aria-busy");
  item.dataset.state = "interrupted";
}
