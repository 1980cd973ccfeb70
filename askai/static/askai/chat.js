// The Ask AI page over its websocket. Without this file the form still answers, one page at a time.

import { begin as beginFollowing, follow } from "./following.js";
import { isChosen } from "./options.js";
import { timeOf, wordsOf } from "./words.js";

const byId = (id) => document.getElementById(id);
const chat = byId("chat"), turns = byId("turns"), form = byId("composer"), field = byId("question");
const send = byId("send"), stop = byId("stop"), notice = byId("notice"), statusLine = byId("status");
const MAX = Number(chat.dataset.max);
const isTouch = matchMedia("(pointer: coarse)").matches;

let socket = null, isOpen = false, attempt = 0, retryTimer = 0;
let current = null; // the turn being answered: {item, answer, text, seq, turn, key, question}
let lastQuestion = "", isFrameAsked = false;

// randomUUID exists only on https and localhost; a site behind plain http still needs keys.
const newKey = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
  (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(c) / 4)))).toString(16));

function connect() {
  clearTimeout(retryTimer);
  const line = socket = new WebSocket(new URL(chat.dataset.socket, location.href.replace(/^http/, "ws")));
  line.addEventListener("message", (event) => { if (line === socket) take(JSON.parse(event.data)); });
  line.addEventListener("close", (event) => { if (line === socket) lost(event.code); });
}

// A socket whose network went away can look open for minutes: the browser knows earlier.
addEventListener("offline", () => {
  const dead = socket;
  socket = null;
  clearTimeout(retryTimer);
  dead?.close();
  lost(0, false);
  say("You are offline. What you wrote is kept, and an answer under way goes on when you are back.");
});
addEventListener("online", () => socket ?? connect());

function lost(code, isAgain = true) {
  isOpen = false;
  starters(false);
  if (code === 4400) return say("The connection was refused. Reload the page to go on.");
  attempt ||= Number(!isAgain); // the plain form must not be sent into nowhere
  if (!isAgain) return;
  const ceiling = Math.min(10_000, 500 * 2 ** attempt++);
  const wait = code === 4029 ? 10_000 : ceiling / 4 + Math.random() * ceiling * 0.75;
  if (attempt > 1 || current) say(`Connection lost. Retrying in ${Math.max(1, Math.round(wait / 1000))} s.`);
  retryTimer = setTimeout(connect, wait);
}

const tell = (frame) => { if (isOpen) socket.send(JSON.stringify(frame)); };

function take(frame) {
  switch (frame.type) {
    case "ready": return ready(frame);
    case "turn.opened": return opened(frame);
    case "answer.delta": return grow(frame, () => write(frame.text));
    case "answer.citation": return grow(frame, () => cite(frame));
    case "answer.done": return done(frame);
    case "error": return refused(frame);
  }
}

function ready(frame) {
  isOpen = true;
  attempt = 0;
  say("");
  starters(true);
  if (!frame.turns.length && !current) turns.replaceChildren();
  for (const turn of frame.turns) place(turn);
  if (current && !current.turn) ask(current.question, current.key, current);
  arrange();
}

// A turn of the server's list: drawn if it is new here, finished if it ended while we were away, resumed if it runs.
function place(turn) {
  if (current && current.key === turn.key) current.turn = turn.turn;
  let item = turns.querySelector(`[data-key="${CSS.escape(turn.key)}"]`);
  const isNew = !item;
  item ??= draw(turn.question, turn.key);
  item.dataset.turn = turn.turn;
  if (turn.state === "answering") {
    if (!current || current.key !== turn.key) current = view(item, turn.question, turn.key, turn.turn);
    tell({ type: "resume", turn: turn.turn, after: current.seq });
  } else if (isNew || (current && current.key === turn.key)) {
    done({ ...turn, seq: Infinity });
  }
}

function ask(question, key, again = null) {
  notice.hidden = true;
  current = again ?? view(draw(question, key), question, key, null);
  lastQuestion = question;
  tell({ type: "ask", text: question.toWellFormed?.() ?? question, key });
  if (again) return;
  beginFollowing(current.item);
  setTimeout(() => { if (current?.key === key && !current.text) waiting("Reading the pages …"); }, 300);
  arrange();
}

const made = (tag, className) => Object.assign(document.createElement(tag), { className });

function draw(question, key) {
  const item = byId("turn-template").content.firstElementChild.cloneNode(true);
  item.querySelector(".question").append(question);
  item.dataset.key = key;
  turns.append(item);
  return item;
}

function view(item, question, key, turn) {
  const answer = item.querySelector(".answer");
  answer.replaceChildren(made("p", "waiting muted"));
  answer.setAttribute("aria-busy", "true");
  return { item, answer, question, key, turn, seq: 0, text: "", live: null };
}

function opened(frame) {
  if (current?.key === frame.key) current.turn = current.item.dataset.turn = frame.turn;
}

function grow(frame, change) {
  if (current?.turn !== frame.turn || frame.seq <= current.seq) return;
  current.seq = frame.seq;
  if (!isChosen("whole")) change();
}

function write(text) {
  current.text += text;
  if (isFrameAsked) return;
  isFrameAsked = true;
  requestAnimationFrame(() => { isFrameAsked = false; paint(); });
}

// Text nodes only: what a model says is never markup here. Chips go where they arrived.
function paint() {
  if (!current || !current.text) return;
  if (!current.live) {
    current.live = made("p", "answer-prose live");
    current.answer.replaceChildren(current.live);
  }
  current.live.append(current.text);
  current.text = "";
  follow();
}

