"""One claimed fit check from its call to its record: streamed, shown row by row, settled, repaired once."""

import asyncio
import logging
from dataclasses import dataclass, field

from django.db import DatabaseError

from fitcheck.contract.reply import UnableToRead, answer_read, progress_read
from fitcheck.contract.schema import Role
from fitcheck.proof.prompt import EvidencePair
from fitcheck.proof.reader import NOT_READ, ProofReader, SecondReading
from fitcheck.run.leases import Claim, Work, assessment_begin
from fitcheck.run.live import Live, live_close, live_open
from fitcheck.run.store import assessment_fail, assessment_progress, assessment_settle, call_abandon, ground_for
from fitcheck.selectors import evidence_listed
from fitcheck.verdict.assessment import proof_pairs
from fitcheck.verdict.ground import Ground
from fitcheck.verdict.requirement import Judged, requirement_judge
from fitcheck.wire import requirement_frame
from routing.crossing import cross, hop, hop_paid
from routing.gateway.cleaning import json_storable
from routing.gateway.client import stream
from routing.gateway.messages import Outcome, Text, UnableToReply
from routing.worker import Clock, Lost

logger = logging.getLogger(__name__)

READ_SECONDS = 0.2
SAVE_SECONDS = 1.0


@dataclass(slots=True)
class Draft:
    """What has arrived of one answer: the text, the rows that are closed, and how many of them are saved."""

    ground: Ground
    text: str = ""
    closed: list[Judged] = field(default_factory=list)
    role: Role | None = None
    seen: int = 0
    saved: int = 0

    def read(self) -> list[Judged]:
        """Return the requirements that closed since the last reading. Costs time in proportion to the text."""
        progress = progress_read(json_storable(self.text))
        self.role = progress.role
        fresh = [
            requirement_judge(idx, said, self.ground)
            for idx, said in enumerate(progress.requirements)
            if idx >= self.seen and said.kind != "gate"
        ]
        self.seen = len(progress.requirements)
        self.closed.extend(fresh)
        return fresh


async def work_through(claim: Claim, clock: Clock) -> None:
    """Make the calls this claim may make, until the record has ended or the claim is lost."""
    complaint = ""
    while work := await hop(assessment_begin, claim, now=clock(), complaint=complaint):
        complaint = await _attempt(work, clock)
        if not complaint:
            return


async def _attempt(work: Work, clock: Clock) -> str:
    """Make one paid call. Return what a repair must know, or "" when the record ended."""
    live = live_open(work.claim.pk, work.attempt)
    try:
        try:
            outcome, proof = await _streamed(work, live, clock)
        except _Broken as broken:
            await hop_paid(assessment_fail, work, outcome=broken.outcome, now=clock())
            return ""
        return await hop_paid(assessment_settle, work, outcome=outcome, proof=proof, now=clock())
    finally:
        live_close(work.claim.pk, live)


class _Broken(Exception):
    """The model could not answer; carries the outcome, which is complete."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.error or "")
        self.outcome = outcome


async def _streamed(work: Work, live: Live, clock: Clock) -> tuple[Outcome, SecondReading]:
    """Read one answer to its end, a second model beside it what has closed.

    Work that is cancelled, or whose claim is lost, settles its calls before it goes.
    """
    proofs = ProofReader(caller=work.caller, seed=work.public_id, clock=clock)
    try:
        outcome = await _answered(work, live, proofs, clock)
        return outcome, await proofs.finish() if _is_readable(outcome) else NOT_READ
    finally:
        await proofs.close()


def _is_readable(outcome: Outcome) -> bool:
    """Say whether the answer keeps its contract: nothing is read a second time of one that will be asked for again."""
    try:
        answer_read(json_storable(outcome.text))
    except UnableToRead:
        return False
    return True


async def _answered(work: Work, live: Live, proofs: ProofReader, clock: Clock) -> Outcome:
    draft = Draft(ground_for(work))
    seconds = asyncio.get_running_loop().time
    read_at = saved_at = seconds()
    async with stream(work.ticket, work.prompt) as reply:
        try:
            async for event in reply:
                draft.text += event.text if isinstance(event, Text) else ""
                if seconds() - read_at >= READ_SECONDS:
                    proofs.offer(_show(work, live, draft))
                    read_at = seconds()
                if seconds() - saved_at >= SAVE_SECONDS:
                    await _save(work, draft)
                    saved_at = seconds()
        except UnableToReply as unable:
            logger.warning("fit check %s: the model could not answer: %s", work.claim.pk, unable.code)
            raise _Broken(reply.outcome) from unable
        except (asyncio.CancelledError, Lost):
            await reply.aclose()
            await _settled_late(work, reply.outcome, clock)
            raise
    proofs.offer(_show(work, live, draft))
    return reply.outcome


def _show(work: Work, live: Live, draft: Draft) -> list[EvidencePair]:
    """Publish the rows that closed; return what of them is to be read a second time."""
    fresh = draft.read()
    for judged in fresh:
        evidence = [{"key": row.key, "name": row.name, "rating": row.rating} for row in judged.rows]
        shown = evidence_listed(evidence, work.listed)
        live.rows.append(requirement_frame(judged, attempt=work.attempt, skills=shown))
    if draft.role:
        live.role_title, live.role_organisation = draft.role.title, draft.role.organisation
        live.role_week = draft.role.week.strip()
    live.asks = len(draft.ground.frames)
    live.announce()
    return [EvidencePair(idx, asked, evidence) for idx, (asked, evidence) in proof_pairs(fresh, draft.ground).items()]


async def _save(work: Work, draft: Draft) -> None:
    """Keep the rows that closed since the last time. Raises Lost; a database that is away gets them a second later."""
    fresh = draft.closed[draft.saved :]
    if not fresh:
        return
    try:
        is_held = await cross(assessment_progress, work.claim, closed=fresh, role=draft.role)
    except DatabaseError as away:
        logger.warning("fit check %s: its progress was not saved yet: %s", work.claim.pk, away)
        return
    if not is_held:
        raise Lost
    draft.saved += len(fresh)


async def _settled_late(work: Work, outcome: Outcome, clock: Clock) -> None:
    """Settle a cancelled call in a task of its own: a second cancel must not leave the money open."""
    closing = asyncio.ensure_future(hop(call_abandon, work, outcome=outcome, now=clock()))
    try:
        async with asyncio.timeout(5):
            await asyncio.shield(closing)
    except (TimeoutError, DatabaseError):
        logger.error("fit check %s: its call could not be settled; the sweep will", work.claim.pk)
