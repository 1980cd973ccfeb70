// What can be done with an answer: copy it, ask again, say whether it helped. What came of it is said beside the button.

import { copied } from "../site/clipboard.js";
import { questionOf } from "./turns.js";
import { quotableOf } from "./words.js";

const SHOWN_FOR = 3000;
const AGAIN = ["stopped", "interrupted", "cut"];
const SEARCHED = ["declined", "refused", "interrupted"]; // no answer, or half of one: the words themselves may be found
const list = document.getElementById("turns");
const template = document.getElementById("actions-template");

export function act(item) {
  item.querySelector(".actions")?.remove();
  const actions = template.content.firstElementChild.cloneNode(true);
  actions.querySelector("[data-do=retry]").hidden = !AGAIN.includes(item.dataset.state);
  actions.querySelector("[data-do=copy]").hidden = !item.querySelector(".answer-prose");
  const search = actions.querySelector("[data-do=search]");
  search.hidden = !SEARCHED.includes(item.dataset.state);
  search.href = searchOf(questionOf(item));
  for (const thumb of actions.querySelectorAll("[data-do=up], [data-do=down]")) thumb.hidden = !item.dataset.turn;
  item.append(actions);
  press(item, Number(item.dataset.thumb ?? 0));
}

export const searchOf = (question) => `/search/?${new URLSearchParams({ q: question.slice(0, 200) })}`;

function press(item, value) {
  item.querySelector("[data-do=up]").setAttribute("aria-pressed", value === 1);
  item.querySelector("[data-do=down]").setAttribute("aria-pressed", value === -1);
  item.dataset.thumb = value;
}

function say(item, text) {
  const said = item.querySelector(".said");
  said.textContent = text;
  clearTimeout(said.timer);
  said.timer = setTimeout(() => said.replaceChildren(), SHOWN_FOR);
}

async function copy(item) {
  const isCopied = await copied(quotableOf(item.querySelector(".answer")));
  say(item, isCopied ? "Copied." : "This browser does not let the page copy. Select the words and copy them yourself.");
}

// `send(frame)` returns whether the frame could be sent; `retry(item)` asks the item's question again.
export function listen({ send, retry }) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest(".actions button");
    const item = event.target.closest(".turn");
    if (!button) return;
    const { do: what, reason } = button.dataset;
    if (what === "copy") copy(item);
    else if (what === "retry") retry(item);
    else judge(item, { value: what === "up" ? 1 : -1, reason: reason ?? null }, button, send);
  });
}

function judge(item, { value, reason }, button, send) {
  if (!send({ type: "thumb", turn: Number(item.dataset.turn), value, reason })) {
    say(item, "Not sent: there is no connection. Try again in a moment.");
    return;
  }
  press(item, value);
  const isAsked = value === -1 && !reason;
  if (reason) item.querySelector("[data-do=down]").focus({ preventScroll: true });
  item.querySelector(".reasons").hidden = !isAsked;
  if (reason) say(item, `Thank you. Noted: ${button.textContent.trim()}.`);
  else if (!isAsked) say(item, "Thank you.");
}
