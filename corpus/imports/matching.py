"""Which row of a sheet is which skill: by key, else by the folded name."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from django.utils.text import slugify

from corpus.imports.cells import Parsed, name_fold
from corpus.imports.rows import ReadRow, RefusedRow, SheetReading

_SIGNS = ("=", "+", "-", "@")  # a spreadsheet takes a cell that opens with one for a formula
_KEY_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Existing:
    """A skill that is there already."""

    key: str
    name: str


@dataclass(slots=True)
class Matched:
    """Rows with the key they are saved under, refused rows, and the names of skills the file does not have."""

    rows: list[ReadRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def rows_match(reading: SheetReading, existing: Iterable[Existing]) -> Matched:
    """Match by key, else by the folded name; a new skill without a key gets one from its name."""
    there = list(existing)
    matcher = _Matcher({skill.key: skill for skill in there}, {name_fold(skill.name): skill for skill in there})
    matched = Matched(refused=list(reading.refused))
    for row in reading.rows:
        try:
            matched.rows.append(matcher.match(row))
        except _Refusal as refusal:
            matched.refused.append(
                RefusedRow(row.number, f"{row.values.get('name') or row.values.get('key')}: {refusal}")
            )
    matched.refused.sort(key=lambda refused: refused.number)
    matched.missing = [skill.name for skill in there if skill.key not in matcher.taken]
    return matched


class _Refusal(Exception):
    pass


class _Matcher:
    def __init__(self, by_key: dict[str, Existing], by_name: dict[str, Existing]) -> None:
        self.by_key = by_key
        self.by_name = by_name
        self.taken: dict[str, int] = {}

    def match(self, row: ReadRow) -> ReadRow:
        """Return the row with its key. Raises _Refusal."""
        namesake = self.by_name.get(name_fold(str(row.values.get("name", ""))))
        found = self.by_key.get(str(row.values.get("key", ""))) or namesake
        if found is None:
            self._new_check(row)
        elif namesake is not None and namesake.key != found.key and name_fold(found.name) != name_fold(namesake.name):
            raise _Refusal(f"another skill already has this name (key: {namesake.key})")
        key = found.key if found else self._key_new(row)
        if key in self.taken:
            raise _Refusal(f"the same skill as row {self.taken[key]}, which is kept")
        self.taken[key] = row.number
        values: dict[str, Parsed] = {**row.values, "key": key}
        return ReadRow(row.number, values, row.is_name_quoted)

    def _new_check(self, row: ReadRow) -> None:
        for needed in ("name", "category", "rating"):
            if row.values.get(needed) in {None, ""}:
                raise _Refusal(f"a new skill needs a {needed}")
        if str(row.values["name"]).startswith(_SIGNS) and not row.is_name_quoted:
            raise _Refusal(
                "a name that starts with =, +, - or @ looks like a formula; to keep it as text, put a ' first"
            )

    def _key_new(self, row: ReadRow) -> str:
        if row.values.get("key"):
            return str(row.values["key"])
        name = str(row.values["name"])
        base = slugify(name)[: _KEY_LENGTH - 4].strip("-_")
        base = base or f"skill-{hashlib.sha256(name_fold(name).encode()).hexdigest()[:8]}"
        names = (base if number == 1 else f"{base}-{number}" for number in count(1))
        return next(key for key in names if key not in self.by_key and key not in self.taken)
