"""A file's bytes as rows of cells, each with the number it has in the owner's spreadsheet program.

Nothing is evaluated: a formula is marked as one, and only the value stored beside it is carried along.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from io import StringIO

from corpus.imports.encodings import text_decode
from corpus.imports.gate import UnableToImport

COLUMNS_LIMIT = 60
_BLANK_RUN = 2_000  # empty rows in a row, after which a sheet is taken to have ended
_ABOVE = 20  # rows that may stand above and be the header
_DELIMITERS = ",;\t|"

Value = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as stored. For a formula, `value` is the stored result, None where there is none."""

    value: Value = None
    is_formula: bool = False
    is_merged: bool = False
    is_percent: bool = False

    @property
    def is_blank(self) -> bool:
        return not self.is_formula and (self.value is None or not str(self.value).strip())


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds something; `number` counts as a spreadsheet does, from 1."""

    number: int
    cells: tuple[Cell, ...]
    is_hidden: bool = False


@dataclass(slots=True)
class CandidateSheet:
    """Rows in order, blank ones left out, and what the reader noticed. `is_text`: cells have no type (CSV)."""

    rows: list[SheetRow]
    is_text: bool
    title: str = ""
    encoding: str = ""
    notes: list[str] = field(default_factory=list)


def csv_sheets(content: bytes, max_rows: int, encoding: str) -> Iterator[CandidateSheet]:
    """Yield a CSV by each likely delimiter, the likeliest first. Raises UnableToImport where none of them fits."""
    text, encoding, notes = text_decode(content, encoding)
    opening = text[:4096]
    broken: UnableToImport | None = None
    for delimiter in sorted(_DELIMITERS, key=opening.count, reverse=True):
        lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        read = ([_csv_cell(value) for value in line[:COLUMNS_LIMIT]] for line in _counted(lines))
        try:
            rows = rows_kept(((number, cells, False) for number, cells in enumerate(read, 1)), max_rows)
        except _BrokenRow as error:
            broken = broken or UnableToImport(str(error))
        else:
            yield CandidateSheet(rows=rows, is_text=True, encoding=encoding, notes=list(notes))
    if broken is not None:
        raise broken


class _BrokenRow(Exception):
    pass


def _counted(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    """Pass the rows on; where one cannot be read, name it. An open quote swallows all rows to the end of the file."""
    number = 0
    while True:
        number += 1
        try:
            line = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            if "limit" in str(error):
                raise _BrokenRow(f"The file cannot be read as CSV near line {number}: {error}.") from error
            raise _BrokenRow(
                f"Row {number} opens a quotation mark that is not closed properly, so where its cell ends cannot be "
                "told: correct that row and upload the file again. Nothing was read."
            ) from error
        yield line


def _csv_cell(value: str) -> Cell:
    """A CSV has no types: what a spreadsheet program would take for a formula is one, and has no stored result."""
    return Cell(is_formula=True) if value.startswith("=") else Cell(value or None)


def rows_kept(lines: Iterable[tuple[int, list[Cell], bool]], max_rows: int) -> list[SheetRow]:
    """Keep the rows that hold something. Raises UnableToImport as soon as there are too many."""
    rows: list[SheetRow] = []
    for number, cells, is_hidden in lines:
        if any(not cell.is_blank for cell in cells):
            rows.append(SheetRow(number, tuple(cells), is_hidden))
        elif number - (rows[-1].number if rows else 0) > _BLANK_RUN:
            break
        if len(rows) > max_rows + _ABOVE:
            raise UnableToImport(f"The file has more than {max_rows:,} rows, which is the limit.")
    return rows
