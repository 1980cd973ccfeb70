// Scrolling with an answer that grows: never past its question, and never against a reader who looked up.

const turns = document.getElementById("turns"), composer = document.getElementById("composer");
const jump = document.getElementById("jump");
let isFollowing = true;

// A new question goes to the top; its answer grows below it.
export function begin(item) {
  isFollowing = true;
  item.scrollIntoView({ block: "start" });
}

export function follow() {
  const last = turns.lastElementChild;
  if (!last) return;
  const below = hiddenBelow();
  const room = last.getBoundingClientRect().top - 8;
  if (isFollowing && below > 0 && room > 0) window.scrollBy(0, Math.min(below, room));
  jump.hidden = isFollowing || below <= 0;
}

// The turn itself is as tall as the window; what counts is where its words end. In a low window the field does not stick.
const hiddenBelow = () =>
  turns.lastElementChild.lastElementChild.getBoundingClientRect().bottom -
  Math.min(composer.getBoundingClientRect().top, innerHeight) + 16;

// Intent decides, not position: a reader who scrolls up by a finger's breadth is not pulled back.
const lookUp = () => { isFollowing = false; };
addEventListener("wheel", (event) => { if (event.deltaY < 0) lookUp(); }, { passive: true });
addEventListener("scroll", () => { if (!jump.hidden) jump.hidden = hiddenBelow() <= 0; }, { passive: true });
addEventListener("touchmove", lookUp, { passive: true });
addEventListener("keydown", (event) => { if (event.key === "PageUp" || event.key === "Home") lookUp(); });
jump.addEventListener("click", () => {
  isFollowing = true;
  turns.lastElementChild?.lastElementChild.scrollIntoView({ block: "end" });
  follow();
});
