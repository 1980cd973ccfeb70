"""What the owner thought of a record, as marks that routing weighs."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User

from fitcheck.models import Assessment
from routing.marks.writes import mark_put
from routing.models import Mark


def assessments_mark(*, assessments: Iterable[Assessment], kind: Mark.Kind, by: User, now: datetime) -> int:
    """Put the owner's mark on the calls behind the records, once each, and return how many have it now."""
    calls = [assessment.call_id for assessment in assessments if assessment.call_id is not None]
    for call_id in calls:
        mark_put(call_id=call_id, kind=kind, now=now, by=by)
    return len(calls)
