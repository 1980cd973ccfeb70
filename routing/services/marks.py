"""What somebody thought of one real answer."""

from datetime import datetime

from django.contrib.auth.models import User

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
