"""The same posting, checked more than once: what stands beside a record, and whether it still stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.selectors import matrix_text
from fitcheck.models import Assessment, Requirement, Verdict
from fitcheck.review.impact import verdict_today, why_moved
from fitcheck.selectors import assessments_alike, is_current, requirements_of

_NO_LINE = "not a line of its own"


@dataclass(frozen=True, slots=True)
class DifferingLine:
    """One line of the posting that came out differently, in words."""

    name: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Twin:
    """Another record of the same posting, the newest there is."""

    assessment: Assessment
    word: str
    is_newer: bool
    differing: tuple[DifferingLine, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """`changed` says what a record rests on and is no longer so, "" where all of it is.

    `today` is the word its stored judgments give with today's matrix, where that is another; `why` what decides.
    """

    changed: str
    can_run: bool
    today: str = ""
    why: str = ""


def twin_of(assessment: Assessment, requirements: Sequence[Requirement], *, visitor: str) -> Twin | None:
    """Return the newest other record of this posting that the visitor may be led to, None also without the texts."""
    alike = assessments_alike(job_sha256=assessment.job_sha256, visitor=visitor).filter(is_text_kept=True)
    other = alike.exclude(pk=assessment.pk).first()
    if other is None or not assessment.is_text_kept:
        return None
    differing = tuple(_differing(requirements, requirements_of(other)))
    word = other.get_verdict_display() or "No verdict"
    return Twin(other, word, other.created_at > assessment.created_at, differing)


def standing_of(assessment: Assessment, twin: Twin | None, *, today: date) -> Standing:
    """Say whether a check would come out of the same matrix and model today, and whether one that did is missing."""
    if is_current(assessment):
        return Standing("", can_run=False)
    is_matrix = assessment.matrix_version_id != matrix_text().version_id
    changed = "The skills matrix has changed since." if is_matrix else "How checks are made has changed since."
    is_missing = not (twin and is_current(twin.assessment))
    moved = verdict_today(assessment, today) if is_matrix else None
    return Standing(
        changed,
        can_run=bool(assessment.job) and is_missing,
        today=Verdict(moved.after).label if moved else "",
        why=why_moved(assessment, moved) if moved else "",
    )


def _differing(here: Sequence[Requirement], there: Sequence[Requirement]) -> Iterator[DifferingLine]:
    left = {_line(one): one for one in there}
    for one in here:
        other = left.pop(_line(one), None)
        if other is None or other.level != one.level:
            said = other.get_level_display() if other else _NO_LINE
            yield DifferingLine(one.statement, one.get_level_display(), said)
    for other in left.values():
        yield DifferingLine(other.statement, _NO_LINE, other.get_level_display())


def _line(one: Requirement) -> str:
    return (one.quote or one.statement).casefold()
