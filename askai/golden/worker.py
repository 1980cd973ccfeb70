"""Runs the golden questions beside the requests: one run at a time a process, question by question."""

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import datetime

from askai.answer.citations import AnswerDraft
from askai.golden.runs import (
    GoldenWork,
    demo_draft,
    result_close,
    result_open,
    run_claim,
    run_end,
    run_held,
)
from askai.models import GoldenRun
from routing.comparisons.worker import FINAL, Run, Stopped
from routing.comparisons.writes import LEASE, lease_end
from routing.crossing import cross, hop, hop_paid
from routing.gateway.client import stream
from routing.gateway.messages import Cited, Outcome, Text, UnableToAdmit, UnableToReply
from routing.ledger.calls import call_release
from routing.models import ErrorCode
from routing.worker import Clock, Worker

logger = logging.getLogger(__name__)

POLL_SECONDS = 30.0
_FAILURES_IN_A_ROW = 3

Tell = Callable[[int], None]


async def run_go(pk: int, *, node: str, clock: Clock, tell: Tell | None = None) -> None:
    """Ask until every question was tried or it has to stop. `tell` hears the index of each question."""
    after, failures, problem = -1, 0, ""
    try:
        while not problem and (work := await _opened(pk, node=node, after=after, clock=clock)):
            failed = await _asked(work, clock)
            failures = failures + 1 if failed else 0
            if failed and (failed[0] in FINAL or failures == _FAILURES_IN_A_ROW):
                problem = failed[1]
            after = work.idx
            if tell:
                tell(work.idx)
    except UnableToAdmit as refused:
        problem = refused.message
    except Stopped:
        logger.info("golden run %s is no longer this process's", pk)
        return
    await hop(run_end, pk=pk, node=node, now=clock(), problem=problem)


async def _opened(pk: int, *, node: str, after: int, clock: Clock) -> GoldenWork | None:
    """Open the next question. Cancelled meanwhile, its call is given back: the thread cannot be stopped half-way."""
    opening = asyncio.ensure_future(cross(result_open, pk=pk, node=node, after=after, now=clock()))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        work = await opening
        if work is not None and work.ticket is not None:
            await cross(call_release, work.ticket, clock())
        raise


async def _asked(work: GoldenWork, clock: Clock) -> tuple[ErrorCode | None, str] | None:
    """Ask one question and store what came of it. None = there is a result, else why there is none."""
    if work.ticket is None:
        draft = await cross(demo_draft, work.prompt, work.prefix)
        await hop(result_close, work=work, draft=draft, outcome=Outcome(), now=clock())
        return None
    draft, outcome, failure = AnswerDraft(passages=work.prefix.passages), Outcome(), None
    try:
        async with stream(work.ticket, work.prompt) as reply:
            outcome = reply.outcome
            try:
                async for event in reply:
                    _take(event, draft)
            except UnableToReply as unable:
                failure = (unable.code, unable.message)
    finally:
        # A cancelled run still settles what it has begun.
        has_result = await asyncio.shield(hop_paid(result_close, work=work, draft=draft, outcome=outcome, now=clock()))
    return None if has_result else failure or (None, "The model gave no answer.")


def _take(event: Text | Cited, draft: AnswerDraft) -> None:
    if isinstance(event, Text):
        draft.take_text(event)
    else:
        draft.take_citation(event)


class GoldenRuns:
    """Golden runs as work for the background worker: one at a time a process."""

    name = "golden run"

    def __init__(self, tell: Tell | None = None) -> None:
        self._tell = tell

    def concurrency(self) -> int:
        return 1

    def lease_seconds(self) -> float:
        return LEASE.total_seconds()

    def claim(self, *, node: str, busy: Collection[int], now: datetime) -> Run | None:
        pk = run_claim(node=node, busy=busy)
        return None if pk is None else Run(pk, node)

    def beat(self, held: Run, now: datetime) -> bool:
        """Prolong the lease; False = another process holds it. One that the owner halted ends after this question."""
        if run_held(held.pk, held.node).update(lease_until=lease_end()) == 1:
            return True
        running = GoldenRun.objects.filter(pk=held.pk, status=GoldenRun.Status.RUNNING)
        return not running.exclude(node=held.node).exists()

    def release(self, held: Run, now: datetime) -> bool:
        return run_held(held.pk, held.node).update(node="", lease_until=None) == 1

    def postpone(self, held: Run, now: datetime) -> bool:
        return self.beat(held, now)  # free again once this lease runs out

    async def work(self, held: Run, clock: Clock) -> None:
        await run_go(held.pk, node=held.node, clock=clock, tell=self._tell)


asker = Worker(queue=GoldenRuns(), poll_seconds=POLL_SECONDS)
