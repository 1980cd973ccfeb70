"""Plain text cut into the smallest pieces an answer may quote. Pure: no word is lost, added or moved."""

import re

LIST_MARK = "- "
_ITEM_LIMIT = 320  # characters: a longer list item is cut into its sentences
_SHORT = 3  # words: "Yes." alone says nothing, so it stays with the sentence after it

_ABBREVIATION = re.compile(
    r"a\.k\.a|a\.m|appr?|assoc|apr|aug|bros|ca|co|corp|dec|dept|eds?|esp|est|et|etc|feb|figs|ft|gen|gov|inc|jan|jul"
    r"|jun|ltd|mar|max|min|mt|nos|nov|oct|op|p\.m|ph\.d|pp|ref|rev|sen|sept?|u\.k|u\.n|u\.s|viz|vols?"
)
_ENDS = re.compile(r"[.!?…]+[\"'”’»)\]]*$")
_STARTS = re.compile(r"[\"'“‘«(\[]*[A-Z0-9À-ÖØ-ÞĀ-ŽΑ-ΩА-Я$€£~]")
_NEVER_LAST = re.compile(r"e\.g|i\.e|vs|mr|mrs|ms|dr|prof|cf|fig|no|st|sr|jr|approx")


def fold(text: str) -> str:
    """Return the text with every run of white space turned into one space, as a browser shows it."""
    return " ".join(text.split())


def sentences(text: str) -> list[str]:
    """Cut one paragraph at the ends of its sentences. Returns at least one piece for text that has a word."""
    words = text.split()
    pieces: list[str] = []
    start = 0
    for index in range(len(words)):
        is_last = index == len(words) - 1
        if is_last or (index + 1 - start >= _SHORT and _is_end(words, index, start)):
            pieces.append(" ".join(words[start : index + 1]))
            start = index + 1
    return pieces


def blocks(text: str) -> tuple[str, ...]:
    """Cut a section's text into citable blocks: a sentence, or a whole list item where it is short.

    Paragraphs are separated by a blank line; a list item or a table row is a paragraph that opens with `- `.
    """
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        stripped = paragraph.strip()
        is_item = stripped.startswith(LIST_MARK)
        body = fold(stripped.removeprefix(LIST_MARK))
        if is_item and len(body) <= _ITEM_LIMIT:
            found.append(body)
        else:
            found.extend(sentences(body))
    return tuple(block for block in found if block)


def _is_end(words: list[str], index: int, start: int) -> bool:
    word, following = words[index], words[index + 1]
    if not _ENDS.search(word) or not _STARTS.match(following):
        return False
    if not word.rstrip("\"'”’»)]").endswith("."):
        return True
    return not _is_abbreviation(word, following, is_first=index == start)


def _is_abbreviation(word: str, following: str, *, is_first: bool) -> bool:
    """Tell `e.g.`, `J.`, `No. 5` and a list number `1.` from the end of a sentence."""
    bare = word.strip("\"'“‘«([”’»)]").rstrip(".").lower()
    if is_first and bare.isdigit():
        return True
    if len(bare) == 1 and bare.isalpha() and word.strip("(\"'“")[0].isupper():
        return bare != "i"
    if _NEVER_LAST.fullmatch(bare):
        return bare != "no" or following[0].isdigit()
    return _ABBREVIATION.fullmatch(bare) is not None and not following[0].isupper()
