"""One cell of a spreadsheet as one value of a skill. Pure.

What is decided here, and why:
- A rating is a whole number from 0 to 5 in ASCII digits, also as text and as `4.0`. `4.5`, `4/5`, `+4`, `1e0`, `５`,
  `five` and stars are refused, never rounded: a rating nobody gave must not stand in the matrix. 0 is a rating here
  even where the sheet's own scale began at 1.
- The usual words of skill sheets (awareness … expert) and of priorities (high, P0, must) are mapped, and the mapping
  is shown before anything is saved.
- `7+` years are 7; a range such as `0-2` is refused.
- A formula is never evaluated. Numbers and dates take the result stored beside it; text does not.
- A blank cell empties a text or a date, is 0 years and "no"; it leaves a priority and a visibility as they are.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from corpus.imports.sheets import Cell
from corpus.models import Skill, Visibility

Parsed = object

_RATING_WORDS = {
    0: ("none", "no experience"),
    1: ("aware", "awareness", "beginner", "novice", "fundamental awareness", "know what it is"),
    2: ("basic", "elementary", "limited", "assisted", "did it with help"),
    3: ("competent", "intermediate", "proficient", "working", "do it alone"),
    4: ("advanced", "strong", "others ask me"),
    5: ("expert", "master", "set the standard"),
}
_PRIORITY_WORDS = {
    Skill.Priority.CORE: ("p0", "high", "must", "must have"),
    Skill.Priority.STRONG: ("p1", "medium", "should", "should have"),
    Skill.Priority.WORKING: ("p2", "low", "could", "nice", "nice to have"),
    Skill.Priority.AVOID: ("p3", "won't", "wont"),
}
_RATING_OF = {word: rating for rating, words in _RATING_WORDS.items() for word in words}
_PRIORITY_OF = {word: str(priority) for priority, words in _PRIORITY_WORDS.items() for word in words}
_VISIBILITY_OF = {**{value: value for value in Visibility.values}, "unlisted": Visibility.AI.value}
_YES_NO = {"yes": True, "y": True, "true": True, "1": True, "x": True, "no": False, "n": False, "false": False}

_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
QUOTED = re.compile(r"'+[=+\-@\t\r]")
_WHOLE = re.compile(r"([0-9]{1,20})(\.0{1,3})?")
_LIMITS = {"name": 120, "category": 80}  # characters, as the model's
_SHOWN = 40  # characters of a refused value that are shown


class Unchanged(Enum):
    """What a blank cell says where blank is no value: leave the field as it is."""

    LEAVE = "leave"


class CellRefusal(ValueError):
    """The cell cannot be used; the message continues "row n: "."""


@dataclass(slots=True)
class Noticed:
    """What was read otherwise than written: shown before anything is saved."""

    mapped: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    counted: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def notes(self) -> list[str]:
        """Return one sentence for each kind of thing noticed."""
        read = [
            f"{what}: {', '.join(f'{word} → {value}' for word, value in words.items())}."
            for what, words in self.mapped.items()
        ]
        return [*read, *(f"{what} ({count} cell{'s' if count > 1 else ''})." for what, count in self.counted.items())]


def text_clean(text: str) -> str:
    """Return the text without invisible characters and outer white space, lines ending in a plain new line."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")).strip()