function cite(frame) {
  paint();
  if (!current.live) return;
  const chip = made("a", "cite"), url = new URL(frame.source, location.href);
  chip.href = url.pathname + url.hash;
  chip.title = frame.title;
  chip.append(String(frame.index));
  current.live.append(chip);
}

function done(frame) {
  const item = turns.querySelector(`[data-turn="${frame.turn}"]`);
  if (!item) return;
  const answer = item.querySelector(".answer");
  answer.innerHTML = frame.html; // made and sanitised by the server
  answer.removeAttribute("aria-busy");
  item.dataset.state = frame.state;
  if (frame.thumb) item.dataset.thumb = frame.thumb;
  act(item);
  if (current?.turn !== frame.turn) return;
  byId("spoken").textContent = wordsOf(answer);
  say({ stopped: "Stopped.", interrupted: "The answer broke off." }[frame.state] ?? "");
  current = null;
  follow();
  arrange();
}

function refused(frame) {
  const until = frame.retry_at ? ` Open again from ${timeOf(frame.retry_at)}.` : "";
  if (current && !current.turn) {
    current.item.remove();
    field.value ||= current.question;
    current = null;
  } else if (current && frame.code === "unavailable") {
    waiting("The answer broke off.");
    current = null;
  }
  notice.querySelector("p").textContent = frame.message + until;
  notice.hidden = false;
  arrange();
}

function act(item) {
  item.querySelector(".actions")?.remove();
  const actions = byId("actions-template").content.firstElementChild.cloneNode(true);
  actions.querySelector("[data-do=retry]").hidden = !["stopped", "interrupted", "cut"].includes(item.dataset.state);
  item.append(actions);
  press(item, Number(item.dataset.thumb ?? 0));
}

function press(item, value) {
  item.querySelector("[data-do=up]").setAttribute("aria-pressed", value === 1);
  item.querySelector("[data-do=down]").setAttribute("aria-pressed", value === -1);
}

turns.addEventListener("click", async (event) => {
  const button = event.target.closest("button"), item = event.target.closest(".turn");
  if (!button || !item) return;
  const turn = Number(item.dataset.turn), { do: what, reason = null } = button.dataset;
  if (what === "copy") {
    await navigator.clipboard?.writeText(wordsOf(item, ".answer-prose"));
    return say("Copied.");
  }
  if (what === "retry") return current || ask(questionOf(item), newKey());
  const value = what === "up" ? 1 : -1;
  tell({ type: "thumb", turn, value, reason });
  press(item, value);
  item.querySelector(".reasons").hidden = what !== "down";
  if (what !== "down") say("Thank you.");
});

const questionOf = (item) => item.querySelector(".question").lastChild.textContent.trim();

const say = (text) => { statusLine.textContent = text; };
const waiting = (text) => current?.answer.querySelector(".waiting")?.replaceChildren(text);
const starters = (isOn) => byId("starters").toggleAttribute("inert", !isOn);

function arrange() {
  send.hidden = Boolean(current);
  stop.hidden = !current;
  byId("starters").hidden = turns.childElementCount > 0;
  byId("afresh").hidden = turns.childElementCount === 0;
}

form.addEventListener("submit", (event) => {
  if (!isOpen && !attempt) return; // the socket never came up: the plain form answers
  event.preventDefault();
  const question = field.value.trim();
  if (!question || current || !isOpen) return;
  const key = form.elements.key.value;
  form.elements.key.value = newKey();
  field.value = "";
  fit();
  ask(question, key);
});

function fit() {
  if (!CSS.supports("field-sizing", "content")) field.rows = Math.min(8, field.value.split("\n").length);
  const left = MAX - field.value.length, counter = byId("counter");
  counter.hidden = field.value.length < MAX * 0.8;
  counter.textContent = left >= 0 ? `${left} characters left` : `${-left} characters too many`;
}

field.addEventListener("input", fit);
field.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Enter" && !event.shiftKey && !isTouch) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "ArrowUp" && !field.value && lastQuestion) {
    event.preventDefault();
    field.value = lastQuestion;
  }
});

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && current) tell({ type: "stop" });
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || isTyping || !isChosen("slash") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  field.focus();
});

stop.addEventListener("click", () => { tell({ type: "stop" }); field.focus({ preventScroll: true }); });
byId("starters").addEventListener("click", (event) => {
  const link = event.target.closest("[data-ask]");
  if (!link || !isOpen || current) return;
  event.preventDefault();
  ask(link.dataset.ask, newKey());
  field.focus({ preventScroll: true });
});

byId("new").addEventListener("click", (event) => {
  if (!isOpen || current) return;
  event.preventDefault();
  turns.replaceChildren();
  tell({ type: "new" });
  field.focus();
});

byId("forget").addEventListener("click", (event) => {
  if (!confirm("Delete every question you asked here, and the answers?")) event.preventDefault();
});

for (const item of turns.children) if (item.dataset.state !== "answering") act(item);
lastQuestion = turns.lastElementChild ? questionOf(turns.lastElementChild) : "";
fit();
const wanted = new URLSearchParams(location.search).get("q")?.trim();
if (wanted) {
  history.replaceState(null, "", location.pathname); // a reload must not ask twice
  const begin = (event) => { if (JSON.parse(event.data).type === "ready" && field.value.trim() === wanted) form.requestSubmit(); };
  connect();
  socket.addEventListener("message", begin, { once: true });
} else connect();
