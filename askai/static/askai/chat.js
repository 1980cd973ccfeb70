// The Ask AI page over its websocket. Without this file the form still answers, one page at a time.

import { Line } from "../site/line.js";
import { act, listen, searchOf } from "./actions.js";
import "./card.js";
import * as composer from "./composer.js";
import { begin as beginFollowing, follow } from "./following.js";
import { Writing, breakOff, draw, finish, questionOf, turnOf, turnOfKey } from "./turns.js";
import { wordsOf } from "./words.js";

const STOP_WITHIN = 2000;
const byId = (id) => document.getElementById(id);
const chat = byId("chat");
const turns = byId("turns");
const form = byId("composer");
const send = byId("send");
const stop = byId("stop");
const notice = byId("notice");

let current = null; // the answer being written, or the question that waits for a connection
let isNewWanted = false; // "new" was sent and its "ready" has not come
let shown; // the conversation whose turns are on the page
let isQuiet = false; // the status line says that nothing comes

const line = new Line({
  beat: Number(chat.dataset.beat),
  address: () => new URL(chat.dataset.socket, location.href.replace(/^http/, "ws")),
  isDue: () => Boolean(current) || isNewWanted,
  onFrame: take,
  onQuiet(seconds) {
    isQuiet = true;
    say(`Nothing has come from the site for ${seconds} seconds. Still waiting.`);
  },
  onLost(seconds, code) {
    starters(false);
    if (seconds === null) say("The connection was refused. Reload the page to go on.");
    else if (line.failures > 1 || current || code === 0) say(`Connection lost. Retrying in ${seconds} s.`);
  },
  onOffline() {
    starters(false);
    say("You are offline. What you wrote is kept, and an answer in progress continues when you are back online.");
  },
});

// randomUUID exists only on https and localhost; a site behind plain http still needs keys.
const newKey = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
  (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(c) / 4)))).toString(16));

function say(text) {
  byId("status").textContent = text;
}

function starters(isOn) {
  byId("starters").toggleAttribute("inert", !isOn);
}

function arrange() {
  const isFocusLost = document.activeElement === (current ? send : stop);
  send.hidden = Boolean(current);
  stop.hidden = !current;
  if (isFocusLost) (current ? stop : composer.field).focus({ preventScroll: true });
  byId("starters").hidden = turns.childElementCount > 0;
  byId("afresh").hidden = turns.childElementCount === 0;
}

// --- What the server says ---

function take(frame) {
  if (isQuiet) {
    isQuiet = false;
    say("");
  }
  switch (frame.type) {
    case "ready": return ready(frame);
    case "turn.opened": return opened(frame);
    case "answer.delta":
    case "answer.citation": return current?.take(frame);
    case "answer.done": return done(frame);
    case "error": return refused(frame);
  }
}

function ready(frame) {
  say("");
  starters(true);
  if (isNewWanted && frame.turns.length) return line.send({ type: "new" });
  isNewWanted = false;
  if (!frame.turns.length && !current) turns.replaceChildren();
  if (frame.conversation !== shown) leaveOut(new Set(frame.turns.map((turn) => turn.key)));
  shown = frame.conversation;
  for (const turn of frame.turns) place(turn);
  if (current && turns.lastElementChild !== current.item) turns.append(current.item);
  if (current && !current.turn) askAgain();
  arrange();
}

// A new chat was begun in another window, on whichever server: the old one's turns are no part of it.
function leaveOut(kept) {
  for (const item of [...turns.children]) {
    if (item.dataset.turn && item !== current?.item && !kept.has(item.dataset.key)) item.remove();
  }
}

// A turn of the server's list: drawn if it is new here, finished if it ended while we were away, resumed if it runs.
function place(turn) {
  const isCurrent = current?.key === turn.key;
  if (isCurrent) arrived(turn.turn);
  const drawn = turnOfKey(turn.key);
  const item = drawn ?? draw(turn.question, turn.key);
  item.dataset.turn = turn.turn;
  if (turn.state === "answering") {
    if (!isCurrent) current = new Writing(item, turn.question, turn.key, turn.turn);
    if (current.isStopWanted) line.send({ type: "stop" });
    line.send({ type: "resume", turn: turn.turn, after: current.seq });
  } else if (!drawn || isCurrent) {
    done({ ...turn, seq: Infinity });
  }
}

// The question may not have arrived. The same key never asks twice.
function askAgain() {
  if (current.isStopWanted) return giveBack();
  line.send({ type: "ask", text: current.question, key: current.key });
  current.wait("Reading the pages …");
}

function opened(frame) {
  if (current?.key !== frame.key) return;
  arrived(frame.turn);
  if (current.isStopWanted) line.send({ type: "stop" });
}

function arrived(turn) {
  current.turn = turn;
  current.item.dataset.turn = turn;
  composer.draftKeep(composer.field.value);
}

