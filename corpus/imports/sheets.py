"""A file's bytes as rows of cells, each with the number it has in the owner's spreadsheet program.

Nothing is evaluated: a formula is marked as one, and only the value stored beside it is carried along.
"""

import csv
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from corpus.imports.gate import UnableToImport, kind_of

COLUMNS_LIMIT = 60
_BLANK_RUN = 2_000  # empty rows in a row, after which a sheet is taken to have ended
_ABOVE = 20  # rows that may stand above and be the header
_DELIMITERS = ",;\t|"
_MERGE = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')

Value = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as stored. For a formula, `value` is the stored result, None where there is none."""

    value: Value = None
    is_formula: bool = False
    is_merged: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.is_formula and (self.value is None or not str(self.value).strip())


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds something; `number` counts as a spreadsheet does, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class CandidateSheet:
    """Rows in order, blank ones left out, and what the reader noticed. `is_text`: cells have no type (CSV)."""

    rows: list[SheetRow]
    is_text: bool
    notes: list[str] = field(default_factory=list)


def sheet_candidates(content: bytes, *, max_bytes: int, max_rows: int) -> Iterator[CandidateSheet]:
    """Yield the readings that may hold the table: each sheet of a workbook, a CSV by each likely delimiter.

    Raises UnableToImport.
    """
    kind = kind_of(content, max_bytes=max_bytes)
    return _workbook_sheets(content, max_rows) if kind == "xlsx" else _csv_sheets(content, max_rows)


def _csv_sheets(content: bytes, max_rows: int) -> Iterator[CandidateSheet]:
    text, notes = _decode(content)
    opening = text[:4096]
    for delimiter in sorted(_DELIMITERS, key=opening.count, reverse=True):
        lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=False)
        try:
            rows = _rows(([_csv_cell(value) for value in line[:COLUMNS_LIMIT]] for line in lines), max_rows)
        except csv.Error as error:
            raise UnableToImport(f"The file cannot be read as CSV near line {lines.line_num}: {error}.") from error
        yield CandidateSheet(rows=rows, is_text=True, notes=list(notes))


def _csv_cell(value: str) -> Cell:
    """A CSV has no types: what a spreadsheet program would take for a formula is one, and has no stored result."""
    return Cell(is_formula=True) if value.startswith("=") else Cell(value or None)


def _decode(content: bytes) -> tuple[str, list[str]]:
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding), []
    except UnicodeDecodeError:
        note = "The file is not UTF-8; it was read as Windows-1252: look at the accents before you confirm."
        return content.decode("cp1252", errors="replace"), [note]


def _workbook_sheets(content: bytes, max_rows: int) -> Iterator[CandidateSheet]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of extensions it does not keep; nothing is kept here
            formulas = load_workbook(BytesIO(content), read_only=True, data_only=False)
            stored = load_workbook(BytesIO(content), read_only=True, data_only=True)
            titles = [sheet.title for sheet in formulas.worksheets]
            for title in titles:
                cells = _cells(formulas[title], stored[title])
                merges = _merges(content, getattr(formulas[title], "_worksheet_path", ""))
                rows = _merged_down(_rows(cells, max_rows), merges)
                notes = [f"Read the sheet “{title}”; the other sheets were left alone."] if len(titles) > 1 else []
                yield CandidateSheet(rows=rows, is_text=False, notes=notes)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, SyntaxError) as error:
        raise UnableToImport("The workbook is damaged: open it, save it again and upload the new file.") from error


def _cells(formulas: object, stored: object) -> Iterator[list[Cell]]:
    for sheet in (formulas, stored):
        sheet.reset_dimensions()  # type: ignore[attr-defined]  # a stated size may be wrong, or enormous
    pairs = zip(
        formulas.iter_rows(max_col=COLUMNS_LIMIT),  # type: ignore[attr-defined]
        stored.iter_rows(max_col=COLUMNS_LIMIT, values_only=True),  # type: ignore[attr-defined]
        strict=False,
    )
    for cells, values in pairs:
        yield [
            Cell(_value(value), is_formula=cell.data_type == "f") for cell, value in zip(cells, values, strict=False)
        ]


def _value(value: object) -> Value:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, str | int | float | bool | date) else None


def _rows(lines: Iterable[list[Cell]], max_rows: int) -> list[SheetRow]:
    """Keep the rows that hold something. Raises UnableToImport as soon as there are too many."""
    rows: list[SheetRow] = []
    for number, cells in enumerate(lines, 1):
        if any(not cell.is_blank for cell in cells):
            rows.append(SheetRow(number, tuple(cells)))
        elif number - (rows[-1].number if rows else 0) > _BLANK_RUN:
            break
        if len(rows) > max_rows + _ABOVE:
            raise UnableToImport(f"The file has more than {max_rows:,} rows, which is the limit.")
    return rows


def _merges(content: bytes, path: str) -> list[tuple[int, int, int, int]]:
    """Return the merged ranges of a sheet as (column, first row, column, last row); streaming readers drop them."""
    with ZipFile(BytesIO(content)) as archive:
        name = path.lstrip("/")
        found = _MERGE.findall(archive.read(name)) if name in archive.namelist() else []
    bounds = (range_boundaries(reference.decode()) for reference in found)
    return [(int(left or 1), int(top or 1), int(right or 1), int(bottom or 1)) for left, top, right, bottom in bounds]


def _merged_down(rows: list[SheetRow], merges: list[tuple[int, int, int, int]]) -> list[SheetRow]:
    """Give the rows under a cell merged down its value: they show it, and hold nothing."""
    by_number = {row.number: index for index, row in enumerate(rows)}
    for left, top, right, bottom in merges:
        if left != right or left > COLUMNS_LIMIT or top not in by_number:
            continue
        source = rows[by_number[top]].cells[left - 1]
        for number in range(top + 1, min(bottom, rows[-1].number) + 1):
            if number in by_number:
                rows[by_number[number]] = _with_cell(rows[by_number[number]], left - 1, source)
    return rows


def _with_cell(row: SheetRow, position: int, source: Cell) -> SheetRow:
    cells = [*row.cells, *(Cell() for _ in range(position + 1 - len(row.cells)))]
    cells[position] = replace(source, is_merged=True)
    return SheetRow(row.number, tuple(cells))
