"""Skills as spreadsheet rows: what an import changes, and what an export holds.

Rows are matched by `key`, else by name; a row that is not in the file is left alone and named; a column that is not
in the file leaves its field alone. `honest_note` is read when a file has it and is never written into one.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result, RowResult
from import_export.tmp_storages import BaseStorage
from tablib import Dataset

from corpus.imports.cells import Unchanged, text_clean
from corpus.imports.gate import UnableToImport
from corpus.imports.rows import Existing, Matched, ReadRow, RefusedRow, SheetReading, rows_match
from corpus.models import ImportUpload, Section, Skill
from corpus.services import corpus_versions_refresh

ROW = "row"  # the column that carries a row's number in the spreadsheet


class SkillResult(Result):  # type: ignore[misc]  # an untyped library
    """The library's result, and what the reading and the matching found."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[RefusedRow] = []
        self.missing: list[str] = []
        self.notes: list[str] = []


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one row, before and after, as shown in the preview."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One row that an import adds or changes."""

    number: int
    name: str
    is_new: bool
    changes: list[FieldChange] = field(default_factory=list)


class SkillField(Field):  # type: ignore[misc]  # an untyped library
    """A field whose cell has been read already: the value is taken as it is, nothing is guessed a second time."""

    def __init__(self, attribute: str, *, column_name: str | None = None) -> None:
        super().__init__(attribute=attribute, column_name=column_name or attribute)

    def clean(self, row: dict[str, object], **kwargs: Any) -> object:
        return row[self.column_name]

    def save(self, instance: Skill, row: dict[str, object], is_m2m: bool = False, **kwargs: Any) -> None:
        if row[self.column_name] is not Unchanged.LEAVE:
            super().save(instance, row, is_m2m, **kwargs)

    def export(self, instance: Skill, **kwargs: Any) -> object:
        return cell_value(self.get_value(instance))


