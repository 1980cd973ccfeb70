"""What a spreadsheet would change, and the change itself: one transaction, against the rows as the preview saw them."""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from simple_history.utils import bulk_create_with_history

from corpus.changes.conflicts import mark_of
from corpus.changes.record import change_open, note
from corpus.imports.cells import Unchanged, text_clean
from corpus.imports.matching import Existing, rows_match
from corpus.imports.rows import ReadRow, RefusedRow, SheetReading
from corpus.models import Section, Skill
from corpus.services import corpus_versions_refresh

_TOGETHER = 200  # rows claimed in one statement


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one row, before and after, as shown in the preview."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row that an import adds or changes: the skill as it would be, and as it is."""

    number: int
    skill: Skill
    before: Skill | None
    changes: list[FieldChange]

    @property
    def is_new(self) -> bool:
        return self.before is None


@dataclass(slots=True)
class ImportPlan:
    """Everything an import would do: `same` counts the rows that are there already, `missing` names the others."""

    reading: SheetReading
    rows: list[PlannedRow] = field(default_factory=list)
    same: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(row.is_new for row in self.rows)

    def seen(self) -> dict[str, Any]:
        """Return what a preview shows, to be compared when it is confirmed."""
        return {row.skill.key: _seen(row) for row in self.rows}


class PreviewOutdated(Exception):
    """Rows are others than the preview showed. `sentences` name each with both values; nothing was imported."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences


def plan_make(reading: SheetReading) -> ImportPlan:
    """Compare a reading with the matrix as it is."""
    there = {skill.key: skill for skill in Skill.objects.order_by("key")}
    matched = rows_match(reading, (Existing(skill.key, skill.name) for skill in there.values()))
    plan = ImportPlan(reading, refused=matched.refused, missing=matched.missing)
    planner = _Planner(_sections())
    for row in matched.rows:
        try:
            planned = planner.row(row, there.get(str(row.values["key"])))
        except _Refusal as refusal:
            plan.refused.append(RefusedRow(row.number, f"{row.values['key']}: {refusal}"))
            continue
        if planned.changes or planned.is_new:
            plan.rows.append(planned)
        else:
            plan.same += 1
    plan.refused.sort(key=lambda refused: refused.number)
    return plan


def plan_apply(*, plan: ImportPlan, seen: Mapping[str, Any] | None, user: Any, label: str, now: datetime) -> None:
    """Write a plan and the versions it makes. `seen` is what its preview showed, None where there was none.

    Raises PreviewOutdated, and writes nothing then.
    """
    conflicts = [] if seen is None else list(_conflicts(plan, seen))
    if conflicts:
        raise PreviewOutdated(conflicts)
    added = [row.skill for row in plan.rows if row.is_new]
    changed = [row for row in plan.rows if not row.is_new]
    try:
        with transaction.atomic(), change_open(user_id=getattr(user, "pk", None), now=now, label=label):
            _claim(changed, now)
            bulk_create_with_history(added, Skill, batch_size=_TOGETHER, default_user=user)
            _update([row.skill for row in changed], user)
            for planned in plan.rows:
                note(planned.before, planned.skill)
            corpus_versions_refresh(now=now)
    except IntegrityError as error:
        raise PreviewOutdated(["A skill of the file was added by somebody else in the same moment."]) from error


def cell_value(value: object) -> object:
    """Return a field's value as a cell holds it: numbers and dates as they are, lists joined, yes and no in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(str(part).replace(";", "\\;") for part in value)
    if isinstance(value, int | date) or value is None:
        return value
    return text_clean(str(value))


class _Refusal(Exception):
    pass


class _Planner:
    """Puts the values of a row into a copy of its skill. `sections` are ids by address."""

    def __init__(self, sections: dict[str, int]) -> None:
        self.sections = sections
        self.addresses: dict[object, str] = {pk: address for address, pk in sections.items()}

    def row(self, row: ReadRow, before: Skill | None) -> PlannedRow:
        skill = copy(before) if before is not None else Skill()
        for name, value in row.values.items():
            if value is not Unchanged.LEAVE:
                self._set(skill, name, value)
        return PlannedRow(row.number, skill, before, list(self._changes(skill, before, row.values)))

    def _set(self, skill: Skill, name: str, value: object) -> None:
        if name != "evidence_section":
            setattr(skill, name, value)
            return
        address = str(value)
        if address and address not in self.sections:
            raise _Refusal(f"no page has the section “{address[:80]}”")
        skill.evidence_section_id = self.sections.get(address)

    def _changes(self, skill: Skill, before: Skill | None, names: Iterable[str]) -> Iterator[FieldChange]:
        for name in names:
            now = self._shown(skill, name)
            was = self._shown(before, name) if before is not None else ""
            if now != was:
                yield FieldChange(name.replace("_", " "), was, now)

    def _shown(self, skill: Skill, name: str) -> str:
        if name == "evidence_section":
            return self.addresses.get(skill.evidence_section_id, "")
        value = cell_value(getattr(skill, name))
        return "" if value is None else str(value)


def _sections() -> dict[str, int]:
    sections = Section.objects.values_list("page__slug", "anchor", "pk")
    return {f"{slug}#{anchor}": pk for slug, anchor, pk in sections}


def _seen(row: PlannedRow) -> dict[str, Any]:
    mark = mark_of(row.before) if row.before is not None else ""
    return {"mark": mark, "name": row.skill.name, "before": {change.name: change.before for change in row.changes}}


def _conflicts(plan: ImportPlan, seen: Mapping[str, Any]) -> Iterator[str]:
    """Name each row that is another by now, with what the preview said, what it is, and what the file says."""
    planned = {row.skill.key: row for row in plan.rows}
    for key in [*planned, *(key for key in seen if key not in planned)]:
        row = planned.get(key)
        if row is None:
            yield f"{seen[key]['name']} was changed or deleted since: nothing of the file is left to import for it."
        elif key not in seen:
            yield f"{row.skill.name} was changed since: {_both(row, {})}."
        elif seen[key]["mark"] != _seen(row)["mark"]:
            yield f"{row.skill.name} was changed since: {_both(row, seen[key]['before'])}."


def _both(row: PlannedRow, before: Mapping[str, str]) -> str:
    parts = [
        f"{change.name} is {change.before or 'empty'} now"
        + (f", at the preview it was {before[change.name] or 'empty'}" if change.name in before else "")
        + f", the file says {change.after or 'empty'}"
        for change in row.changes
    ]
    return "; ".join(parts)


def _update(skills: list[Skill], user: Any) -> None:
    """Write rows that are there, with their history. One upsert: an UPDATE with a CASE for each field takes minutes."""
    names = [column.name for column in Skill._meta.concrete_fields if not column.primary_key]
    Skill.objects.bulk_create(
        skills, batch_size=_TOGETHER, update_conflicts=True, unique_fields=["id"], update_fields=names
    )
    Skill.history.bulk_history_create(skills, batch_size=_TOGETHER, update=True, default_user=user)


def _claim(rows: list[PlannedRow], now: datetime) -> None:
    """Take the rows as they were read, compared in the UPDATE itself. Raises PreviewOutdated where one is another."""
    for start in range(0, len(rows), _TOGETHER):
        befores = [row.before for row in rows[start : start + _TOGETHER] if row.before is not None]
        as_read = reduce(or_, (Q(pk=before.pk, updated_at=before.updated_at) for before in befores))
        if Skill.objects.filter(as_read).update(updated_at=now) != len(befores):
            raise PreviewOutdated(["A skill of the file was changed by somebody else in the same moment."])
