"""Reads `<profile>` and `<skills_matrix>` from the system prompt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from routing.standin.request import tagged

_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One skill. `rating` is 0 to 5, `effective` one lower where no evidence is given."""

    key: str
    name: str
    aliases: tuple[str, ...]
    category: str
    rating: int
    years: int
    evidence: str

    @property
    def effective(self) -> int:
        """The rating as far as evidence carries it."""
        return self.rating if self.evidence else max(0, self.rating - 1)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The owner as the request shows them. `profile` maps the folded field names to their values."""

    profile: dict[str, tuple[str, ...]]
    rows: tuple[Row, ...]


def matrix_of(system: str) -> Matrix:
    """Read both tags; a tag that is missing reads as empty."""
    profile = {}
    for line in (tagged(system, "profile") or "").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            profile[name.strip().lower()] = tuple(part.strip() for part in value.split(";") if part.strip())
    rows = (_row(line) for line in (tagged(system, "skills_matrix") or "").splitlines()[1:])
    return Matrix(profile, tuple(row for row in rows if row is not None))


def _row(line: str) -> Row | None:
    cells = [cell.strip() for cell in re.split(r" \|(?: |$)", line)]
    cells += [""] * (_COLUMNS - len(cells))
    if not cells[0]:
        return None
    aliases = tuple(alias.strip() for alias in cells[2].split(";") if alias.strip())
    return Row(cells[0], cells[1] or cells[0], aliases, cells[3], _number(cells[4]), _number(cells[6]), cells[9])


def _number(cell: str) -> int:
    digits = "".join(letter for letter in cell if letter.isascii() and letter.isdigit())
    return int(digits[:3]) if digits else 0
