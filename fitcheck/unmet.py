"""What postings ask that the skills matrix has no row for, or a gap: for the owner's board."""

from collections.abc import Sequence

from django.urls import reverse

from corpus.asks import AskSource, UnmetAsk
from fitcheck.models import Level, Requirement, Status
from fitcheck.verdict.quotes import quoted

_WHY = {Level.GAP: "a gap in a fit check", Level.UNKNOWN: "no row in a fit check"}


def _newest(most: int) -> Sequence[UnmetAsk]:
    """Return the requirements of whole records; a posting that is not to be kept gives no words."""
    kept = Requirement.objects.filter(
        assessment__status=Status.DONE, assessment__is_text_kept=True, level__in=list(_WHY), is_verified=True
    )
    rows = kept.select_related("assessment").order_by("-assessment__created_at", "-pk")
    return [_ask(row) for row in rows[:most]]


def _ask(row: Requirement) -> UnmetAsk:
    return UnmetAsk(
        ref=f"fit-{row.pk}",
        text=row.statement,
        why=_WHY[Level(row.level)],
        at=row.assessment.created_at,
        path=reverse("admin:fitcheck_assessment_change", args=[row.assessment_id]),
        moves=any(quoted(row.statement) in change["text"] for change in row.assessment.would_change),
    )


def _text(pk: int) -> str:
    kept = Requirement.objects.filter(pk=pk, assessment__is_text_kept=True)
    return kept.values_list("statement", flat=True).first() or ""


UNMET = AskSource(newest=_newest, text=_text)
