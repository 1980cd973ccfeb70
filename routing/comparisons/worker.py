"""Runs comparisons beside the requests: one at a time a process, pair by pair, taken up again after a crash."""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.utils import timezone

from routing.comparisons.pairs import (
    PairWork,
    SideWork,
    Stopped,
    comparison_claim,
    comparison_ran,
    comparison_release,
    comparison_stop,
    pair_open,
    side_close,
)
from routing.crossing import cross
from routing.gateway.client import stream
from routing.gateway.messages import Outcome, Prompt, UnableToAdmit, UnableToReply
from routing.ledger.calls import call_release
from routing.models import ErrorCode

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

Clock = Callable[[], datetime]
Tell = Callable[[int], None]


def node_name() -> str:
    """Return a name for this process that no other one has."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(3)}"


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
                await cross(comparison_stop, pk=pk, node=node, problem=final or unfinished[0][1])
                return
            after = work.idx
            if tell:
                tell(work.idx)
        await cross(comparison_ran, pk=pk, node=node)
    except UnableToAdmit as refused:
        await cross(comparison_stop, pk=pk, node=node, problem=refused.message)
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
        is_finished = await asyncio.shield(cross(side_close, pair_id=pair_id, work=work, outcome=outcome, now=clock()))
    if is_finished:
        return None
    return failure or (None, f"{work.ticket.model} gave no answer.")


class Comparer:
    """One per process. Looks for work when woken, and now and then for what a dead process left."""

    def __init__(self, clock: Clock = timezone.now) -> None:
        self.node = node_name()
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._is_draining = False
        self._running: int | None = None
        self._main = self._loop.create_task(self._run())

    def wake(self) -> None:
        """Look for work now. May be called from any thread."""
        with suppress(RuntimeError):  # the loop is closed: the server is gone, the row waits for the next
            self._loop.call_soon_threadsafe(self._woken.set)

    async def stop(self) -> None:
        """Stop now: sides under way are settled for what they cost, the comparison is let go for the next process."""
        self._is_draining = True
        self._main.cancel()
        with suppress(asyncio.CancelledError):
            await self._main
        if self._running is not None:
            await cross(comparison_release, pk=self._running, node=self.node)

    async def _run(self) -> None:
        while not self._is_draining:
            self._woken.clear()
            try:
                while (claimed := await cross(comparison_claim, node=self.node, now=self._clock())) is not None:
                    self._running = claimed
                    await comparison_run(claimed, node=self.node, clock=self._clock)
                    self._running = None
            except Exception:
                # The lease runs out by itself; the server outlives a comparison that broke.
                logger.exception("comparison %s broke", self._running)
                self._running = None
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()


_comparer: Comparer | None = None


def start() -> None:
    """Start in the running loop. A second call in the same process changes nothing."""
    global _comparer
    if _comparer is None:
        _comparer = Comparer()


def wake() -> bool:
    """Tell this process's comparer that there is work. False = none runs here (another process may take it)."""
    if _comparer is None:
        return False
    _comparer.wake()
    return True


async def drain() -> None:
    """Stop this process's comparer."""
    global _comparer
    if _comparer is not None:
        comparer, _comparer = _comparer, None
        await comparer.stop()
