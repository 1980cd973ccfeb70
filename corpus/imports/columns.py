"""Which column of a stranger's spreadsheet is which field. Exact names only: a near miss is listed, not guessed."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.imports.gate import UnableToImport
from corpus.imports.sheets import CandidateSheet, SheetRow

_SEARCHED = 20  # rows looked at for a header

_NAMES = {
    "key": ("key", "slug"),
    "name": ("name", "skill", "skill name", "skills", "competency", "capability"),
    "aliases": ("aliases", "alias", "also called", "also known as", "synonyms"),
    "category": ("category", "area", "group", "skill category"),
    "rating": ("rating", "level", "score", "self rating", "my rating", "rating 0 5", "rating 1 5", "skill level"),
    "priority": ("priority", "importance"),
    "years": ("years", "years of experience", "experience years", "yrs"),
    "last_used": ("last used", "last used on", "last year used"),
    "durable": ("durable",),
    "evidence": ("evidence", "proof", "example", "examples"),
    "evidence_section": ("evidence section",),
    "honest_note": ("honest note", "private note"),
    "gap_reason": ("gap reason",),
    "learning": ("learning", "learning now"),
    "visibility": ("visibility",),
}
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Header:
    """Where the table starts: `columns` maps a field to its position, `ignored` are the other headings."""

    row_number: int
    columns: dict[str, int]
    ignored: tuple[str, ...]


def header_find(sheet: CandidateSheet) -> Header | None:
    """Return the header among the first rows, or None. Raises UnableToImport where two columns are one field."""
    for row in sheet.rows[:_SEARCHED]:
        fields = [_field_of(cell.value) for cell in row.cells]
        known = {field for field in fields if field}
        if known & {"name", "key"} and len(known) >= 2:
            _twice_check(fields)
            columns = {field: position for position, field in enumerate(fields) if field}
            return Header(row.number, columns, _ignored(row, fields))
    return None


def column_letter(position: int) -> str:
    """Return the letters a spreadsheet shows over a column: 0 → A, 26 → AA."""
    return (_LETTERS[position // 26 - 1] if position >= 26 else "") + _LETTERS[position % 26]


def _field_of(value: object) -> str:
    if not isinstance(value, str):
        return ""
    folded = unicodedata.normalize("NFKC", value).casefold()
    return _FIELD_OF.get(" ".join(re.sub(r"[\W_]+", " ", folded).split()), "")


def _twice_check(fields: Sequence[str]) -> None:
    for field in _NAMES:
        letters = [column_letter(position) for position, found in enumerate(fields) if found == field]
        if len(letters) > 1:
            raise UnableToImport(f"Columns {' and '.join(letters)} are both read as {field}: rename or remove one.")


def _ignored(row: SheetRow, fields: Sequence[str]) -> tuple[str, ...]:
    cells = zip(row.cells, fields, strict=True)
    return tuple(" ".join(str(cell.value).split()) for cell, field in cells if not field and not cell.is_blank)
