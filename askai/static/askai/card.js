// The words behind a number, on a card beside it, with the way to the page. Where the words are not at hand, and without
// this file, the number leads to the page itself.

const card = document.getElementById("quote-card");
const [quote, link] = card.children;

const wordsBehind = (chip) =>
  chip.closest(".answer").querySelectorAll(".answer-quotes q")[Number(chip.lastChild.textContent) - 1]?.textContent;

document.getElementById("turns").addEventListener("click", (event) => {
  const chip = event.target.closest("a.cite");
  const words = chip && !event.ctrlKey && !event.metaKey && !event.shiftKey && wordsBehind(chip);
  if (!words || !card.showPopover) return;
  event.preventDefault();
  chip.focus({ preventScroll: true }); // where the focus goes back to
  quote.textContent = words;
  link.textContent = chip.title;
  link.href = chip.href;
  card.showPopover();
  place(chip.getBoundingClientRect(), card.getBoundingClientRect());
});

// Below the number, or above it where there is more room; never out of the window's sides.
function place(chip, { width, height }) {
  const isBelow = chip.bottom + height + 8 < innerHeight || chip.top < height + 8;
  const left = Math.min(chip.left, document.documentElement.clientWidth - width - 16);
  card.style.left = `${Math.max(16, left) + scrollX}px`;
  card.style.top = `${(isBelow ? chip.bottom + 8 : chip.top - height - 8) + scrollY}px`;
}
