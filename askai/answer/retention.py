"""Keeps what the ask page promises: a conversation is deleted once nobody has asked in it for RETENTION_DAYS days.

Every node does it by itself: deleting what is gone already changes nothing.
"""

from askai.services import conversations_expire
from routing.worker import Chore, Claimed, Worker

PAUSE_SECONDS = 3600.0

keeper: Worker[Claimed] = Worker(chores=[Chore(conversations_expire, PAUSE_SECONDS)], poll_seconds=60.0)
