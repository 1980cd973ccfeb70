"""What somebody thought of one real answer."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from routing.models import Mark


def mark_put(*, call_id: int, kind: Mark.Kind, now: datetime, note: str = "", by: User | None = None) -> Mark:
    """Keep one mark of each kind and side (owner or visitor) on a call; a second one replaces the note."""
    mark, _ = Mark.objects.update_or_create(
        call_id=call_id,
        kind=kind,
        is_owner=by is not None,
        defaults={"note": note, "marked_at": now, "marked_by": by},
    )
    return mark


def marks_put(*, calls: Sequence[int], kind: Mark.Kind, now: datetime, by: User) -> None:
    """Put the owner's mark on several calls, once each."""
    for call_id in calls:
        mark_put(call_id=call_id, kind=kind, now=now, by=by)


def mark_toggle(*, call_id: int, kind: Mark.Kind, now: datetime, by: User, note: str = "") -> Mark | None:
    """Put the owner's mark on a call in place of the opposite one; the same mark again takes it back (None)."""
    with transaction.atomic():
        mine = Mark.objects.filter(call_id=call_id, is_owner=True)
        is_back = not note and mine.filter(kind=kind).exists()
        (mine if is_back else mine.exclude(kind=kind)).delete()
        return None if is_back else mark_put(call_id=call_id, kind=kind, now=now, note=note, by=by)
