"""The background worker: looks for work, claims it, keeps its lease while it is done, and lets go of it at a stop.

The row is the job: there is no other queue, and any number of processes may work on one database. A topic says what its
work is with a `Queue`; what only has to be done now and then is a `Chore`.
"""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Generic, Protocol, TypeVar

from django.utils import timezone

from routing.crossing import cross, hop

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

MISSED_SECONDS = 1.0


class Claimed(Protocol):
    """A hold on one row. It carries a fence: whatever is written under an older hold is void."""

    @property
    def pk(self) -> int: ...


Held = TypeVar("Held", bound=Claimed)


class Lost(Exception):
    """Another process holds the row now: the work under the older claim ends."""


class Queue(Protocol[Held]):
    """One kind of work. All but `work` run on a thread, in the database."""

    name: str

    def concurrency(self) -> int:
        """Return how many may run in this process at a time."""

    def lease_seconds(self) -> float:
        """Return for how long a claim holds without a beat."""

    def claim(self, *, node: str, busy: Collection[int], now: datetime) -> Held | None:
        """Take a row that nobody holds, none of `busy`: this process works on those, whatever their leases say."""

    def beat(self, held: Held, now: datetime) -> bool:
        """Prolong the lease, also one that ran out and that nobody took. False = another process holds the row."""

    def release(self, held: Held, now: datetime) -> object:
        """Let go at once, so that another process need not wait for the lease to run out."""

    def postpone(self, held: Held, now: datetime) -> object:
        """Put off a row whose work broke, so that it does not break in a loop."""

    async def work(self, held: Held, clock: Clock) -> None:
        """Do it. Cancelled, it settles what has begun. Raises Lost where a write finds another holder."""


@dataclass(frozen=True, slots=True)
class Chore:
    """Something every process does every so many seconds. To do it twice changes nothing."""

    work: Callable[[datetime], object]
    seconds: float


def node_name() -> str:
    """Return a name for this process that no other one has."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(3)}"


async def held_work(queue: Queue[Held], held: Held, clock: Clock) -> None:
    """Do the work of one claim under a heartbeat. Cancelled, it lets go. Raises what the work raises."""
    working = asyncio.ensure_future(queue.work(held, clock))
    beating = asyncio.ensure_future(_beat(queue, held, working, clock))
    try:
        await working
    except asyncio.CancelledError:
        this = asyncio.current_task()
        if this is None or not this.cancelling():
            raise Lost from None
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await hop(queue.release, held, clock())
        raise
    finally:
        beating.cancel()


async def _beat(queue: Queue[Held], held: Held, working: "asyncio.Future[None]", clock: Clock) -> None:
    """Prolong the lease three times as often as it runs out; cancel the work once it is lost.

    A beat that fails proves nothing: the database may be away. The next one comes sooner, and the work goes on.
    """
    wait = pause = queue.lease_seconds() / 3
    while True:
        await asyncio.sleep(wait)
        try:
            is_held, wait = await cross(queue.beat, held, clock()), pause
        except Exception as error:  # noqa: BLE001 (whatever it is, a heartbeat that ends costs a second paid call)
            logger.warning("%s %s: a heartbeat failed: %s", queue.name, held.pk, error)
            wait = min(pause, MISSED_SECONDS)
            continue
        if not is_held:
            logger.warning("%s %s: another process took it over", queue.name, held.pk)
            working.cancel()
            return


class Worker(Generic[Held]):
    """One topic's background work in this process: nothing runs before `start`, nothing after `drain`."""

    def __init__(
        self, *, queue: Queue[Held] | None = None, chores: Sequence[Chore] = (), poll_seconds: float = 1.0
    ) -> None:
        self.node = ""
        self._queue = queue
        self._chores = chores
        self._poll_seconds = poll_seconds
        self._main: asyncio.Task[None] | None = None
        self._jobs: dict[int, asyncio.Task[None]] = {}

    def start(self, clock: Clock = timezone.now) -> None:
        """Start in the running loop. A second call changes nothing."""
        if self._main is not None and not self._main.done():
            return
        self.node = node_name()
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._is_draining = False
        self._jobs = {}
        self._main = self._loop.create_task(self._run())

    def wake(self) -> bool:
        """Look for work now; may be called from any thread. False = none runs here (another process may take it)."""
        if self._main is None:
            return False
        with suppress(RuntimeError):  # the loop is closed: the server is gone, the row waits for the next
            self._loop.call_soon_threadsafe(self._woken.set)
        return True

    async def drain(self, seconds: float) -> None:
        """Claim nothing more, wait so long for what runs, then let go of the rest."""
        main, self._main = self._main, None
        if main is None:
            return
        self._is_draining = True
        self._woken.set()
        ends = self._loop.time() + seconds
        # A claim under way comes to its end first: cancelled, it would hold its row until the lease runs out.
        await asyncio.wait({main}, timeout=max(seconds, 1.0))
        main.cancel()
        jobs = set(self._jobs.values())
        if jobs:
            await asyncio.wait(jobs, timeout=max(0.0, ends - self._loop.time()))
        for job in jobs:
            job.cancel()
        await asyncio.gather(main, *jobs, return_exceptions=True)

    async def _run(self) -> None:
        due = dict.fromkeys(self._chores, float("-inf"))
        while not self._is_draining:
            self._woken.clear()
            await self._guarded(self._claim_all())
            for chore in [chore for chore, at in due.items() if at <= self._loop.time()]:
                due[chore] = self._loop.time() + chore.seconds
                await self._guarded(cross(chore.work, self._clock()))
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll_seconds):
                    await self._woken.wait()

    async def _guarded(self, step: Awaitable[object]) -> None:
        """Await a step; the worker outlives a database that is away."""
        try:
            await step
        except Exception:
            logger.exception("a background worker's step failed; it is tried again")

    async def _claim_all(self) -> None:
        queue = self._queue
        while queue is not None and len(self._jobs) < queue.concurrency() and not self._is_draining:
            held = await cross(queue.claim, node=self.node, busy=frozenset(self._jobs), now=self._clock())
            if held is None:
                return
            job = self._loop.create_task(self._job(queue, held))
            self._jobs[held.pk] = job
            job.add_done_callback(partial(self._done, held.pk))

    def _done(self, pk: int, job: asyncio.Task[None]) -> None:
        del self._jobs[pk]
        self._woken.set()

    async def _job(self, queue: Queue[Held], held: Held) -> None:
        """Work one claim. Whatever breaks is logged and put off; nothing breaks the worker."""
        try:
            await held_work(queue, held, self._clock)
        except Lost:
            logger.warning("%s %s is no longer this process's", queue.name, held.pk)
        except Exception:
            logger.exception("%s %s broke", queue.name, held.pk)
            await self._guarded(hop(queue.postpone, held, self._clock()))
