"""A stranger's spreadsheet as rows of skills, refused rows and notes. Nothing of the database is looked at.

A refused row is named by its number in the spreadsheet with one sentence; the other rows can still be taken over.
Of two rows for one skill the first is kept and the later one refused, naming both.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count

from django.utils.text import slugify

from corpus.imports.cells import CellRefusal, Noticed, Parsed, cell_read, is_quoted, name_fold
from corpus.imports.columns import Header, header_find
from corpus.imports.gate import UnableToImport
from corpus.imports.sheets import CandidateSheet, Cell, SheetRow, sheet_candidates

_LISTED = 8  # rows or columns named before "and n more"
_BLANK = Cell()


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row that can be used. `values` by field name; `is_name_quoted`: the name was marked as text."""

    number: int
    values: dict[str, Parsed]
    is_name_quoted: bool = False


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is left out, and why, as the end of the sentence "Row n: …"."""

    number: int
    reason: str


@dataclass(slots=True)
class SheetReading:
    """What a file says. `fields` are the columns found, in the order of the sheet."""

    fields: tuple[str, ...]
    rows: list[ReadRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def reading_of(content: bytes, *, max_bytes: int, max_rows: int) -> SheetReading:
    """Read a workbook or a CSV. Raises UnableToImport where it cannot be used at all."""
    for sheet in sheet_candidates(content, max_bytes=max_bytes, max_rows=max_rows):
        header = header_find(sheet)
        if header is not None:
            return _read(sheet, header, max_rows)
    raise UnableToImport(
        "No header was found: one of the first 20 rows must name the columns, such as Skill, Category and Rating."
    )


def _read(sheet: CandidateSheet, header: Header, max_rows: int) -> SheetReading:
    body = [row for row in sheet.rows if row.number > header.row_number]
    if len(body) > max_rows:
        raise UnableToImport(f"The file has more than {max_rows:,} rows, which is the limit.")
    if not body:
        raise UnableToImport("The file has a header and no rows under it.")
    noticed = Noticed()
    reading = SheetReading(fields=tuple(header.columns))
    for row in body:
        _row_read(row, header, reading, noticed)
    _duplicates_refuse(reading)
    reading.notes = [*_sheet_notes(sheet, header, body), *noticed.notes(), *_markup_notes(reading)]
    return reading


def _row_read(row: SheetRow, header: Header, reading: SheetReading, noticed: Noticed) -> None:
    cells = {name: row.cells[at] if at < len(row.cells) else _BLANK for name, at in header.columns.items()}
    if all(cell.is_blank or cell.is_merged for cell in cells.values()):
        return
    values: dict[str, Parsed] = {}
    reasons: list[str] = []
    for name, cell in cells.items():
        try:
            values[name] = cell_read(name, cell, noticed)
        except CellRefusal as refusal:
            reasons.append(str(refusal))
    if "name" not in values and not values.get("key") and not reasons:
        reasons.append("the skill name is empty")
    if reasons:
        reading.refused.append(RefusedRow(row.number, _titled(cells, "; ".join(reasons))))
    else:
        reading.rows.append(ReadRow(row.number, values, is_quoted(cells.get("name", _BLANK))))


def _titled(cells: dict[str, Cell], reasons: str) -> str:
    """Put the skill's name before the reasons, so that the row is found without counting."""
    name = cells.get("name", _BLANK)
    if name.is_formula or not isinstance(name.value, str) or not name.value.strip():
        return reasons
    folded = " ".join(name.value.split())
    return f"{folded[:60]}: {reasons}"


def _duplicates_refuse(reading: SheetReading) -> None:
    first: dict[tuple[str, str], ReadRow] = {}
    kept: list[ReadRow] = []
    for row in reading.rows:
        marks = [mark for mark in (("key", row.values.get("key")), ("name", row.values.get("name"))) if mark[1]]
        folded = [(kind, name_fold(str(value))) for kind, value in marks]
        earlier = next((first[mark] for mark in folded if mark in first), None)
        if earlier is None:
            kept.append(row)
            first.update(dict.fromkeys(folded, row))
        else:
            reading.refused.append(RefusedRow(row.number, _duplicate_reason(row, earlier)))
    reading.rows = kept
    reading.refused.sort(key=lambda refused: refused.number)


def _duplicate_reason(row: ReadRow, earlier: ReadRow) -> str:
    theirs, ours = earlier.values.get("rating"), row.values.get("rating")
    conflict = f"; the two ratings differ: {theirs} and {ours}" if theirs != ours else ""
    name = row.values.get("name") or row.values.get("key")
    return f"{name}: the same skill as row {earlier.number}, which is kept{conflict}"


def _sheet_notes(sheet: CandidateSheet, header: Header, body: Sequence[SheetRow]) -> list[str]:
    notes = list(sheet.notes)
    if header.row_number > 1:
        notes.append(f"The header was found on row {header.row_number}; the rows above it were skipped.")
    if header.ignored:
        notes.append(f"Columns not imported: {_list(header.ignored)}.")
    if any(name.casefold() == "id" for name in header.ignored):
        notes.append("The id column was not used: rows are matched by their key, or else by the skill's name.")
    merged = [
        name for name, at in header.columns.items() if any(at < len(r.cells) and r.cells[at].is_merged for r in body)
    ]
    notes += [f"Blank cells of the column {name} were filled from the merged cell above them." for name in merged]
    span = body[-1].number - header.row_number
    if span > len(body):
        notes.append(f"{span - len(body)} blank rows were skipped.")
    numbers = [at for name, at in header.columns.items() if name in {"rating", "years"}]
    is_text = any(at < len(r.cells) and isinstance(r.cells[at].value, str) for at in numbers for r in body)
    return [*notes, "Numbers stored as text were read as numbers."] if is_text and not sheet.is_text else notes


def _markup_notes(reading: SheetReading) -> list[str]:
    marked = [str(row.number) for row in reading.rows if any(sign in str(row.values.get("name", "")) for sign in "<{")]
    return [f"Names that contain markup are kept as plain text: row {_list(marked)}."] if marked else []


def _list(words: Sequence[str]) -> str:
    more = f" and {len(words) - _LISTED} more" if len(words) > _LISTED else ""
    return ", ".join(word[:60] for word in words[:_LISTED]) + more


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
