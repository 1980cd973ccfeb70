// Texts made from an answer and for it.

const END_WORDS = 4;

// The words of an answer without its chips: for a screen reader.
export function wordsOf(answer) {
  const copy = answer.cloneNode(true);
  for (const chip of copy.querySelectorAll(".cite")) chip.remove();
  const parts = copy.querySelectorAll(".answer-prose, .answer-note, .answer-next");
  return [...parts].map((part) => part.textContent.trim()).join(" ");
}

// The same for the clipboard: [1] where a chip stands, and below the words what each number leads to.
export function quotableOf(answer) {
  const copy = answer.cloneNode(true);
  for (const chip of copy.querySelectorAll(".cite")) chip.replaceWith(` [${chip.lastChild.textContent}]`);
  const parts = copy.querySelectorAll(".answer-prose > :is(p, ul, ol, pre, blockquote), p.answer-prose, .answer-note");
  const words = [...parts].map((part) => part.textContent.trim());
  const sources = [...answer.querySelectorAll("a.source")].map(sourceLine);
  return [...words, ...(sources.length ? [["Sources:", ...sources].join("\n")] : [])].join("\n\n");
}

function sourceLine(link) {
  const numbers = [...link.querySelectorAll(".source-number")].map((each) => `[${each.textContent}]`);
  return `${numbers.join(" ")} ${link.lastElementChild.textContent}: ${link.href}`;
}

// The address of the very words, as the server makes it: the section, and the quote for the browser to mark.
export function addressOf(source, quote) {
  const url = new URL(source, location.href);
  const words = quote.split(/\s+/).filter(Boolean);
  const ends = words.length > 2 * END_WORDS ? [words.slice(0, END_WORDS), words.slice(-END_WORDS)] : [words];
  const marked = ends.map((end) => encodeURIComponent(end.join(" ")).replaceAll("-", "%2D")).join(",");
  return `${url.pathname}${url.hash || "#"}${marked ? `:~:text=${marked}` : ""}`;
}
