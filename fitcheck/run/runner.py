"""Fit checks as work for the background worker: which record is next, how it is held, and what is done with it."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings

from fitcheck.asking.service import inquiries_expire
from fitcheck.keeping import assessments_expire
from fitcheck.run.attempt import work_through
from fitcheck.run.leases import Claim, assessment_claim, assessment_heartbeat, assessment_postpone, assessment_release
from routing.ledger.calls import calls_sweep
from routing.worker import Chore, Clock, Worker

SWEEP_SECONDS = 30.0
EXPIRY_SECONDS = 600.0


class FitChecks:
    """Leases are held against the database's clock: processes may disagree about the time."""

    name = "fit check"

    def concurrency(self) -> int:
        return settings.FITCHECK_CONCURRENCY

    def lease_seconds(self) -> float:
        return settings.FITCHECK_LEASE_SECONDS

    def claim(self, *, node: str, busy: Collection[int], now: datetime) -> Claim | None:
        return assessment_claim(node=node, busy=busy)

    def beat(self, held: Claim, now: datetime) -> bool:
        return assessment_heartbeat(held)

    def release(self, held: Claim, now: datetime) -> bool:
        return assessment_release(held)

    def postpone(self, held: Claim, now: datetime) -> bool:
        return assessment_postpone(held, now)

    async def work(self, held: Claim, clock: Clock) -> None:
        await work_through(held, clock)


runner = Worker(
    queue=FitChecks(),
    chores=[
        Chore(calls_sweep, SWEEP_SECONDS),
        Chore(assessments_expire, EXPIRY_SECONDS),
        Chore(inquiries_expire, EXPIRY_SECONDS),
    ],
)
