"""The bytes of a text file as text. What is not Unicode is guessed, and three of its words are shown."""

import re

from charset_normalizer import from_bytes

from corpus.imports.gate import UnableToImport

NAMES = {
    "utf_8": "UTF-8",
    "cp1252": "Windows-1252 (Western Europe)",
    "mac_roman": "Mac Roman",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp850": "DOS 850",
    "shift_jis": "Shift JIS (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
}
_GUESSED = ["cp1252", "mac_roman", "cp1250", "cp1251", "shift_jis", "gb18030"]
_WESTERN = ("cp1252", "mac_roman", "cp1250")  # told apart by what they make of a word; of equals the first
_LOOKED_AT = 200_000  # bytes
_USUAL = frozenset("àâäáãåçéèêëíìîïñóòôöõúùûüßœæøÀÂÄÁÃÅÇÉÈÊËÍÎÏÑÓÔÖÕÚÙÛÜŒÆØ–—‘’“”„•…€£°½¼×·«»±²³%§®™©\xa0")
_WORD = re.compile(r"\w*[^\W\d_a-zA-Z]\w*")


def text_decode(content: bytes, encoding: str) -> tuple[str, str, list[str]]:
    """Return the text, the name of its encoding, and notes. `encoding` is the owner's choice, or empty.

    Raises UnableToImport where the chosen encoding does not fit.
    """
    if encoding in NAMES:
        return _chosen(content, encoding)
    mark = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(mark), "", []
    except UnicodeDecodeError:
        guess = _guess(content)
    text = content.decode(guess, errors="replace")
    name = NAMES[guess].split(" (")[0]
    return text, guess, [f"The file is not UTF-8; it was read as {name}. {_samples(text)}"]


def _chosen(content: bytes, encoding: str) -> tuple[str, str, list[str]]:
    try:
        text = content.decode("utf-8-sig" if encoding == "utf_8" else encoding)
    except UnicodeDecodeError as error:
        raise UnableToImport(f"The file is not in {NAMES[encoding]}: choose another encoding.") from error
    return text, encoding, [f"The file was read as {NAMES[encoding]}, as you chose. {_samples(text)}"]


def _guess(content: bytes) -> str:
    found = list(from_bytes(content[:_LOOKED_AT], cp_isolation=_GUESSED))
    best = found[0] if found else None
    if best is not None and best.encoding not in _WESTERN:
        return best.encoding
    return min(_WESTERN, key=lambda encoding: _oddness(content, encoding))


def _oddness(content: bytes, encoding: str) -> int:
    """Count the characters that hardly stand in a European text, and capitals inside of words."""
    text = content[:_LOOKED_AT].decode(encoding, errors="replace")
    odd = sum(not sign.isascii() and sign not in _USUAL for sign in text)
    return 2 * odd + sum(not sign.isascii() for word in re.findall(r"[a-zà-ÿ]([A-ZÀ-Þ])", text) for sign in word)


def _samples(text: str) -> str:
    words = list(dict.fromkeys(_WORD.findall(text)))[:3]
    if not words:
        return "It holds no accents."
    return f"Look at its accents: {', '.join(f'“{word[:30]}”' for word in words)}."
