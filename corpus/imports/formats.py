"""The spreadsheets that come in and go out. What goes out opens as text and comes back as it was."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from django.conf import settings
from import_export.formats.base_formats import Format
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from tablib import Dataset

from corpus.imports.cells import QUOTED
from corpus.imports.rows import SheetReading, reading_of

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_WIDTHS = {"name": 34, "evidence": 70, "category": 24, "aliases": 28, "gap_reason": 40, "evidence_section": 30}


class SkillDataset(Dataset):  # type: ignore[misc]  # an untyped library
    """A dataset whose rows the resource writes once it has matched the reading with the matrix."""

    reading: SheetReading

    def __bool__(self) -> bool:
        # The library takes a false dataset for an unreadable file; one with refused rows only is readable.
        return True


class Spreadsheet(Format):  # type: ignore[misc]  # an untyped library
    """An .xlsx or .csv file that comes in; which of the two is read from its content, not from its name."""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return "Excel workbook (.xlsx) or CSV"

    def create_dataset(self, in_stream: bytes) -> SkillDataset:
        """Read a file. Raises corpus.gate.UnableToImport with a sentence for the owner."""
        dataset = SkillDataset()
        dataset.reading = reading_of(in_stream, max_bytes=settings.IMPORT_MAX_BYTES, max_rows=settings.IMPORT_MAX_ROWS)
        return dataset

    def can_import(self) -> bool:
        return True


class _OutFormat(Format):  # type: ignore[misc]  # an untyped library
    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def can_export(self) -> bool:
        return True


class XLSX(_OutFormat):
    """Text cells are of type string, whatever they open with: no program takes them for a formula."""

    def get_title(self) -> str:
        return "xlsx"

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        """Return the workbook: a frozen header, a filter, columns wide enough to read."""
        book = Workbook()
        sheet = book.active
        if sheet is None:
            raise RuntimeError("a new workbook has no sheet")
        sheet.title = "Skills"
        for number, row in enumerate([dataset.headers, *dataset], 1):
            for position, value in enumerate(row, 1):
                _cell_write(sheet.cell(row=number, column=position), value)
        for position, name in enumerate(dataset.headers, 1):
            sheet.cell(row=1, column=position).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(position)].width = _WIDTHS.get(name, 12)
        sheet.freeze_panes = "C2"
        sheet.auto_filter.ref = sheet.dimensions
        content = BytesIO()
        book.save(content)
        return content.getvalue()


class CSV(_OutFormat):
    """UTF-8 with its mark, so that Excel reads the accents; a cell that would be a formula opens with a quote."""

    def get_title(self) -> str:
        return "csv"

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv; charset=utf-8"

    def is_binary(self) -> bool:
        return True

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        """Return the file's bytes."""
        lines = StringIO(newline="")
        writer = csv.writer(lines)
        for row in [dataset.headers, *dataset]:
            writer.writerow([_quote(value) if isinstance(value, str) else value for value in row])
        return b"\xef\xbb\xbf" + lines.getvalue().encode()


def _quote(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _cell_write(cell: Any, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, str):
        cell.value = value if isinstance(value, int | date) else None
        return
    if value:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", f"'{value}" if QUOTED.match(value) else value)
        cell.data_type = "s"  # else "=1+1" is a formula and "#N/A" an error
