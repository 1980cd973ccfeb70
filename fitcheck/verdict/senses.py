"""Whether a name found in a text is meant there: of the one looked for and not of others, the noun and not the verb."""

import re
from collections.abc import Iterator

from corpus.text.words import STOP_WORDS, fold, lemma

_WORD = re.compile(r"[^\W_]+[+#]*")
_ADDRESS = re.compile(r"(?<=\]\()[^)\s]*|\bhttps?://\S+|\bwww\.\S+")
# What makes another word of the one it stands beside: on-call, buy-in; unlike "all" and "the".
_PARTICLES_LIST = """
about after at by down for from in into no not off on out over through to under up with
"""
_PARTICLES = frozenset(_PARTICLES_LIST.split())
_SEEKING = re.compile(r"\b(?:looking for|seek\w*|wanted|open to)\b", re.I)
_OPENS_ANOTHER = re.compile(r"\s+(?:may |will |can )?(?:includes?|involves?|requires?|means?)\s", re.I)
_BESIDE = re.compile(r"\b(?:to|with|by|from|under|beside) (?:our|your|the|an?|their|its)\s+$", re.I)
_VERB_BEFORE = frozenset(
    ("experience", "experienced", "be", "been", "being", "is", "are", "was", "were", "by", "enjoy", "like", "love")
)
_SIGHT = 40  # characters that hold any name's small words
_BARE_OBJECT = 2  # words: with more of them after it, the first word of a line is a verb


def addresses_blanked(text: str) -> str:
    """Return the text at the same length, with spaces for where links lead."""
    if "(" not in text and "://" not in text and "www." not in text:
        return text
    return _ADDRESS.sub(lambda found: " " * len(found.group()), text)


def small_before(text: str, start: int) -> str:
    """Return the particles directly before a place, each after a space: " on" of "sick, on-call"."""
    found: list[str] = []
    for word in reversed(list(_WORD.finditer(text, max(0, start - _SIGHT), start))):
        if text[word.end() : start].strip(" -") or fold(word.group()) not in _PARTICLES:
            break
        found.insert(0, f" {fold(word.group())}")
        start = word.start()
    return "".join(found)


def small_after(text: str, end: int) -> str:
    """Return the particles directly after a place, each before a space: "in " of "buy-in from all"."""
    found: list[str] = []
    for word in _WORD.finditer(text, end, end + _SIGHT):
        if text[end : word.start()].strip(" -") or fold(word.group()) not in _PARTICLES:
            break
        found.append(f"{fold(word.group())} ")
        end = word.end()
    return "".join(found)


def is_of_others(text: str, start: int, end: int) -> bool:
    """Say whether the people named at a place are others than the one looked for.

    "Leading software engineers" and "reports to our chief product officer" name others.
    """
    last = _WORD.findall(text[start:end])[-1:]
    is_plural = bool(last) and last[0].casefold().endswith("s")
    before = text[:start]
    if _SEEKING.search(before):
        return False
    return bool(_BESIDE.search(before)) or (is_plural and bool(_WORD.search(before)))


def is_setting(text: str, start: int, end: int) -> bool:
    """Say whether what a place names only opens a sentence on something else: "Site visits include climbing"."""
    return not _WORD.search(text[:start]) and bool(_OPENS_ANOTHER.match(text, end))


def object_of(text: str, start: int, end: int) -> list[str]:
    """Return the lemmas of what is done, where the word at a place is a verb in -ing with an object; else nothing.

    "Experience writing Go code" has one; "writing skills", "tools for writing" and "in writing" have none.
    """
    if not text[start:end].casefold().endswith("ing"):
        return []
    run = [fold(word) for word in _run_after(text, end)]
    before = _WORD.findall(text[:start])[-1:]
    is_verb = fold(before[0]) in _VERB_BEFORE if before else len(run) >= _BARE_OBJECT
    return [lemma(word) for word in run] if is_verb else []


def _run_after(text: str, end: int) -> Iterator[str]:
    for word in _WORD.finditer(text, end):
        if text[end : word.start()].strip(" -") or word.group().casefold() in STOP_WORDS:
            return
        yield word.group()
        end = word.end()
