// A job description as a file. It is read here, and nothing of it is sent but the text that then stands in the box.

const MOST_BYTES = 5_000_000;
const WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const PASTE = "Open it, select all of its text, and paste that.";
const STARTS = [
  ["%PDF-", `A PDF cannot be read here. ${PASTE}`],
  ["\xd0\xcf\x11\xe0", `An old Word file cannot be read here. Save it as .docx, or: ${PASTE.toLowerCase()}`],
  ["{\\rtf", `An RTF file cannot be read here. ${PASTE}`],
];

class Unreadable extends Error {}

// Returns the text of a file. Throws Unreadable with the sentence to show.
export async function textOf(file) {
  if (file.size > MOST_BYTES) throw new Unreadable("The file is larger than 5 MB. Open it and paste the text.");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const start = String.fromCharCode(...bytes.subarray(0, 8));
  const refused = STARTS.find(([sign]) => start.startsWith(sign));
  if (refused) throw new Unreadable(refused[1]);
  const text = start.startsWith("PK") ? await textOfWord(bytes) : textOfPlain(bytes);
  if (!text.trim()) throw new Unreadable("There is no text in this file.");
  return text;
}

function textOfPlain(bytes) {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) return new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
  if (bytes.includes(0)) throw new Unreadable(`This is not a text file. ${PASTE}`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

async function textOfWord(bytes) {
  try {
    const xml = new TextDecoder().decode(await unzipped(bytes, "word/document.xml"));
    const page = new DOMParser().parseFromString(xml, "application/xml");
    return [...page.getElementsByTagNameNS(WORD, "p")].map(paragraph).join("\n");
  } catch {
    throw new Unreadable(`This file could not be read as a Word document (.docx). ${PASTE}`);
  }
}

const SIGNS = { t: (node) => node.textContent, tab: () => "\t", br: () => "\n", cr: () => "\n", noBreakHyphen: () => "-" };

function paragraph(node) {
  const parts = [...node.getElementsByTagNameNS(WORD, "*")].filter((part) => part.parentNode.localName === "r");
  const text = parts.map((part) => SIGNS[part.localName]?.(part) ?? "").join("");
  return text && node.getElementsByTagNameNS(WORD, "numPr").length ? `• ${text}` : text;
}

// One file out of a zip archive, found in its directory, which stands at the end. Throws where it is not there.
async function unzipped(bytes, name) {
  const view = new DataView(bytes.buffer);
  let end = bytes.length - 22;
  while (view.getUint32(end, true) !== 0x06054b50) end -= 1;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    if (new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)) === name) return entry(bytes, view, at);
    at += 46 + nameLength + extra + comment;
  }
  throw new Error(name);
}

async function entry(bytes, view, at) {
  const [method, size, local] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const packed = bytes.subarray(from, from + size);
  if (method === 0) return packed;
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const chunks = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > MOST_BYTES) throw new Error("too large"); // an archive may unpack to a thousand times its size
    chunks.push(part.value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

// Takes a file that is chosen or dropped; `take(text)` puts its text into the box, `row` holds the button and the words.
export function offerFiles({ row, target, take }) {
  const input = row.querySelector("[data-file-input]");
  const said = row.querySelector("[data-file-said]");

  async function read(file) {
    if (!file) return;
    said.textContent = `Reading ${file.name} …`;
    try {
      take(await textOf(file));
      said.textContent = `The text of ${file.name} is in the box. Look it over, then send it.`;
    } catch (error) {
      said.textContent = error instanceof Unreadable ? error.message : `${file.name} could not be read. ${PASTE}`;
    }
  }

  row.hidden = false;
  row.querySelector("[data-file-choose]").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    read(input.files[0]);
    input.value = ""; // the same file may be chosen again
  });
  target.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  target.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    read(event.dataTransfer.files[0]);
  });
}