def name_fold(name: str) -> str:
    """Return the form in which two names are one: compatibility forms, case and white space folded."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text_clean(name)).casefold())
    return " ".join(folded.split())


def is_quoted(cell: Cell) -> bool:
    """Return True where a leading quote says that what follows is text, not a formula."""
    return isinstance(cell.value, str) and QUOTED.match(cell.value) is not None


def cell_read(name: str, cell: Cell, noticed: Noticed) -> Parsed:
    """Read a cell as the value of the field `name`. Raises CellRefusal."""
    return _READERS.get(name, _text)(name.replace("_", " "), cell, noticed)


def _string(cell: Cell, noticed: Noticed) -> str:
    if not isinstance(cell.value, str):
        return "" if cell.value is None else str(cell.value)
    text = text_clean(cell.value)
    if _INVISIBLE.search(cell.value):
        noticed.counted["Invisible characters were removed"] += 1
    return text


def _text(what: str, cell: Cell, noticed: Noticed) -> str:
    if cell.is_formula:
        raise CellRefusal(f"{what} is a formula; paste its value instead")
    text = _string(cell, noticed)
    return text[1:] if QUOTED.match(text) else text


def _line(what: str, cell: Cell, noticed: Noticed) -> str:
    text = " ".join(_text(what, cell, noticed).split())
    if not text:
        raise CellRefusal(f"{what} is empty")
    if len(text) > _LIMITS[what]:
        raise CellRefusal(f"{what} is longer than {_LIMITS[what]} characters")
    return text


def _key(what: str, cell: Cell, noticed: Noticed) -> str:
    text = _text(what, cell, noticed)
    if text and not re.fullmatch(r"[-a-zA-Z0-9_]{1,80}", text):
        raise CellRefusal(f"key {_shown(text)} may contain at most 80 unaccented letters, digits, - and _")
    return text


def _rating(what: str, cell: Cell, noticed: Noticed) -> int:
    _stored_check(what, cell)
    if cell.is_blank:
        raise CellRefusal("rating is empty")
    text = _string(cell, noticed)
    word = " ".join(text.casefold().split())
    if word in _RATING_OF:
        noticed.mapped["Words read as ratings"][text] = str(_RATING_OF[word])
        return _RATING_OF[word]
    return _whole(what, cell, text, noticed, top=5)


def _years(what: str, cell: Cell, noticed: Noticed) -> int:
    _stored_check(what, cell)
    text = _string(cell, noticed)
    if not text:
        return 0
    if re.fullmatch(r"[0-9]{1,2}\s*\+", text):
        noticed.mapped["Years read as the minimum"][text] = text.rstrip("+ ")
        return _whole(what, Cell(text.rstrip("+ ")), text.rstrip("+ "), noticed, top=60)
    if re.fullmatch(r"[0-9]+\s*[-–]\s*[0-9]+", text):
        raise CellRefusal(f"years {_shown(text)} is a range; write one number")
    return _whole(what, cell, text, noticed, top=60)


def _whole(what: str, cell: Cell, text: str, noticed: Noticed, *, top: int) -> int:
    match = _WHOLE.fullmatch(text)
    if match is None or isinstance(cell.value, bool | date):
        raise CellRefusal(f"{what} {_shown(text)} is not a whole number from 0 to {top}")
    if int(match[1]) > top:
        raise CellRefusal(f"{what} {_shown(text)} is not between 0 and {top}")
    if match[2] and isinstance(cell.value, str):
        noticed.mapped["Decimals read as whole numbers"][text] = match[1]
    return int(match[1])


def _priority(what: str, cell: Cell, noticed: Noticed) -> str | Unchanged:
    text = _text(what, cell, noticed)
    word = " ".join(text.casefold().split())
    if not word:
        return Unchanged.LEAVE
    if word in Skill.Priority.values:
        return word
    if word not in _PRIORITY_OF:
        raise CellRefusal(
            f"priority {_shown(text)} is not one of core, strong, working, avoid, P0–P3, high, medium, low"
        )
    noticed.mapped["Priorities"][text.upper() if len(text) == 2 else text] = _PRIORITY_OF[word]
    return _PRIORITY_OF[word]


def _visibility(what: str, cell: Cell, noticed: Noticed) -> str | Unchanged:
    text = _text(what, cell, noticed)
    if not text:
        return Unchanged.LEAVE
    if text.casefold() not in _VISIBILITY_OF:
        raise CellRefusal(f"visibility {_shown(text)} is not one of public, ai, private")
    return _VISIBILITY_OF[text.casefold()]


def _yes_no(what: str, cell: Cell, noticed: Noticed) -> bool:
    _stored_check(what, cell)
    word = _string(cell, noticed).casefold()
    if word and word not in {*_YES_NO, "0"}:
        raise CellRefusal(f"{what} {_shown(word)} is neither yes nor no")
    return _YES_NO.get(word, False)


def _day(what: str, cell: Cell, noticed: Noticed) -> date | None:
    """Read a date, `2026-05-31`, `2026-05` or `2026`; the first day stands for a month or a year."""
    _stored_check(what, cell)
    if isinstance(cell.value, date):
        return cell.value
    text = _string(cell, noticed)
    if not text:
        return None
    match = re.fullmatch(r"((?:19|20)[0-9]{2})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?(?:\.0)?", text)
    refusal = CellRefusal(f"{what} {_shown(text)} is not a date; write it as 2026-05")
    if match is None:
        raise refusal
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError as error:
        raise refusal from error


def _aliases(what: str, cell: Cell, noticed: Noticed) -> list[str]:
    """Split at semicolons; one that is part of a name is written as `\\;`."""
    parts = re.split(r"(?<!\\);", _text(what, cell, noticed))
    return [alias for part in parts if (alias := " ".join(part.replace("\\;", ";").split()))]


def _stored_check(what: str, cell: Cell) -> None:
    if cell.is_formula and cell.value is None:
        raise CellRefusal(f"{what} is a formula with no stored value")


def _shown(text: str) -> str:
    return f"“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"


_READERS: dict[str, Callable[[str, Cell, Noticed], Parsed]] = {
    "key": _key,
    "name": _line,
    "category": _line,
    "aliases": _aliases,
    "rating": _rating,
    "priority": _priority,
    "years": _years,
    "last_used": _day,
    "durable": _yes_no,
    "learning": _yes_no,
    "visibility": _visibility,
}
