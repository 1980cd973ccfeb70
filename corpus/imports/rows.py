"""A stranger's spreadsheet as rows of skills, refused rows and notes. Nothing of the database is looked at.

A refused row is named by its number in the spreadsheet with one sentence; the other rows can still be taken over.
Of two rows for one skill the first is kept and the later one refused, naming both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.imports.cells import CellRefusal, Noticed, Parsed, cell_read, is_quoted, name_fold, rating_text
from corpus.imports.choices import Choices
from corpus.imports.columns import Header, Heading, header_find
from corpus.imports.days import is_ambiguous, order_of
from corpus.imports.gate import UnableToImport, kind_of
from corpus.imports.scales import ValueProposal, priority_proposals, rating_scale
from corpus.imports.sheets import CandidateSheet, Cell, SheetRow, csv_sheets
from corpus.imports.workbook import SheetName, Workbook

NO_CHOICES = Choices()
_LISTED = 8  # rows or columns named before "and n more"
_BLANK = Cell()


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row that can be used. `values` by field name; `is_name_quoted`: the name was marked as text."""

    number: int
    values: dict[str, Parsed]
    is_name_quoted: bool = False


@dataclass(slots=True)
class Mapping:
    """How a sheet was read and what else it could be read as: what the owner confirms or changes.

    `stopped` says why no rating of the sheet is read before it is mapped; empty where ratings are read.
    """

    choices: Choices
    sheet: str
    encoding: str
    headings: tuple[Heading, ...]
    ratings: tuple[ValueProposal, ...]
    priorities: tuple[ValueProposal, ...]
    stopped: str
    order: str
    is_order_asked: bool
    is_category_asked: bool
    sheets: list[SheetName] = field(default_factory=list)
    hidden_rows: int = 0


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is left out, and why, as the end of the sentence "Row n: …"."""

    number: int
    reason: str


@dataclass(slots=True)
class SheetReading:
    """What a file says. `fields` are the columns found, in the order of the sheet; `mapping` is how they were read."""

    fields: tuple[str, ...]
    mapping: Mapping
    rows: list[ReadRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def reading_of(content: bytes, *, max_bytes: int, max_rows: int, choices: Choices = NO_CHOICES) -> SheetReading:
    """Read a workbook or a CSV as the owner chose. Raises UnableToImport where it cannot be used at all."""
    if kind_of(content, max_bytes=max_bytes) == "csv":
        names: list[SheetName] = []
        sheets = csv_sheets(content, max_rows, choices.encoding)
    else:
        book = Workbook(content)
        names = book.names
        sheets = (book.sheet(name.title, max_rows) for name in _sheets_sought(names, choices.sheet))
    for sheet in sheets:
        header = header_find(sheet, choices.columns)
        if header is not None:
            return _read(sheet, header, names, max_rows, choices)
    raise UnableToImport(
        "No header was found: one of the first 20 rows must name the columns, such as Skill, Category and Rating."
    )


def _sheets_sought(names: Sequence[SheetName], chosen: str) -> list[SheetName]:
    """Return the sheet that was chosen, else those that show; where all are hidden, those."""
    found = [name for name in names if name.title == chosen] or [name for name in names if not name.is_hidden]
    return found or list(names)


def _read(
    sheet: CandidateSheet, header: Header, names: list[SheetName], max_rows: int, choices: Choices
) -> SheetReading:
    below = [row for row in sheet.rows if row.number > header.row_number]
    hidden = [row.number for row in below if row.is_hidden]
    body = [row for row in below if choices.has_hidden_rows or not row.is_hidden]
    if len(body) > max_rows:
        raise UnableToImport(f"The file has more than {max_rows:,} rows, which is the limit.")
    if not below:
        raise UnableToImport("The file has a header and no rows under it.")
    noticed = Noticed(choices, order_of(_texts(header, body, "last_used")))
    mapping = _mapping(sheet, header, body, noticed)
    mapping.sheets, mapping.hidden_rows = names, len(hidden)
    reading = SheetReading(fields=_fields(header, choices), mapping=mapping)
    for row in body:
        _row_read(row, header, reading, noticed)
    _duplicates_refuse(reading)
    reading.notes = [
        *_hidden_notes(sheet, names, [] if choices.has_hidden_rows else hidden),
        *_sheet_notes(sheet, header, body),
        *noticed.notes(),
        *_markup_notes(reading),
    ]
    if mapping.stopped:
        reading.refused += [RefusedRow(row.number, _stopped(row, mapping)) for row in reading.rows]
        reading.refused.sort(key=lambda refused: refused.number)
        reading.rows = []
    return reading


def _stopped(row: ReadRow, mapping: Mapping) -> str:
    return f"{row.values.get('name') or row.values.get('key')}: the column rating was not read, {mapping.stopped}"


def _fields(header: Header, choices: Choices) -> tuple[str, ...]:
    columns = tuple(header.columns)
    return (*columns, "category") if choices.category and "category" not in columns else columns


def _texts(header: Header, body: Sequence[SheetRow], name: str) -> list[str]:
    at = header.columns.get(name)
    return [rating_text(row.cells[at]) for row in body if at is not None and at < len(row.cells)]


def _mapping(sheet: CandidateSheet, header: Header, body: Sequence[SheetRow], noticed: Noticed) -> Mapping:
    choices = noticed.choices
    scale = rating_scale(_texts(header, body, "rating"), choices.ratings)
    return Mapping(
        choices=choices,
        sheet=sheet.title,
        encoding=sheet.encoding,
        headings=header.headings,
        ratings=scale.proposals,
        priorities=priority_proposals(_texts(header, body, "priority"), choices.priorities),
        stopped=scale.stopped,
        order=choices.order or noticed.order,
        is_order_asked=any(is_ambiguous(text) for text in _texts(header, body, "last_used")),
        is_category_asked="category" not in header.columns,
    )


def _row_read(row: SheetRow, header: Header, reading: SheetReading, noticed: Noticed) -> None:
    columns = header.columns
    cells = {name: row.cells[at] if at < len(row.cells) else _BLANK for name, at in columns.items()}
    if all(cell.is_blank or cell.is_merged for cell in cells.values()):
        return
    values: dict[str, Parsed] = {}
    reasons: list[str] = []
    for name in reading.fields:
        cell = cells.get(name, _BLANK)
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


def _hidden_notes(sheet: CandidateSheet, names: Sequence[SheetName], hidden: Sequence[int]) -> list[str]:
    notes = []
    others = [name for name in names if name.title != sheet.title]
    if others:
        left = ", ".join(f"“{name.title}”{' (hidden)' if name.is_hidden else ''}" for name in others[:_LISTED])
        notes.append(f"Read the sheet “{sheet.title}”; left alone: {left}.")
    if hidden:
        numbers = _list([str(number) for number in hidden])
        notes.append(f"{len(hidden)} hidden row{'s were' if len(hidden) > 1 else ' was'} left out: {numbers}.")
    return notes


def _sheet_notes(sheet: CandidateSheet, header: Header, body: Sequence[SheetRow]) -> list[str]:
    notes = list(sheet.notes)
    guessed = [f"“{each.text}” → {each.field.replace('_', ' ')}" for each in header.headings if each.is_guess]
    if guessed:
        notes.append(f"Columns read by an everyday name: {', '.join(guessed)}.")
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
    span = (body[-1].number if body else 0) - header.row_number
    if span > len(body) and not any(row.is_hidden for row in sheet.rows):
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
