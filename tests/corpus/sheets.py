"""Small spreadsheets, each with one thing wrong, written the way the programs of this world write them."""

import csv
import zipfile
from collections.abc import Callable
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADER = ["Skill", "Category", "Rating", "Priority", "Years", "Evidence"]
SQL = ["SQL", "Data", 4, "P0", 7, "Wrote the cohort queries"]
KAFKA = ["Kafka", "Platforms", 0, "P2", 0, ""]


def csv_file(*rows: list[object], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    lines = StringIO(newline="")
    csv.writer(lines, delimiter=delimiter).writerows(rows)
    return lines.getvalue().encode(encoding)


def xlsx_file(*rows: list[object], change: Callable[[Worksheet], None] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    return bytes_of(book)


def bytes_of(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def zip_with(content: bytes, name: str, member: bytes) -> bytes:
    """Return the workbook with one member put in, or in place of the one of that name."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            if item.filename != name:
                target.writestr(item.filename, source.read(item.filename))
        target.writestr(name, member)
    return out.getvalue()