class SkillResource(ModelResource):  # type: ignore[misc]  # an untyped library
    key = SkillField("key")
    name = SkillField("name")
    aliases = SkillField("aliases")
    category = SkillField("category")
    rating = SkillField("rating")
    priority = SkillField("priority")
    years = SkillField("years")
    last_used = SkillField("last_used")
    durable = SkillField("durable")
    evidence = SkillField("evidence")
    evidence_section = SkillField("evidence_section_id", column_name="evidence_section")
    gap_reason = SkillField("gap_reason")
    learning = SkillField("learning")
    visibility = SkillField("visibility")
    honest_note = SkillField("honest_note")

    class Meta:
        model = Skill
        import_id_fields = ("key",)
        fields = (
            *("key", "name", "aliases", "category", "rating", "priority", "years", "last_used", "durable", "evidence"),
            *("evidence_section", "gap_reason", "learning", "visibility", "honest_note"),
        )
        import_order = export_order = fields
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = False
        skip_html_diff = True
        store_instance = True
        store_row_values = True
        use_transactions = True

    matched: Matched
    reading: SheetReading

    def get_queryset(self) -> QuerySet[Skill]:
        return Skill.objects.select_related("evidence_section__page").order_by("key")

    def get_export_order(self) -> list[str]:
        return [name for name in super().get_export_order() if name != "honest_note"]

    def dehydrate_evidence_section(self, skill: Skill) -> str:
        section = skill.evidence_section
        return f"{section.page.slug}#{section.anchor}" if section else ""

    @classmethod
    def get_result_class(cls) -> type[SkillResult]:
        return SkillResult

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Match the rows with the matrix and put them into the dataset, refusing what cannot be placed."""
        self.reading = dataset.reading
        there = (Existing(key, name) for key, name in Skill.objects.order_by("key").values_list("key", "name"))
        self.matched = rows_match(self.reading, there)
        rows = self._sections_placed(self.matched.rows) if "evidence_section" in self.reading.fields else None
        self.matched.rows = self.matched.rows if rows is None else rows
        names = [ROW, "key", *(name for name in self.reading.fields if name != "key")]
        dataset.headers = names
        for row in self.matched.rows:
            dataset.append([row.number, *(row.values[name] for name in names[1:])])

    def _sections_placed(self, rows: Iterable[ReadRow]) -> list[ReadRow]:
        sections = Section.objects.values_list("page__slug", "anchor", "pk")
        by_address = {f"{slug}#{anchor}": pk for slug, anchor, pk in sections}
        placed = []
        for row in rows:
            address = str(row.values["evidence_section"])
            if address and address not in by_address:
                reason = f"{row.values['key']}: no page has the section “{address[:80]}”"
                self.matched.refused.append(RefusedRow(row.number, reason))
            else:
                values = {**row.values, "evidence_section": by_address.get(address)}
                placed.append(ReadRow(row.number, values, row.is_name_quoted))
        return placed

    def skip_row(self, instance: Skill, original: Skill, row: Any, import_validation_errors: Any = None) -> bool:
        """A row is unchanged where every field of it is, once both are cleaned the same way."""
        return not import_validation_errors and original.pk is not None and not self._changed(instance, original)

    def after_import(self, dataset: Dataset, result: SkillResult, **kwargs: Any) -> None:
        """Hand on what was found and, in a real import, write the new versions in the same transaction, dated `now`."""
        result.refused = self.matched.refused
        result.missing = self.matched.missing
        result.notes = self.reading.notes
        if not kwargs.get("dry_run") and not result.has_errors() and not result.has_validation_errors():
            corpus_versions_refresh(now=kwargs["now"])

    def _changed(self, instance: Skill, original: Skill) -> list[Field]:
        return [
            field
            for field in self.get_import_fields()
            if _compared(field.get_value(instance)) != _compared(field.get_value(original))
        ]

    def previews(self, result: SkillResult) -> list[Preview]:
        """Return the rows that an import adds or changes, in the order of the file."""
        return [self._preview(row) for row in result.valid_rows()]

    def _preview(self, row: RowResult) -> Preview:
        instance, original = row.instance, row.original
        number = int(row.row_values[ROW])
        if original is None:
            fields = [field for field in self.get_import_fields() if field.column_name in row.row_values]
            changes = [FieldChange(_label(field), "", self._shown(field, instance)) for field in fields]
            return Preview(number, instance.name, True, [change for change in changes if change.after])
        return Preview(
            number,
            instance.name,
            False,
            [
                FieldChange(_label(field), self._shown(field, original), self._shown(field, instance))
                for field in self._changed(instance, original)
            ],
        )

    def _shown(self, field: Field, skill: Skill) -> str:
        if field.column_name == "evidence_section":
            return self.dehydrate_evidence_section(skill)
        value = cell_value(field.get_value(skill))
        return "" if value is None else str(value)


def cell_value(value: object) -> object:
    """Return a field's value as a cell holds it: numbers and dates as they are, lists joined, yes and no in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(str(part).replace(";", "\\;") for part in value)
    if isinstance(value, int | date) or value is None:
        return value
    return text_clean(str(value))


def _compared(value: object) -> object:
    return text_clean(value) if isinstance(value, str) else value


def _label(field: Field) -> str:
    return str(field.column_name).replace("_", " ")


LIFETIME = timedelta(hours=1)
_user_id: ContextVar[int] = ContextVar("import_user_id")


@contextmanager
def uploads_of(user_id: int) -> Iterator[None]:
    """Bind the uploads that are saved and read inside to one user: the library passes no request this far."""
    token = _user_id.set(user_id)
    try:
        yield
    finally:
        _user_id.reset(token)


def uploads_expire(now: datetime) -> int:
    """Delete the files that nobody confirmed within the hour, and return how many."""
    return ImportUpload.objects.filter(created_at__lt=now - LIFETIME).delete()[0]


class UploadStorage(BaseStorage):  # type: ignore[misc]  # an untyped library
    """The library's temporary storage over ImportUpload. Only the user who sent a file reads it, within an hour."""

    def save(self, data: bytes) -> None:
        now = timezone.now()
        uploads_expire(now)
        self.name = secrets.token_urlsafe(32)
        ImportUpload.objects.create(token=self.name, user_id=_user_id.get(), content=data, created_at=now)

    def read(self) -> bytes:
        """Return the file. Raises UnableToImport where it is gone, too old, or another user's."""
        upload = self._mine().filter(created_at__gte=timezone.now() - LIFETIME).first()
        if upload is None:
            raise UnableToImport("This preview has expired or was already confirmed: upload the file again.")
        return bytes(upload.content)

    def remove(self) -> None:
        self._mine().delete()

    def _mine(self) -> Any:
        return ImportUpload.objects.filter(token=self.name, user_id=_user_id.get())
