"""Keeps what the ask page promises.

A conversation is deleted once nobody has asked in it for RETENTION_DAYS days, and no answer that a dead process left
stays open. Every node does it by itself: to do it twice changes nothing.
"""

from askai.answer.leases import turns_sweep
from askai.services import conversations_expire
from routing.worker import Chore, Claimed, Worker

PAUSE_SECONDS, SWEEP_SECONDS = 3600.0, 5.0

keeper: Worker[Claimed] = Worker(
    chores=[Chore(conversations_expire, PAUSE_SECONDS), Chore(turns_sweep, SWEEP_SECONDS)], poll_seconds=SWEEP_SECONDS
)
