"""What the page of a result offers to ask, and what this visitor asked there."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from fitcheck.asking.service import inquiries_of
from fitcheck.models import Assessment, Inquiry, Level, Requirement, Verdict
from fitcheck.verdict.quotes import naming

MOST_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class AskingPage:
    """The section "Ask about this result". `key` makes a double click one question."""

    suggested: tuple[str, ...]
    inquiries: tuple[Inquiry, ...]
    key: str
    most: int
    retention_days: int


def asking_page(
    assessment: Assessment, requirements: Sequence[Requirement], *, visitor: str, now: datetime
) -> AskingPage:
    """Return the section for this visitor. What was asked already is not suggested again."""
    inquiries = inquiries_of(assessment, visitor, now)
    asked = {inquiry.question for inquiry in inquiries}
    fresh = [question for question in suggested(assessment, requirements) if question not in asked]
    return AskingPage(
        suggested=tuple(fresh[:MOST_SUGGESTED]),
        inquiries=tuple(inquiries),
        key=secrets.token_hex(12),
        most=settings.ASK_MAX_CHARS,
        retention_days=settings.RETENTION_DAYS,
    )


def suggested(assessment: Assessment, requirements: Sequence[Requirement]) -> list[str]:
    """Return questions that this result answers: from its misfits and from what it does not know."""
    questions = {
        Verdict.NOT_A_FIT: ["Why is this not a fit?"],
        Verdict.MODERATE: ["Why is this not a strong fit?"],
    }.get(Verdict(assessment.verdict) if assessment.verdict else Verdict.STRONG, [])
    if assessment.would_change:
        questions = [*questions, "What would change it?"]
    rows = [one for one in requirements if one.kind != Requirement.Kind.GATE]
    if gap := _first(rows, Level.GAP):
        questions = [*questions, f"Why is {_named(gap)} a gap?"]
    if unknown := _first(rows, Level.UNKNOWN):
        questions = [*questions, f"What is known about {_named(unknown)}?"]
    if any(one.kind == Requirement.Kind.MUST and one.level in {Level.GAP, Level.UNKNOWN} for one in rows):
        questions = [*questions, "Which must-haves are missing?"]
    return [*questions, "What should I ask?"] if assessment.questions else questions


def _named(one: Requirement) -> str:
    return naming(one.statement, [cited["name"] for cited in one.evidence], 8)


def _first(rows: Sequence[Requirement], level: Level) -> Requirement | None:
    return next((one for one in rows if one.level == level), None)
