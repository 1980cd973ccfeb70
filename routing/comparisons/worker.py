"""Runs comparisons beside the requests: one at a time a process, pair by pair, taken up again after a crash."""

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from routing.comparisons.pairs import (
    PairWork,
    SideWork,
    Stopped,
    comparison_claim,
    comparison_heartbeat,
    comparison_ran,
    comparison_release,
    comparison_stop,
    pair_open,
    side_close,
)
from routing.comparisons.writes import LEASE
from routing.crossing import cross, hop, hop_paid
from routing.gateway.client import stream
from routing.gateway.messages import Outcome, Prompt, UnableToAdmit, UnableToReply
from routing.ledger.calls import call_release
from routing.models import ErrorCode
from routing.worker import Clock, Worker

logger = logging.getLogger(__name__)

POLL_SECONDS = 30.0
_FAILURES_IN_A_ROW = 3
_FINAL = {
    ErrorCode.AUTH,
    ErrorCode.BILLING,
    ErrorCode.SPEND_LIMITED,
    ErrorCode.NOT_FOUND_MODEL,
    ErrorCode.BREAKER_OPEN,
    ErrorCode.BAD_REQUEST,
}

Tell = Callable[[int], None]


async def comparison_run(pk: int, *, node: str, clock: Clock, tell: Tell | None = None) -> None:
    """Run a claimed comparison until every pair was tried or it has to stop. `tell` hears the index of each pair.

    Both sides of a pair are asked at once: they are different models, so neither reads the other's cache.
    """
    after, failures = -1, 0
    try:
        while work := await _opened(pk, node=node, after=after, clock=clock):
            unfinished = await _pair(work, clock)
            failures = failures + 1 if unfinished else 0
            final = next((words for code, words in unfinished if code in _FINAL), "")
            if final or failures == _FAILURES_IN_A_ROW:
                await hop(comparison_stop, pk=pk, node=node, problem=final or unfinished[0][1])
                return
            after = work.idx
            if tell:
                tell(work.idx)
        await hop(comparison_ran, pk=pk, node=node)
    except UnableToAdmit as refused:
        await hop(comparison_stop, pk=pk, node=node, problem=refused.message)
    except Stopped:
        logger.info("comparison %s is no longer this process's", pk)


async def _opened(pk: int, *, node: str, after: int, clock: Clock) -> PairWork | None:
    """Open the next pair. Cancelled meanwhile, its calls are given back: the thread cannot be stopped half-way."""
    opening = asyncio.ensure_future(cross(pair_open, pk=pk, node=node, after=after, now=clock()))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        work = await opening
        for side in work.sides if work else ():
            await cross(call_release, side.ticket, clock())
        raise


async def _pair(work: PairWork, clock: Clock) -> list[tuple[ErrorCode | None, str]]:
    """Ask every missing side; return why those failed that did."""
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(_side(work.pair_id, side, work.prompt, clock)) for side in work.sides]
    return [failure for task in asked if (failure := task.result()) is not None]


async def _side(pair_id: int, work: SideWork, prompt: Prompt, clock: Clock) -> tuple[ErrorCode | None, str] | None:
    """Ask one model and store what it said, however it ended. None = it answered."""
    outcome, failure = Outcome(), None
    try:
        async with stream(work.ticket, prompt) as reply:
            outcome = reply.outcome
            try:
                async for _ in reply:
                    pass
            except UnableToReply as unable:
                failure = (unable.code, f"{work.ticket.model}: {unable.message}")
    finally:
        # A cancelled run still settles what it has begun.
        is_finished = await asyncio.shield(
            hop_paid(side_close, pair_id=pair_id, work=work, outcome=outcome, now=clock())
        )
    if is_finished:
        return None
    return failure or (None, f"{work.ticket.model} gave no answer.")


@dataclass(frozen=True, slots=True)
class Run:
    """A process's hold on one comparison: `node` is the name of this process and of no other."""

    pk: int
    node: str


class Comparisons:
    """Comparisons as work for the background worker: one at a time a process."""

    name = "comparison"

    def __init__(self, tell: Tell | None = None) -> None:
        self._tell = tell

    def concurrency(self) -> int:
        return 1

    def lease_seconds(self) -> float:
        return LEASE.total_seconds()

    def claim(self, *, node: str, busy: Collection[int], now: datetime) -> Run | None:
        pk = comparison_claim(node=node, busy=busy, now=now)
        return None if pk is None else Run(pk, node)

    def beat(self, held: Run, now: datetime) -> bool:
        return comparison_heartbeat(pk=held.pk, node=held.node, now=now)

    def release(self, held: Run, now: datetime) -> bool:
        return comparison_release(pk=held.pk, node=held.node)

    def postpone(self, held: Run, now: datetime) -> bool:
        return comparison_heartbeat(pk=held.pk, node=held.node, now=now)  # free again once this lease runs out

    async def work(self, held: Run, clock: Clock) -> None:
        await comparison_run(held.pk, node=held.node, clock=clock, tell=self._tell)


comparer = Worker(queue=Comparisons(), poll_seconds=POLL_SECONDS)
