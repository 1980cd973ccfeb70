"""Writes of reviews. Each names the state it was made on: what somebody else changed meanwhile is never overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.dateparse import parse_datetime

from fitcheck.models import Assessment, Review

_FIELDS = ("verdict", "is_judged", "note", "outcome", "outcomes", "corrections", "is_golden", "reviewed_by_id")


class UnableToReview(Exception):
    """A review is not written. The message is for the owner; `is_gone`: there is no such record any more."""

    def __init__(self, message: str, *, is_gone: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.is_gone = is_gone


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """One write, as it can be taken back: the review before it (None = there was none) and the state it left."""

    assessment_id: int
    before: dict[str, Any] | None
    state: str


def state_of(review: Review | None) -> str:
    """Return what tells this state of a review from every other; "" where there is none."""
    return review.reviewed_at.isoformat() if review else ""


def review_write(
    *, assessment_id: int, state: str, fields: Mapping[str, object], now: datetime, by: User
) -> ReviewStep:
    """Write these fields of a review that is still as its reviewer saw it. Raises UnableToReview."""
    with transaction.atomic():
        review = _locked(assessment_id, state)
        before = _kept(review)
        written = {**({} if review else {"is_judged": False}), **fields, "reviewed_at": now, "reviewed_by": by}
        review, _is_new = Review.objects.update_or_create(assessment_id=assessment_id, defaults=written)
    return ReviewStep(assessment_id, before, state_of(review))


def review_undo(step: ReviewStep) -> None:
    """Bring back the review as it was before a step that nothing came after. Raises UnableToReview."""
    with transaction.atomic():
        _locked(step.assessment_id, step.state)
        if step.before is None:
            Review.objects.filter(assessment_id=step.assessment_id).delete()
            return
        at = parse_datetime(step.before["reviewed_at"])
        kept = {name: step.before[name] for name in _FIELDS}
        Review.objects.filter(assessment_id=step.assessment_id).update(**kept, reviewed_at=at)


def _locked(assessment_id: int, state: str) -> Review | None:
    """Hold the record against other reviewers until the transaction ends, and return its review as it was seen."""
    if not Assessment.objects.select_for_update().filter(pk=assessment_id).values_list("pk", flat=True):
        raise UnableToReview("This record was deleted. Your review of it was not saved.", is_gone=True)
    review = Review.objects.select_related("reviewed_by").filter(assessment_id=assessment_id).first()
    if state_of(review) != state:
        raise UnableToReview(_changed_by(review))
    return review


def _changed_by(review: Review | None) -> str:
    who = str(review.reviewed_by or "somebody") if review else "Somebody"
    did = f"{who} has reviewed this record" if review else "Somebody has taken back the review of this record"
    return f"{did[0].upper()}{did[1:]} since you opened it. Nothing of yours was saved; here is how it stands now."


def _kept(review: Review | None) -> dict[str, Any] | None:
    if review is None:
        return None
    return {name: getattr(review, name) for name in _FIELDS} | {"reviewed_at": state_of(review)}
