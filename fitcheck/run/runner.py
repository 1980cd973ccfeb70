"""The runner inside the server: claims records, keeps their leases, lets running ones end when the server stops.

No queue and no second truth: the record is the job. Any number of nodes may run this against one database.
"""

import asyncio
import logging
import os
import secrets
import socket
from contextlib import suppress

from django.conf import settings
from django.utils import timezone

from fitcheck.run.attempt import work_through
from fitcheck.run.crossing import hop
from fitcheck.run.leases import Claim, assessment_claim, assessment_heartbeat, assessment_postpone, assessment_release
from routing.ledger.calls import calls_sweep

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
SWEEP_SECONDS = 30.0


class Runner:
    """One per process. `stop` lets running checks end; what does not end in time is let go for another node."""

    def __init__(self) -> None:
        self.node = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(3)}"
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._jobs: set[asyncio.Task[None]] = set()
        self._is_draining = False
        self._main = self._loop.create_task(self._run())

    def wake(self) -> None:
        """Look for work now. May be called from any thread."""
        with suppress(RuntimeError):  # the loop is closed: the server is gone, the row waits for the next
            self._loop.call_soon_threadsafe(self._woken.set)

    async def stop(self, seconds: float) -> None:
        """Claim nothing more, wait for what runs, then release the rest."""
        self._is_draining = True
        self._woken.set()
        if self._jobs:
            await asyncio.wait(self._jobs, timeout=seconds)
        rest = [job for job in self._jobs if not job.done()]
        for job in rest:
            job.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        self._main.cancel()
        with suppress(asyncio.CancelledError):
            await self._main

    async def _run(self) -> None:
        swept_at = float("-inf")
        while not self._is_draining:
            self._woken.clear()
            try:
                await self._claim_all()
                if self._loop.time() - swept_at >= SWEEP_SECONDS:
                    swept_at = self._loop.time()
                    await hop(calls_sweep, timezone.now())
            except Exception:  # the runner outlives a database that is away
                logger.exception("the fit check runner stumbled")
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()

    async def _claim_all(self) -> None:
        while len(self._jobs) < settings.FITCHECK_CONCURRENCY and not self._is_draining:
            claim = await hop(assessment_claim, node=self.node)
            if claim is None:
                return
            job = self._loop.create_task(self._job(claim))
            self._jobs.add(job)
            job.add_done_callback(self._done)

    def _done(self, job: asyncio.Task[None]) -> None:
        self._jobs.discard(job)
        self._woken.set()

    async def _job(self, claim: Claim) -> None:
        """Work one claim under a heartbeat. Whatever breaks is logged and put off; nothing breaks the runner."""
        working = self._loop.create_task(work_through(claim))
        beating = self._loop.create_task(_beat(claim, working))
        try:
            await working
        except asyncio.CancelledError:
            await _stopped(working)
            await hop(assessment_release, claim)
        except Exception:
            logger.exception("fit check %s broke its runner", claim.pk)
            await hop(assessment_postpone, claim, timezone.now())
        finally:
            beating.cancel()


async def _beat(claim: Claim, working: asyncio.Task[None]) -> None:
    """Prolong the lease three times as often as it runs out; stop the work at once when it is lost."""
    while True:
        await asyncio.sleep(settings.FITCHECK_LEASE_SECONDS / 3)
        if not await hop(assessment_heartbeat, claim):
            logger.warning("fit check %s: another node took it over", claim.pk)
            working.cancel()
            return


async def _stopped(working: asyncio.Task[None]) -> None:
    working.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await working


_runner: Runner | None = None


def start() -> None:
    """Start the runner in the running loop. A second call in the same process changes nothing."""
    global _runner
    if _runner is None:
        _runner = Runner()


async def drain(seconds: float) -> None:
    """Stop claiming, wait up to `seconds` for running checks, and release what is left."""
    global _runner
    stopping, _runner = _runner, None
    if stopping is not None:
        await stopping.stop(seconds)


def wake() -> None:
    """Tell the runner of this process, if there is one, that there is work."""
    if _runner is not None:
        _runner.wake()
