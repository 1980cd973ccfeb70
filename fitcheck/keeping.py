"""How long a fit check is kept, how much of it, and whose word that is: the visitor's who sent it, and the owner's."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from fitcheck.feature import FIT_CHECK
from fitcheck.models import ENDED, Assessment, AssessmentQuerySet, Requirement
from routing.comparisons.writes import pairs_forget

EXPIRY_DAYS = (7, 30, 90)
_QUOTED = re.compile(r"“([^”]*)”")
NAME_WORDS = 8  # what stays of a line of the posting whose text was not to be kept


def expiry_of(days: str, now: datetime) -> datetime | None:
    """Return the day a visitor chose, None for no day or one that was not on offer."""
    return now + timedelta(days=int(days)) if days in map(str, EXPIRY_DAYS) else None


def assessment_keep(assessment: Assessment, *, is_text_kept: bool, expires_at: datetime | None) -> None:
    """Keep a record as its visitor wants it from now on. A text that was dropped does not come back."""
    kept = is_text_kept and assessment.is_text_kept
    Assessment.objects.filter(pk=assessment.pk).update(is_text_kept=kept, expires_at=expires_at)
    texts_drop(assessment.pk)


def texts_drop(pk: int) -> None:
    """Take the posting and its words out of a record that has ended and is not to keep them.

    The hash and the result stay: role, levels, reasons, and of each line the name, cut to a few words.
    """
    with transaction.atomic():
        row = Assessment.objects.filter(pk=pk, is_text_kept=False, status__in=ENDED).first()
        if row is None:
            return
        row.inquiries.all().delete()  # an answer about the result quotes the posting
        rows = list(row.requirements.all())
        lines = [*(one.statement for one in rows), *(gate["statement"] for gate in row.gates)]
        Assessment.objects.filter(pk=pk).update(job="", raw="", role_week="", **_shortened(row, lines))
        for one in rows:
            one.statement, one.quote, one.offset = _name(one.statement), "", None
            one.reason = _without(one.reason, lines)
        Requirement.objects.bulk_update(rows, ["statement", "quote", "offset", "reason"])
        pairs_forget(FIT_CHECK.key)


def assessments_expire(now: datetime) -> int:
    """Delete every record whose day has come, and return how many rows went."""
    return assessments_delete(Assessment.objects.filter(expires_at__lte=now))


def assessments_delete(assessments: AssessmentQuerySet) -> int:
    """Delete these records and what comparisons copied of those that are gone; return how many rows went."""
    with transaction.atomic():
        deleted, _ = assessments.delete()
        pairs_forget(FIT_CHECK.key)
    return deleted


def links_revoke(assessments: AssessmentQuerySet, now: datetime) -> int:
    """Let the links of these records lead nowhere; the owner still reads them. Returns how many did until now."""
    return assessments.filter(revoked_at=None).update(revoked_at=now)


def links_restore(assessments: AssessmentQuerySet) -> int:
    """Let the links of these records lead to them again."""
    return assessments.exclude(revoked_at=None).update(revoked_at=None)


def _shortened(row: Assessment, lines: Sequence[str]) -> dict[str, Any]:
    """Return what a record says of the lines of its posting, each of them cut to its name."""
    return {
        "reading": {**row.reading, "left": []} if row.reading else {},
        "gates": [{**gate, "quote": "", "statement": _name(gate["statement"])} for gate in row.gates],
        "would_change": [{**change, "text": _without(change["text"], lines)} for change in row.would_change],
        **{name: [_without(said, lines) for said in getattr(row, name)] for name in ("misfits", "questions", "wanted")},
        **{name: _without(getattr(row, name), lines) for name in ("headline", "opening")},
    }


def _without(text: str, lines: Sequence[str]) -> str:
    """Return a sentence with every line it repeats, and every long quotation, cut to a few words."""
    for line in sorted((line.strip(" .") for line in lines), key=len, reverse=True):
        text = text.replace(line, _name(line)) if line else text
    return _QUOTED.sub(lambda found: f"“{_name(found[1])}”", text)


def _name(statement: str) -> str:
    words = statement.split()
    return statement if len(words) <= NAME_WORDS else " ".join(words[:NAME_WORDS]) + " …"
