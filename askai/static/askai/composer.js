// The field: its height, its counter, its keys, and the draft in it, which survives a reload and the way back.

import { isChosen } from "./options.js";

const DRAFT = "ask-draft";
const form = document.getElementById("composer");
const counter = document.getElementById("counter");
const most = Number(document.getElementById("chat").dataset.max);
const isTouch = matchMedia("(pointer: coarse)").matches;
export const field = document.getElementById("question");
let lastQuestion = "";

// What is not sent yet, or was sent and may not have arrived. Storage may be switched off: then there is no draft.
export function draftKeep(text) {
  try {
    sessionStorage.setItem(DRAFT, text);
  } catch {
    // As above.
  }
}

function draftRead() {
  try {
    return sessionStorage.getItem(DRAFT) ?? "";
  } catch {
    return "";
  }
}

export function fill(text) {
  field.value = text;
  fit();
}

export function focus() {
  field.focus({ preventScroll: true });
}

// Takes the question out of the field. Its draft is kept until it has arrived.
export function take() {
  const question = field.value.trim();
  fill("");
  remember(question);
  return question;
}

export function remember(question) {
  lastQuestion = question;
}

function fit() {
  if (!CSS.supports("field-sizing", "content")) field.rows = Math.min(8, field.value.split("\n").length);
  const left = most - field.value.length;
  counter.hidden = field.value.length < most * 0.8;
  counter.textContent = left >= 0 ? `${left} characters left` : `${-left} characters too many`;
}

function key(event) {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Enter" && !event.shiftKey && !isTouch) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "ArrowUp" && !field.value && lastQuestion) {
    event.preventDefault();
    fill(lastQuestion);
  }
}

function slash(event) {
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || isTyping || !isChosen("slash") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  field.focus();
}

// `asked` is the last question on the page: a draft that says the same has arrived.
export function begin(asked) {
  lastQuestion = asked;
  if (!field.value.trim() && draftRead().trim() !== asked) field.value = draftRead();
  field.addEventListener("input", () => {
    fit();
    draftKeep(field.value);
  });
  field.addEventListener("keydown", key);
  addEventListener("keydown", slash);
  fit();
}
