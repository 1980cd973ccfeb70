"""What the ratings and priorities of a stranger's scale may mean here: proposed, and never taken without the owner.

A proposal is rounded down: no sheet may make its owner look better than it says.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from corpus.models import Skill

TOP = 5
_MOST = 40  # values that are offered for mapping
_LEAST_OVER = 0.1  # share of values above the scale from which it is another scale, not a slip

_FILLED, _HOLLOW = "★⭐●⬤■◆🟢✦", "☆○◯□◇⚪✧"
_PLAIN = re.compile(r"[0-5](\.0{1,3})?")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?")
_FRACTION = re.compile(r"0[.,]\d*[1-9]\d*")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,3})?)\s*%")
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,3})?)\s*(?:/|of|out of|von|auf|sur)\s*(\d{1,3})", re.IGNORECASE)
_LABELLED = re.compile(r"(\d{1,3})\s*(?:[-–—·:.=)(]|\s)\s*\(?[^\W\d].*", re.DOTALL)
_LABEL_LAST = re.compile(r"[^\W\d][^\d]*[-–—·:=(\s]\s*(\d{1,3})\)?")
_SAID = re.compile(r"[^\W\d_]{3,}(?:[ -][^\W\d_]+)*")  # words of another scale; "n/a" is none
_KINDS = {
    "plain": _PLAIN,
    "percent": _PERCENT,
    "share": _SHARE,
    "fraction": _FRACTION,
    "number": _NUMBER,
    "labelled": re.compile(f"{_LABELLED.pattern}|{_LABEL_LAST.pattern}", re.DOTALL),
    "other": _SAID,
}

RATING_WORDS = {
    0: ("none", "no experience"),
    1: ("aware", "awareness", "beginner", "novice", "fundamental awareness", "know what it is"),
    2: ("basic", "elementary", "limited", "assisted", "did it with help"),
    3: ("competent", "intermediate", "proficient", "working", "do it alone"),
    4: ("advanced", "strong", "others ask me"),
    5: ("expert", "master", "set the standard"),
}
_PROPOSED_WORDS = {
    0: ("never", "nothing", "keine", "nein", "aucun", "ninguno", "n/a", "unknown"),
    1: ("anfänger", "einsteiger", "entry", "trainee", "heard of it", "low", "gering", "niedrig", "débutant", "poor"),
    2: (
        "grundkenntnisse",
        "grundlagen",
        "basis",
        "basics",
        "some",
        "fair",
        "familiar",
        "junior",
        "learning",
        "notions",
    ),
    3: ("fortgeschritten", "solide", "gut", "good", "medium", "mittel", "mid", "solid", "skilled", "practitioner"),
    4: ("sehr gut", "very good", "senior", "high", "hoch", "fluent", "avancé", "avanzado", "great", "lead"),
    5: ("experte", "expertin", "exzellent", "excellent", "guru", "ninja", "native", "very high", "mastery", "experto"),
}
PRIORITY_WORDS = {
    Skill.Priority.CORE: ("p0", "high", "must", "must have"),
    Skill.Priority.STRONG: ("p1", "medium", "should", "should have"),
    Skill.Priority.WORKING: ("p2", "low", "could", "nice", "nice to have"),
    Skill.Priority.AVOID: ("p3", "won't", "wont"),
}
_PROPOSED_PRIORITIES = {
    Skill.Priority.CORE: ("hoch", "sehr hoch", "critical", "urgent", "very high", "a", "1", "muss", "top", "key"),
    Skill.Priority.STRONG: ("mittel", "normal", "b", "2", "soll", "important", "wichtig"),
    Skill.Priority.WORKING: ("niedrig", "gering", "c", "3", "kann", "minor", "optional", "lowest"),
    Skill.Priority.AVOID: ("keine", "d", "4", "never", "none", "avoid"),
}
_LABELS = {f"{rating.label}".casefold(): int(rating) for rating in Skill.Rating}
RATING_OF = {word: rating for rating, words in RATING_WORDS.items() for word in words} | _LABELS
PRIORITY_OF = {word: str(priority) for priority, words in PRIORITY_WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class ValueProposal:
    """What a column says, how often, and what it would be read as; `value` is empty where the row is left out."""

    text: str
    count: int
    value: str


@dataclass(frozen=True, slots=True)
class Scale:
    """What a column of ratings shows as a whole. `stopped` says why none of it is read without a mapping."""

    proposals: tuple[ValueProposal, ...] = ()
    stopped: str = ""


def folded(text: str) -> str:
    """Return the form in which two words of a scale are one."""
    return " ".join(text.casefold().split())


def rating_scale(texts: Sequence[str], chosen: dict[str, str]) -> Scale:
    """Look at all ratings of a sheet together, as their cells show them."""
    counts = Counter(text for text in texts if text)
    kinds = Counter[str]()
    for text, count in counts.items():
        kinds[_kind(text)] += count
    foreign = Counter({text: count for text, count in counts.items() if _kind(text) not in {"plain", "word"}})
    stopped = _stopped(kinds)
    if not stopped:
        return Scale(_proposed(foreign | Counter(text for text in counts if text in chosen), chosen, TOP))
    is_mapped = all(text in chosen for text in foreign)
    return Scale(_proposed(counts, chosen, _top(counts)), "" if is_mapped else stopped)


def priority_proposals(texts: Iterable[str], chosen: dict[str, str]) -> tuple[ValueProposal, ...]:
    """Return the priorities that are no known ones, each with a proposal."""
    proposed = {word: str(priority) for priority, words in _PROPOSED_PRIORITIES.items() for word in words}
    known = {*PRIORITY_OF, *Skill.Priority.values}
    counts = Counter(text for text in texts if text and (folded(text) not in known or text in chosen))
    return tuple(
        ValueProposal(text, count, chosen.get(text, proposed.get(folded(text), "")))
        for text, count in counts.most_common(_MOST)
    )


def _kind(text: str) -> str:
    if folded(text) in RATING_OF:
        return "word"
    if text[0] in _FILLED + _HOLLOW:
        return "stars"
    kind = next((kind for kind, pattern in _KINDS.items() if pattern.fullmatch(text)), "junk")
    is_beyond = kind == "number" and text.isascii() and text.isdecimal() and TOP < int(text) <= 100
    return "over" if is_beyond else kind


def _stopped(kinds: Counter[str]) -> str:
    total = kinds.total()
    if kinds["over"] >= 2 and kinds["over"] >= _LEAST_OVER * total:
        return "its values go beyond 5"
    if kinds["percent"] >= 2 or kinds["percent"] * 2 >= total:
        return "its values are percentages"
    if kinds["fraction"] >= 2 and kinds["fraction"] * 2 >= total:
        return "its values are shares of 1"
    foreign = max(kinds[kind] for kind in ("share", "stars", "labelled", "other"))
    if foreign >= 2 and foreign * 2 >= total:
        return "most of its values are not on the scale from 0 to 5"
    return ""


def _top(counts: Counter[str]) -> int:
    """Return the end of the sheet's own scale: 1, 5, 10 or 100."""
    if sum(_FRACTION.fullmatch(text) is not None for text in counts) * 2 >= len(counts):
        return 1
    numbers = [int(match[0]) for text in counts if (match := re.match(r"\d{1,3}(?![\d./,%])", text))]
    most = max((number for number in numbers if number <= 100), default=TOP)
    return TOP if most <= TOP else 10 if most <= 10 else 100


