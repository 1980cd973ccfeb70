"""What a page that watches a running check is shown: from this process's memory if it runs here, else from the row."""

from dataclasses import dataclass

from corpus.selectors import skill_keys_listed
from fitcheck.models import ENDED, Assessment, Requirement
from fitcheck.run.live import Live
from fitcheck.selectors import evidence_listed
from fitcheck.wire import EndFrame, Frame, RequirementFrame, StateFrame, requirement_frame


@dataclass(slots=True)
class Seen:
    """How far one page is: the attempt it saw, its last sequence number, the last state it was told."""

    attempt: int = 0
    seq: int = 0
    state: StateFrame | None = None


def frames_live(live: Live, seen: Seen) -> list[Frame]:
    """Return what is new in memory. No query."""
    state = StateFrame(
        status="running",
        attempt=live.attempt,
        role_title=_named(live.role_title),
        role_organisation=_named(live.role_organisation),
        role_week=live.role_week,
        asks=live.asks,
    )
    return _frames(state, live.rows, seen)


def frames_stored(pk: int, seen: Seen) -> list[Frame]:
    """Return what is new in the database, and the end if it ended. One or two queries."""
    fields = ("status", "attempts", "role_title", "role_organisation", "role_week")
    row = Assessment.objects.filter(pk=pk).only(*fields).first()
    if row is None:
        return [EndFrame("failed")]
    if row.status in ENDED:
        return [EndFrame(row.status)]
    state = StateFrame(row.status, row.attempts, row.role_title, row.role_organisation, row.role_week)
    after = seen.seq if row.attempts == seen.attempt else 0
    stored = Requirement.objects.filter(assessment_id=pk, idx__gte=after).order_by("idx")
    listed = skill_keys_listed()
    rows = [
        requirement_frame(one, attempt=row.attempts, skills=evidence_listed(one.evidence, listed)) for one in stored
    ]
    return _frames(state, rows, seen)


def _frames(state: StateFrame, rows: list[RequirementFrame], seen: Seen) -> list[Frame]:
    if state.attempt != seen.attempt:
        seen.attempt, seen.seq = state.attempt, 0
    frames: list[Frame] = [] if state == seen.state else [state]
    seen.state = state
    fresh = [row for row in rows if row.seq > seen.seq]
    if fresh:
        seen.seq = fresh[-1].seq
    return [*frames, *fresh]


def _named(word: str) -> str:
    return "" if word == "unknown" else word
