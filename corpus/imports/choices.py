"""How the owner wants a spreadsheet to be read: what the mapping says, and what is read where it says nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_LONGEST = 200
_NUMBER = re.compile("[0-9]{1,3}")
_MOST = 200  # values or columns that one mapping may hold


@dataclass(frozen=True, slots=True)
class Choices:
    """Empty where nothing was chosen. `columns` maps a position to a field or to "", which leaves the column out.

    `ratings` and `priorities` map what a cell says to a value or to "", which leaves the rows out. `order` is
    `day` or `month`, whichever stands first in dates such as 05/06/2026.
    """

    sheet: str = ""
    encoding: str = ""
    has_hidden_rows: bool = False
    order: str = ""
    category: str = ""
    columns: dict[int, str] = field(default_factory=dict)
    ratings: dict[str, str] = field(default_factory=dict)
    priorities: dict[str, str] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """Return the choices as JSON holds them."""
        return {name: getattr(self, name) for name in self.__slots__}


def choices_stored(values: Mapping[str, Any]) -> Choices:
    """Read back what `stored` gave."""
    columns = {int(position): name for position, name in values.get("columns", {}).items()}
    return Choices(**{**values, "columns": columns})


def choices_posted(posted: Mapping[str, str]) -> Choices:
    """Read the mapping's form: `column-3`, and pairs such as `rating-text-0` and `rating-0`."""

    def word(name: str) -> str:
        return _plain(posted.get(name, ""))

    numbers = [name.removeprefix("column-") for name in posted if name.startswith("column-")]
    columns = {int(number): word(f"column-{number}") for number in numbers[:_MOST] if _NUMBER.fullmatch(number)}
    if word("sheet") != word("sheet_read"):
        return Choices(sheet=word("sheet"))  # the rest was said of another sheet
    return Choices(
        sheet=word("sheet"),
        encoding=word("encoding"),
        has_hidden_rows=bool(word("hidden_rows")),
        order=word("order") if word("order") in {"day", "month"} else "",
        category=word("category").strip(),
        columns=columns,
        ratings=_pairs(posted, "rating", columns),
        priorities=_pairs(posted, "priority", columns),
    )


def _pairs(posted: Mapping[str, str], kind: str, columns: dict[int, str]) -> dict[str, str]:
    """Read what was said of the values of a column; nothing where another column is that field by now."""
    read = posted.get(f"{kind}_read", "")
    if {str(position): field for position, field in columns.items()}.get(read, kind) != kind:
        return {}
    opening = f"{kind}-text-"
    numbers = [name.removeprefix(opening) for name in posted if name.startswith(opening)]
    return {
        _plain(posted[f"{opening}{number}"]): _plain(posted.get(f"{kind}-{number}", "")) for number in numbers[:_MOST]
    }


def _plain(text: str) -> str:
    return text.replace("\0", "")[:_LONGEST]  # PostgreSQL stores no NUL
