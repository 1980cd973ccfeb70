"""Taking a change back: only what is still as the change left it; what was changed since stays, and is named."""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from corpus.changes.conflicts import mark_of, row_claim
from corpus.changes.record import KINDS, Snapshot, change_open, note, snapshot
from corpus.models import Change, ChangedRow, Page, RetiredSection, Section, Skill
from corpus.services import corpus_versions_refresh, page_delete, page_save, row_delete


class UnableToUndo(Exception):
    """The change cannot be taken back; the message is one sentence for the owner."""


@dataclass(frozen=True, slots=True)
class FieldUndo:
    """One field: as it was before the change, as the change left it, and why it stays if it does."""

    name: str
    before: str
    after: str
    kept: str = ""


@dataclass(slots=True)
class RowUndo:
    """One row of a change. `values` are the fields to set; `kept` says why the whole row stays, if it does."""

    row: ChangedRow
    verb: str
    current: models.Model | None
    fields: list[FieldUndo] = field(default_factory=list)
    values: Snapshot = field(default_factory=dict)
    kept: str = ""

    @property
    def is_undoable(self) -> bool:
        return not self.kept and (self.row.before is None or bool(self.values))

    @property
    def is_kept(self) -> bool:
        """True where something of the row stays as it is."""
        return bool(self.kept) or any(each.kept for each in self.fields)


def undo_plan(change: Change) -> list[RowUndo]:
    """Return what taking a change back would do to each of its rows, in the order in which it would be done."""
    rows = _rows(change)
    there = {
        kind: model._default_manager.in_bulk([row.row_id for row in rows if row.kind == kind])
        for kind, model in KINDS.items()
    }
    return [_row_plan(row, there[row.kind].get(row.row_id)) for row in rows]


def change_undo(*, change: Change, user_id: int | None, now: datetime) -> list[RowUndo]:
    """Take a change back, as a change of its own that can be taken back too. Returns what was done and what stayed.

    Raises UnableToUndo, and corpus.changes.conflicts.RowChanged where a row is changed in the same moment.
    """
    with transaction.atomic(), change_open(user_id=user_id, now=now, label=f"Undo: {change.label}"):
        if Change.objects.filter(pk=change.pk, undone_at=None).update(undone_at=now) != 1:
            raise UnableToUndo("This change was taken back already.")
        done = [_row_undo(row, now) for row in _rows(change)]
        if not any(plan.is_undoable for plan in done):
            raise UnableToUndo("Nothing of this change can be taken back: all of it was changed since.")
        corpus_versions_refresh(now=now)
    return done


def _rows(change: Change) -> list[ChangedRow]:
    """Return the rows of a change, pages first: skills name their sections as evidence."""
    order = list(KINDS)
    return sorted(change.rows.order_by("pk"), key=lambda row: order.index(row.kind))


def _row_plan(row: ChangedRow, current: models.Model | None) -> RowUndo:
    if row.before is None:
        return _added_plan(row, current)
    if row.after is None:
        kept = "it is there again" if current is not None else _taken(row, row.before)
        return RowUndo(row, "comes back", current, values=row.before, kept=kept)
    if current is None:
        return RowUndo(row, "changes back", None, kept="it was deleted since")
    return _edited_plan(row, row.before, row.after, current)


def _added_plan(row: ChangedRow, current: models.Model | None) -> RowUndo:
    if current is None:
        return RowUndo(row, "is deleted", None, kept="it was deleted since")
    is_same = snapshot(current) == row.after
    return RowUndo(row, "is deleted", current, kept="" if is_same else "it was edited since")


def _edited_plan(row: ChangedRow, before: Snapshot, after: Snapshot, current: models.Model) -> RowUndo:
    now = snapshot(current)
    plan = RowUndo(row, "changes back", current)
    for name in [name for name in before if before[name] != after.get(name)]:
        is_other = now.get(name) not in (after.get(name), before[name])
        kept = f"it is {_shown(name, now.get(name))} by now" if is_other else _taken(row, {name: before[name]})
        plan.fields.append(FieldUndo(_label(name), _shown(name, before[name]), _shown(name, after.get(name)), kept))
        if not kept:
            plan.values[name] = before[name]
    return plan


def _taken(row: ChangedRow, values: Snapshot) -> str:
    """Say which of the values that must be unique another row has by now; empty where none is taken."""
    model = KINDS[row.kind]
    unique = [column.attname for column in model._meta.concrete_fields if column.unique and not column.primary_key]
    clash = [Q(**{name: values[name]}) for name in unique if name in values]
    taken = any(model._default_manager.exclude(pk=row.row_id).filter(each).exists() for each in clash)
    return "another one has its name or address by now" if taken else ""


def _row_undo(changed: ChangedRow, now: datetime) -> RowUndo:
    """Take one row back as it is now: a page that came back may have brought the evidence of its skills along."""
    model = KINDS[changed.kind]
    plan = _row_plan(changed, model._default_manager.filter(pk=changed.row_id).first())
    if not plan.is_undoable:
        return plan
    if plan.current is not None and mark_of(plan.current):
        row_claim(row=plan.current, mark=mark_of(plan.current), now=now)
    if changed.before is None and plan.current is not None:
        page_delete(page=plan.current) if isinstance(plan.current, Page) else row_delete(row=plan.current)
    else:
        _row_write(plan, plan.current or model(pk=changed.row_id))
    return plan


def _row_write(plan: RowUndo, row: models.Model) -> None:
    before = copy(plan.current)
    for column in row._meta.concrete_fields:
        if column.attname in plan.values:
            value = plan.values[column.attname]
            setattr(row, column.attname, value if column.is_relation else column.to_python(value))
    if isinstance(row, Page):
        page_save(page=row)
        return
    if isinstance(row, Skill):
        row.evidence_section = _section(row.evidence_section_id)
    row.save()
    note(before, row)


def _section(pk: int | None) -> Section | None:
    """Return the section, or where its words went if it is gone."""
    found = Section.objects.filter(pk=pk).first() if pk else None
    trace = RetiredSection.objects.filter(section_id=pk).order_by("-pk").first() if pk and found is None else None
    return trace.moved_to if trace is not None else found


def _label(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")


def _shown(name: str, value: Any) -> str:
    if name == "evidence_section_id" and value is not None:
        section = Section.objects.filter(pk=value).first()
        return f"“{section}”" if section else "a section that is gone"
    if name == "content":
        return "a picture"
    if isinstance(value, list):
        value = "; ".join(str(part) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "empty" if value in (None, "") else str(value)
