"""What the owner thought of a record: a review, and marks that routing weighs."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from fitcheck.models import Assessment
from routing.models import Mark


def assessments_mark(*, assessments: Iterable[Assessment], kind: str, by: AbstractBaseUser, now: datetime) -> int:
    """Mark the calls behind the records, once a kind. Return how many had a call to mark."""
    marked = 0
    for assessment in assessments:
        if assessment.call_id is None:
            continue
        Mark.objects.update_or_create(
            call_id=assessment.call_id, kind=kind, is_owner=True, defaults={"marked_at": now, "marked_by_id": by.pk}
        )
        marked += 1
    return marked
