"""The background worker, with work that needs no database: claims, heartbeats that fail, claims that are lost."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from django.db import OperationalError

from routing.worker import Chore, Lost, Worker

LEASE = 0.06


@dataclass(frozen=True)
class Hold:
    pk: int


@dataclass
class Rows:
    """A table in memory: its rows can be claimed at any time, as if every lease had run out."""

    name: str = "row"
    free: list[int] = field(default_factory=lambda: [1])
    beats: list[object] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    let_go: list[str] = field(default_factory=list)
    seconds: float = 0.5
    error: Exception | None = None

    def concurrency(self):
        return 4

    def lease_seconds(self):
        return LEASE

    def claim(self, *, node, busy, now):
        free = [pk for pk in self.free if pk not in busy]
        return Hold(free[0]) if free else None

    def beat(self, held, now):
        answer = self.beats.pop(0) if self.beats else True
        if isinstance(answer, Exception):
            raise answer
        return answer

    def release(self, held, now):
        self.let_go.append("released")

    def postpone(self, held, now):
        self.free.remove(held.pk)
        self.let_go.append("postponed")

    async def work(self, held, clock):
        self.begun.append(held.pk)
        try:
            if self.error:
                raise self.error
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.ended.append("cancelled")
            raise
        self.free.remove(held.pk)
        self.ended.append("done")


@pytest.fixture
async def started() -> AsyncIterator:
    workers = []

    def start(rows: Rows, **options) -> Worker:
        worker = Worker(queue=rows, poll_seconds=0.01, **options)
        worker.start()
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        await worker.drain(0)


async def until(is_so):
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110 (a list grows)
            await asyncio.sleep(0.005)


async def test_it_goes_on_beating_after_beats_that_failed_and_works_once(started):
    rows = Rows(beats=[OperationalError("away"), RuntimeError("odd"), *[OperationalError("away")] * 3])
    started(rows)

    await until(lambda: rows.ended)

    assert (rows.begun, rows.ended, rows.beats, rows.let_go) == ([1], ["done"], [], [])


async def test_it_never_claims_what_it_is_still_working_on(started):
    rows = Rows(free=[1, 2], seconds=0.2)
    started(rows)

    await until(lambda: len(rows.ended) == 2)

    assert sorted(rows.begun) == [1, 2]


async def test_it_stops_the_work_of_a_claim_that_is_lost(started):
    rows = Rows(beats=[True, False], seconds=30)
    started(rows)

    await until(lambda: rows.ended)

    assert (rows.ended[0], rows.let_go) == ("cancelled", [])


async def test_it_puts_off_work_that_breaks_and_goes_on(started):
    rows = Rows(error=ValueError("broken"))
    worker = started(rows)

    await until(lambda: rows.let_go)
    rows.error, rows.seconds = None, 0
    rows.free.append(2)
    worker.wake()
    await until(lambda: rows.ended)

    assert (rows.begun, rows.let_go) == ([1, 2], ["postponed"])


async def test_it_neither_puts_off_nor_lets_go_of_work_that_found_another_holder(started):
    rows = Rows(error=Lost())
    started(rows)

    await until(lambda: len(rows.begun) > 1)

    assert rows.let_go == []


async def test_it_lets_running_work_end_at_a_stop_and_releases_what_takes_longer(started):
    rows = Rows(free=[1], seconds=0.1)
    worker = started(rows)
    await until(lambda: rows.begun)
    await worker.drain(5)
    assert (rows.ended, rows.let_go) == (["done"], [])

    rows.free, rows.seconds = [2], 30
    worker.start()
    await until(lambda: rows.begun == [1, 2])
    await worker.drain(0)

    assert (rows.ended, rows.let_go) == (["done", "cancelled"], ["released"])
    assert not worker.wake()


async def test_it_outlives_a_claim_and_a_chore_that_fail(started):
    done, failures = [], [OperationalError("away"), OperationalError("away")]

    def chore(now):
        done.append(now)
        if failures:
            raise failures.pop()

    started(Rows(free=[]), chores=[Chore(chore, 0.02)])

    await until(lambda: len(done) > 2)
