// Rows arrive over the socket as they close, and the tally above them grows. When the check ends, the record that the
// server prints takes the place of the rows, where the reader is.
import { Line } from "../site/line.js";
import "./asking.js";
import { offer } from "./actions.js"; // here already: the line may be dead when the verdict has come
import { Tally } from "./tally.js";

const page = document.querySelector("[data-fit-running]");
const rows = page.querySelector("[data-rows]");
const progress = page.querySelector("[data-line]");
const connection = page.querySelector("[data-connection]");
const said = page.querySelector("[data-status]");
const template = page.querySelector("[data-template]");
const LEVELS = { strong: "Strong", moderate: "Moderate", gap: "Gap", unknown: "Unknown" };
const tally = new Tally(page);
let attempt = Number(page.dataset.attempt);
let after = Number(page.dataset.after);
let isOver = false;

function show(text) {
  if (progress.textContent === text) return;
  progress.textContent = text;
}

function announce(text) {
  if (said.textContent !== text) said.textContent = text;
}

function skillItem(skill) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `/skills/#skill-${encodeURIComponent(skill.key)}`;
  link.textContent = skill.name;
  const rating = document.createElement("span");
  rating.className = "muted";
  rating.textContent = ` ${skill.rating}/5`;
  item.append(link, rating);
  return item;
}

function add(frame) {
  const row = template.content.cloneNode(true);
  const level = row.querySelector("[data-level]");
  const isGate = frame.kind === "gate";
  level.className = isGate ? "tag" : `level level-${frame.level}`;
  level.textContent = isGate ? "Condition" : LEVELS[frame.level];
  row.querySelector("[data-statement]").textContent = frame.statement;
  fill(row.querySelector("[data-quote]"), frame.quote);
  fill(row.querySelector("[data-reason]"), frame.reason);
  const skills = row.querySelector("[data-skills]");
  if (frame.skills.length) skills.append(...frame.skills.map(skillItem));
  else skills.remove();
  rows.append(row);
  tally.add(frame);
}

function fill(node, text) {
  if (text) node.textContent = text;
  else node.remove();
}

function weighed() {
  const text = tally.asks > after ? `${after} of about ${tally.asks} weighed` : `${after} weighed`;
  show(text);
  if (after % 5 === 0) announce(text);
}

// The socket said that it ended. The page is asked for until it comes: an old connection may be as dead as the socket was.
async function end() {
  if (isOver) return;
  isOver = true;
  line.end();
  let record = await ended();
  while (!record) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    record = await ended();
  }
  const swap = () => replace(record);
  if (document.startViewTransition) document.startViewTransition(swap);
  else swap();
}

// The status line of the new page is filled once it stands there: a live region says only what changes in it.
function replace(record) {
  document.title = record.title;
  const main = document.querySelector("main");
  main.replaceChildren(...[...record.querySelector("main").childNodes].map((node) => document.importNode(node, true)));
  const actions = main.querySelector("[data-fit-actions]");
  if (actions) offer(actions);
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);
  const verdict = main.querySelector("#verdict");
  requestAnimationFrame(() => {
    status.textContent = verdict ? `Done: ${verdict.innerText}` : "Done.";
  });
}

const TAKEN = {
  state(frame) {
    if (frame.attempt !== attempt) {
      attempt = frame.attempt;
      after = 0;
      rows.replaceChildren();
      tally.clear();
    }
    if (frame.role_title) page.querySelector("[data-role]").textContent = frame.role_title;
    if (frame.role_week) page.querySelector("[data-week]").textContent = frame.role_week;
    tally.expect(frame.asks);
    if (!after) show(frame.status === "accepted" ? "Waiting to start" : "Looking for what it asks");
  },
  requirement(frame) {
    if (frame.attempt !== attempt || frame.seq <= after) return;
    after = frame.seq;
    add(frame);
    weighed();
  },
  end,
  error(frame) {
    announce(frame.message);
  },
};

// What is said of the connection stands apart from what is said of the check, which goes on without it.
function say(text) {
  if (connection.textContent !== text) connection.textContent = text;
}

// The record is the truth: a check that has ended has another page. Returns that page, or null.
async function ended() {
  try {
    const reply = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(2 * line.beat) });
    const record = new DOMParser().parseFromString(await reply.text(), "text/html");
    return reply.ok && !record.querySelector("[data-fit-running]") ? record : null;
  } catch {
    return null;
  }
}

const line = new Line({
  beat: Number(page.dataset.beat),
  address() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    return `${scheme}://${location.host}/ws/fit-check/${page.dataset.id}/?attempt=${attempt}&after=${after}`;
  },
  isDue: () => !isOver,
  onFrame(frame) {
    say("");
    TAKEN[frame.type]?.(frame);
  },
  onQuiet(seconds) {
    say(`Nothing has come from the site for ${seconds} seconds. Still waiting: the check goes on without this page.`);
  },
  async onLost(seconds) {
    if (isOver) return;
    if (line.failures > 1 || seconds === null) say("Connection lost. Trying again: the check goes on without this page.");
    if (await ended()) end();
  },
  onOffline() {
    say("You are offline. The check goes on without this page, which shows the result when you are back.");
  },
});

line.connect();
