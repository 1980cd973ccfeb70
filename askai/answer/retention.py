"""Keeps what the ask page promises: a conversation is deleted once nobody has asked in it for RETENTION_DAYS days.

Every node does it by itself: deleting what is gone already changes nothing.
"""

import asyncio
import logging

from askai.answer.task import Clock
from askai.services import conversations_expire
from routing.crossing import cross

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 3600.0

_keeper: asyncio.Task[None] | None = None


def start(clock: Clock) -> None:
    """Start in the running loop. A second call in the same process changes nothing."""
    global _keeper
    if _keeper is None:
        _keeper = asyncio.create_task(_keep(clock))


async def stop() -> None:
    """Stop this process's keeper."""
    global _keeper
    keeper, _keeper = _keeper, None
    if keeper is not None:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)


async def _keep(clock: Clock) -> None:
    while True:
        try:
            await cross(conversations_expire, now=clock())
        except Exception:  # the database may be away: the next hour tries again
            logger.exception("old conversations were not deleted")
        await asyncio.sleep(PAUSE_SECONDS)