def _proposed(counts: Counter[str], chosen: dict[str, str], top: int) -> tuple[ValueProposal, ...]:
    return tuple(
        ValueProposal(text, count, chosen.get(text, _proposal(text, top))) for text, count in counts.most_common(_MOST)
    )


def _proposal(text: str, top: int) -> str:
    word = folded(text)
    words = {each: rating for rating, group in _PROPOSED_WORDS.items() for each in group} | RATING_OF
    if word in words:
        return str(words[word])
    if match := _PERCENT.fullmatch(text):
        return _scaled(match[1], 100)
    if match := _SHARE.fullmatch(text):
        return _scaled(match[1], int(match[2]))
    if text[0] in _FILLED + _HOLLOW:
        filled = sum(sign in _FILLED for sign in text)
        return _scaled(str(filled), max(TOP, sum(sign in _FILLED + _HOLLOW for sign in text)))
    number = _NUMBER.fullmatch(text) or _LABELLED.fullmatch(text) or _LABEL_LAST.fullmatch(text)
    return _scaled(number[number.lastindex or 0], top) if number else ""


def _scaled(number: str, top: int) -> str:
    """Return the rating that a share of a scale comes to, rounded down; what is something is at least 1."""
    try:
        value = Decimal(number.replace(",", "."))
    except InvalidOperation:
        return ""
    if top <= 0 or value < 0 or value > top:
        return ""
    return str(max(1, int(value * TOP / top)) if value else 0)