function done(frame) {
  const item = turnOf(frame.turn);
  if (!item) return;
  const isCurrent = current?.turn === frame.turn;
  if (isCurrent) current.paint();
  finish(item, frame);
  if (frame.thumb) item.dataset.thumb = frame.thumb;
  act(item);
  if (!isCurrent) return;
  byId("spoken").textContent = wordsOf(item.querySelector(".answer"));
  say({ stopped: "Stopped.", interrupted: "The answer broke off. This is as far as it got." }[frame.state] ?? "");
  current = null;
  follow();
  arrange();
}

function refused(frame) {
  notice.querySelector("[data-search]").href = searchOf(current?.question ?? composer.field.value);
  if (current && !current.turn) {
    giveBack();
  } else if (current && frame.code === "unavailable") {
    current.paint();
    breakOff(current.item);
    act(current.item);
    current = null;
  }
  notice.querySelector("p").textContent = frame.message;
  notice.querySelector("[data-meanwhile]").hidden = !frame.retry_at;
  notice.hidden = false;
  arrange();
}

// --- What the visitor does ---

function ask(question, key) {
  notice.hidden = true;
  say("");
  const asked = question.toWellFormed?.() ?? question;
  current = new Writing(draw(question, key), asked, key);
  composer.remember(question);
  if (!line.send({ type: "ask", text: asked, key })) current.wait("Sent as soon as the connection is back.");
  beginFollowing(current.item);
  const mine = current;
  setTimeout(() => mine === current && line.isOpen && mine.wait("Reading the pages …"), 300);
  arrange();
}

// A question that was not taken goes back into the field, unless something else is being written there.
function giveBack() {
  current.item.remove();
  if (!composer.field.value) composer.fill(current.question);
  composer.draftKeep(composer.field.value);
  current = null;
  say("");
  arrange();
}

function submit(event) {
  const isPlain = !line.hasWorked && navigator.onLine;
  if (isPlain && !current) return; // no socket ever came up: the plain form answers
  event.preventDefault();
  if (!composer.field.value.trim()) return;
  if (current) {
    say("One answer at a time: stop this one, or send your question when it is done.");
    return;
  }
  const key = form.elements.key.value;
  form.elements.key.value = newKey();
  ask(composer.take(), key);
}

function stopAsk() {
  if (!current) return;
  const mine = current;
  mine.isStopWanted = true;
  composer.focus();
  if (!mine.turn && !line.isOpen) return giveBack();
  line.send({ type: "stop" });
  setTimeout(() => {
    if (mine !== current) return;
    line.again();
    say("The site does not answer. What is written stays; it is told to stop as soon as it can be reached.");
  }, STOP_WITHIN);
}

function retry(item) {
  if (current) return say("One answer at a time: stop this one first.");
  ask(questionOf(item), newKey());
}

function start(event) {
  const link = event.target.closest("[data-ask]");
  if (!link || !line.isOpen || current) return;
  event.preventDefault();
  ask(link.dataset.ask, newKey());
  composer.focus();
}

function beginNew(event) {
  if (!line.hasWorked && navigator.onLine && !current) return;
  event.preventDefault();
  if (current) return say("Stop the answer first, or wait for its end.");
  if (!line.send({ type: "new" })) return say("There is no connection. A new chat can begin when it is back.");
  isNewWanted = true;
  composer.focus();
}

// By hand, because a form sent into nowhere replaces the page by the browser's own complaint.
async function forget(event) {
  event.preventDefault();
  if (!confirm("Delete all the questions you asked here, with their answers?")) return;
  const form = byId("afresh");
  const body = new URLSearchParams([...new FormData(form), ["forget", "1"]]);
  try {
    const reply = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(10_000) });
    if (!reply.ok) throw new Error(reply.statusText);
  } catch {
    say("The site could not be reached, so it is not certain that your questions are deleted. Try again.");
    return;
  }
  composer.draftKeep("");
  location.assign(`${location.pathname}?deleted=1`);
}

form.addEventListener("submit", submit);
stop.addEventListener("click", stopAsk);
byId("starters").addEventListener("click", start);
byId("new").addEventListener("click", beginNew);
byId("forget").addEventListener("click", forget);
addEventListener("keydown", (event) => event.key === "Escape" && stopAsk());
listen({ send: (frame) => line.send(frame), retry });

for (const item of turns.children) if (item.dataset.state !== "answering") act(item);
composer.begin(turns.lastElementChild ? questionOf(turns.lastElementChild) : "");
const wanted = new URLSearchParams(location.search).get("q")?.trim();
if (wanted) history.replaceState(null, "", location.pathname); // a reload must not ask twice
line.connect();
if (wanted) askWanted();

// The home page's question is asked at once, unless it was changed meanwhile.
function askWanted() {
  const waiting = setInterval(() => {
    if (!line.isOpen) return;
    clearInterval(waiting);
    if (composer.field.value.trim() === wanted) form.requestSubmit();
  }, 50);
}
