"""One cell of a spreadsheet as one value of a skill. Pure.

What is decided here, and why:
- A rating is a whole number from 0 to 5 in ASCII digits, also as text and as `4.0`. `4.5`, `4/5`, `80 %`, `+4`,
  `1e0`, `５`, `five` and stars are read only as the owner's mapping says, never rounded on the quiet: a rating nobody
  gave must not stand in the matrix. 0 is a rating here even where the sheet's own scale began at 1.
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

from corpus.imports.choices import Choices
from corpus.imports.days import AmbiguousDay, day_read
from corpus.imports.scales import PRIORITY_OF, RATING_OF, folded
from corpus.imports.sheets import Cell
from corpus.models import Skill, Visibility

Parsed = object

_VISIBILITY_OF = {**{value: value for value in Visibility.values}, "unlisted": Visibility.AI.value}
_YES = ("yes", "y", "true", "1", "x", "ja", "j", "wahr", "✓", "✔")
_NO = ("no", "n", "false", "0", "nein", "falsch", "-", "✗", "✘")
_YES_NO = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)

_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
QUOTED = re.compile(r"'+[=+\-@\t\r]")
_WHOLE = re.compile(r"([0-9]{1,20})(\.0{1,3})?")
_REVERSING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LIMITS = {"name": 120, "category": 80}  # characters, as the model's
TEXT_LIMIT = 2_000  # characters of any other text: all of it is read with every fit check
_ALIASES = 20
_SHOWN = 40  # characters of a refused value that are shown
_LISTED = 12  # values named before "and n more"


class Unchanged(Enum):
    """What a blank cell says where blank is no value: leave the field as it is."""

    LEAVE = "leave"


class CellRefusal(ValueError):
    """The cell cannot be used; the message continues "row n: "."""


@dataclass(slots=True)
class Noticed:
    """What the owner chose, and what was read otherwise than written: shown before anything is saved."""

    choices: Choices = field(default_factory=Choices)
    order: str = ""
    mapped: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    counted: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def notes(self) -> list[str]:
        """Return one sentence for each kind of thing noticed."""
        read = [f"{what}: {_listed(words)}." for what, words in self.mapped.items()]
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
    if len(text) > TEXT_LIMIT:
        raise CellRefusal(f"{what} is {len(text):,} characters long; the limit is {TEXT_LIMIT:,}")
    return text[1:] if QUOTED.match(text) else text


def _line(what: str, cell: Cell, noticed: Noticed) -> str:
    text = " ".join(_text(what, cell, noticed).split())
    if _REVERSING.search(str(cell.value)):
        raise CellRefusal(f"{what} holds invisible characters that turn its direction; type it again")
    if not text and what == "category" and noticed.choices.category:
        return noticed.choices.category[: _LIMITS[what]]
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


def rating_text(cell: Cell) -> str:
    """Return a rating as the spreadsheet shows it; empty for a blank cell and for a formula without a result."""
    if cell.is_percent and isinstance(cell.value, int | float):
        return f"{cell.value * 100:g} %"
    return text_clean("" if cell.value is None else str(cell.value))


def _rating(what: str, cell: Cell, noticed: Noticed) -> int:
    _stored_check(what, cell)
    text = rating_text(cell)
    if text in noticed.choices.ratings:
        return int(_chosen(what, text, noticed.choices.ratings, noticed))
    if cell.is_blank:
        raise CellRefusal("rating is empty")
    text = text if cell.is_percent else _string(cell, noticed)
    word = folded(text)
    if word in RATING_OF:
        noticed.mapped["Words read as ratings"][text] = str(RATING_OF[word])
        return RATING_OF[word]
    return _whole(what, cell, text, noticed, top=5)


def _chosen(what: str, text: str, chosen: dict[str, str], noticed: Noticed) -> str:
    """Read a value as the owner's mapping says. Raises CellRefusal where the mapping leaves it out."""
    allowed = {str(rating) for rating in range(6)} if what == "rating" else set(Skill.Priority.values)
    if chosen[text] not in allowed:
        raise CellRefusal(f"{what} {_shown(text)} is left out by your mapping")
    noticed.mapped[f"Mapped by you, {what}"][text] = chosen[text]
    return chosen[text]


def _years(what: str, cell: Cell, noticed: Noticed) -> int:
    _stored_check(what, cell)
    text = _string(cell, noticed)
    if not text:
        return 0
    spelled = re.fullmatch(r"([0-9]{1,2})\s*(?:years?|yrs?\.?|y|jahren?|j\.?|ans?|años?)", text, re.IGNORECASE)
    if spelled is not None:
        noticed.mapped["Years read as numbers"][text] = spelled[1]
        return _whole(what, Cell(spelled[1]), spelled[1], noticed, top=60)
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
    if text in noticed.choices.priorities:
        return _chosen(what, text, noticed.choices.priorities, noticed)
    if word in Skill.Priority.values:
        return word
    if word not in PRIORITY_OF:
        raise CellRefusal(
            f"priority {_shown(text)} is not one of core, strong, working, avoid, P0–P3, high, medium, low"
        )
    noticed.mapped["Priorities"][text.upper() if len(text) == 2 else text] = PRIORITY_OF[word]
    return PRIORITY_OF[word]


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
    if word and word not in _YES_NO:
        raise CellRefusal(f"{what} {_shown(word)} is neither yes nor no")
    return _YES_NO.get(word, False)


def _day(what: str, cell: Cell, noticed: Noticed) -> date | None:
    """Read a date as people write it; the first day stands for a month or a year."""
    _stored_check(what, cell)
    if isinstance(cell.value, date):
        return cell.value
    text = _string(cell, noticed)
    if not text:
        return None
    try:
        day = day_read(text, noticed.choices.order or noticed.order)
    except AmbiguousDay as ambiguous:
        raise CellRefusal(
            f"{what} {_shown(text)} can be read in two orders; say below which comes first, day or month"
        ) from ambiguous
    if day is None:
        raise CellRefusal(f"{what} {_shown(text)} is not a date; write it as 2026-05")
    if not day.isoformat().startswith(text):
        noticed.mapped["Dates"][text] = day.isoformat()
    return day


def _aliases(what: str, cell: Cell, noticed: Noticed) -> list[str]:
    """Split at semicolons; one that is part of a name is written as `\\;`."""
    parts = re.split(r"(?<!\\);", _text(what, cell, noticed))
    aliases = [alias for part in parts if (alias := " ".join(part.replace("\\;", ";").split()))]
    if len(aliases) > _ALIASES:
        raise CellRefusal(f"{what} are {len(aliases)}; the limit is {_ALIASES}")
    return aliases


def _stored_check(what: str, cell: Cell) -> None:
    if cell.is_formula and cell.value is None:
        raise CellRefusal(f"{what} is a formula with no stored value")


def _listed(words: dict[str, str]) -> str:
    shown = [f"{word[:_SHOWN]} → {value}" for word, value in list(words.items())[:_LISTED]]
    return ", ".join(shown) + (f" and {len(words) - _LISTED} more" if len(words) > _LISTED else "")


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
