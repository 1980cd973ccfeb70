// The words of an answer without its chips: for a screen reader and for the clipboard.
export function wordsOf(answer, parts = ".answer-prose, .answer-note, .answer-next") {
  const copy = answer.cloneNode(true);
  for (const chip of copy.querySelectorAll(".cite")) chip.remove();
  return [...copy.querySelectorAll(parts)].map((part) => part.textContent.trim()).join(" ");
}

// A time of today as hours and minutes; another day's with its date.
export function timeOf(moment) {
  const then = new Date(moment), isToday = then.toDateString() === new Date().toDateString();
  return then.toLocaleString([], isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
}
