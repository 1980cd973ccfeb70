"""The sheets of an .xlsx workbook: one pass over each, with what it hides, merges and shows as a percentage."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import builtin_format_code
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser  # the pass that openpyxl itself makes

from corpus.imports.gate import UnableToImport
from corpus.imports.sheets import COLUMNS_LIMIT, CandidateSheet, Cell, SheetRow, Value, rows_kept

_BUILTIN = 164  # number formats from here on are the workbook's own
_DAMAGE = (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, SyntaxError, IndexError)


@dataclass(frozen=True, slots=True)
class SheetName:
    """A sheet of a workbook, before it is read."""

    title: str
    is_hidden: bool


class _Reader(ExcelReader):
    """Opens a workbook without its charts, which openpyxl cannot read in every form they have."""

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        return None


class _Parser(WorkSheetParser):
    """Reads the stored values and remembers which cells are formulas: openpyxl gives the one or the other."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        return {**cell, "is_formula": element.find(FORMULA_TAG) is not None}


class Workbook:
    """A workbook that passed the gate. Charts have no cells and are no sheets here. Raises UnableToImport."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        with _damage_told():
            reader = _Reader(BytesIO(content), read_only=True, data_only=True, keep_links=False)
            reader.read()
            self._book: Any = reader.wb
            self.names = [
                SheetName(sheet.title, getattr(sheet, "sheet_state", "visible") != "visible")
                for sheet in self._book.worksheets
            ]

    def sheet(self, title: str, max_rows: int) -> CandidateSheet:
        """Return one sheet. Raises UnableToImport."""
        with _damage_told():
            path = str(getattr(self._book[title], "_worksheet_path", "")).lstrip("/")
            with ZipFile(BytesIO(self._content)) as archive, archive.open(path) as source:
                parser = _Parser(
                    source,
                    getattr(self._book[title], "_shared_strings", []),
                    data_only=True,
                    epoch=self._book.epoch,
                    date_formats=self._book._date_formats,
                    timedelta_formats=self._book._timedelta_formats,
                )
                rows = rows_kept(self._lines(parser), max_rows)
            rows = _merged_down(rows, parser.merged_cells.mergeCell if parser.merged_cells else [])
        return CandidateSheet(rows=rows, is_text=False, title=title)

    def _lines(self, parser: _Parser) -> Iterator[tuple[int, list[Cell], bool]]:
        for number, found in parser.parse():
            cells = [Cell()] * min(COLUMNS_LIMIT, max((cell["column"] for cell in found), default=0))
            for cell in found:
                if cell["column"] <= COLUMNS_LIMIT:
                    cells[cell["column"] - 1] = self._cell(cell)
            hidden = parser.row_dimensions.get(str(number), {}).get("hidden", "0")
            yield number, cells, hidden in {"1", "true"}

    def _cell(self, cell: dict[str, Any]) -> Cell:
        value = _value(cell["value"])
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        is_percent = is_number and "%" in self._format(cell["style_id"])
        return Cell(value, is_formula=cell["is_formula"], is_percent=is_percent)

    def _format(self, style_id: int) -> str:
        number = self._book._cell_styles[style_id].numFmtId
        if number < _BUILTIN:
            return builtin_format_code(number) or ""
        return str(self._book._number_formats[number - _BUILTIN])


@contextmanager
def _damage_told() -> Iterator[None]:
    """Say in one sentence what a broken workbook raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of extensions it does not keep; nothing is kept here
            yield
    except _DAMAGE as error:
        raise UnableToImport("The workbook is damaged: open it, save it again and upload the new file.") from error


def _value(value: object) -> Value:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, str | int | float | bool | date) else None


def _merged_down(rows: list[SheetRow], merges: list[Any]) -> list[SheetRow]:
    """Give the rows under a cell merged down its value: they show it, and hold nothing."""
    by_number = {row.number: index for index, row in enumerate(rows)}
    for merge in merges:
        left, top, right, bottom = merge.bounds
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
    return replace(row, cells=tuple(cells))
