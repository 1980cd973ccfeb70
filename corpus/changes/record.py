"""Recording: what a request changed, row by row, before and after, as one entry of the list of changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models

from corpus.models import Change, ChangedRow, Page, Portrait, Profile, Skill

KINDS: dict[str, type[models.Model]] = {
    model._meta.model_name or "": model for model in (Page, Skill, Profile, Portrait)
}
Snapshot = dict[str, Any]
_UNRECORDED = {"id", "updated_at"}


@dataclass(slots=True)
class OpenChange:
    """What a request has changed so far. `label` is empty until somebody knows better than the rows."""

    label: str = ""
    rows: dict[tuple[str, int], ChangedRow] = field(default_factory=dict)


_open: ContextVar[OpenChange | None] = ContextVar("open_change", default=None)


@contextmanager
def change_open(*, user_id: int | None, now: datetime, label: str = "") -> Iterator[OpenChange]:
    """Record what is noted inside as one change; where nothing is, nothing is written. The caller holds a transaction.

    Raises whatever is raised inside, and records nothing then.
    """
    change = OpenChange(label)
    token = _open.set(change)
    try:
        yield change
    finally:
        _open.reset(token)
    rows = [row for row in change.rows.values() if row.before != row.after]
    if rows:
        stored = Change.objects.create(label=(change.label or _label(rows))[:200], user_id=user_id, created_at=now)
        for row in rows:
            row.change = stored
        ChangedRow.objects.bulk_create(rows)


def change_name(label: str) -> None:
    """Say what the open change is, in the owner's words. Without one this does nothing."""
    change = _open.get()
    if change is not None:
        change.label = label


def note(before: models.Model | None, after: models.Model | None) -> None:
    """Note a row before and after; None is a row that is not there. Outside of an open change this does nothing."""
    change, row = _open.get(), after if after is not None else before
    if change is None or row is None:
        return
    kind = row._meta.model_name or ""
    state = snapshot(after) if after is not None else None
    known = change.rows.get((kind, row.pk))
    if known is not None:
        known.after, known.name = state, str(row)[:200]
        return
    change.rows[kind, row.pk] = ChangedRow(
        kind=kind,
        row_id=row.pk,
        name=str(row)[:200],
        before=snapshot(before) if before is not None else None,
        after=state,
    )


def snapshot(row: models.Model) -> Snapshot:
    """Return the fields of a row as JSON holds them, without its id and the time of its last change."""
    fields = [column for column in row._meta.concrete_fields if column.name not in _UNRECORDED]
    return {column.attname: _plain(column, row) for column in fields}


def _plain(column: Any, row: models.Model) -> Any:
    if isinstance(column, models.BinaryField):
        return column.value_to_string(row)
    value = column.value_from_object(row)
    return value.isoformat() if isinstance(value, date) else value


def _label(rows: list[ChangedRow]) -> str:
    """Name the row that was meant: skills that lost or found their evidence come along with a page."""
    first = min(rows, key=lambda row: row.kind == "skill")
    verb = "added" if first.before is None else "deleted" if first.after is None else "edited"
    alike = [row for row in rows if row.kind == first.kind]
    if len(alike) == 1:
        return f"{first.kind.capitalize()} “{first.name[:120]}” {verb}"
    return f"{len(alike)} {first.kind}s {verb}"
