"""The spreadsheets that go out. What goes out opens as text and comes back as it was."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from django.db.models import QuerySet
from import_export.fields import Field
from import_export.formats.base_formats import Format
from import_export.resources import ModelResource
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from tablib import Dataset

from corpus.imports.cells import QUOTED
from corpus.imports.plan import cell_value
from corpus.models import Skill

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_WIDTHS = {"name": 34, "evidence": 70, "category": 24, "aliases": 28, "gap_reason": 40, "evidence_section": 30}


class SkillField(Field):  # type: ignore[misc]  # an untyped library
    """A field of a skill as a cell holds it."""

    def export(self, instance: Skill, **kwargs: Any) -> object:
        return cell_value(self.get_value(instance))


class SkillResource(ModelResource):  # type: ignore[misc]  # an untyped library
    """The columns of an export. `honest_note` is read when a file has it and is never written into one."""

    key = SkillField("key", "key")
    name = SkillField("name", "name")
    aliases = SkillField("aliases", "aliases")
    category = SkillField("category", "category")
    rating = SkillField("rating", "rating")
    priority = SkillField("priority", "priority")
    years = SkillField("years", "years")
    last_used = SkillField("last_used", "last_used")
    durable = SkillField("durable", "durable")
    evidence = SkillField("evidence", "evidence")
    evidence_section = SkillField("evidence_section_id", "evidence_section")
    gap_reason = SkillField("gap_reason", "gap_reason")
    learning = SkillField("learning", "learning")
    visibility = SkillField("visibility", "visibility")

    class Meta:
        model = Skill
        fields = (
            *("key", "name", "aliases", "category", "rating", "priority", "years", "last_used", "durable", "evidence"),
            *("evidence_section", "gap_reason", "learning", "visibility"),
        )
        export_order = fields

    def get_queryset(self) -> QuerySet[Skill]:
        return Skill.objects.select_related("evidence_section__page").order_by("key")

    def dehydrate_evidence_section(self, skill: Skill) -> str:
        section = skill.evidence_section
        return f"{section.page.slug}#{section.anchor}" if section else ""


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
