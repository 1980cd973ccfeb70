"""The one place where background work and sockets cross from async to sync code: one thread hop a unit of work."""

import asyncio
import random
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, close_old_connections

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE_SECONDS = 10.0
PAID_SECONDS = 120.0
"""How long an answer that was paid for waits for the database: to drop it is to pay for it again."""
AWAY = (OperationalError, InterfaceError)
"""What a locked, restarting or unreachable database raises."""


async def cross(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a unit of database work on a free thread and return what it returns.

    Not thread-sensitive: in a websocket every thread-sensitive call of the process shares one thread, and a slow
    query of one visitor would hold up all the others. Old connections are closed before and after, on the thread that
    owns them: an idle thread keeps none, and a restarted database is found again.
    """
    return await sync_to_async(
        partial(_with_fresh_connections, partial(work, *args, **kwargs)), thread_sensitive=False
    )()


async def hop(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Cross, and again while the database is locked or away, for ten seconds."""
    return await _patiently(PATIENCE_SECONDS, partial(work, *args, **kwargs))


async def hop_paid(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Cross with what was paid for, and again while the database is locked or away, for two minutes."""
    return await _patiently(PAID_SECONDS, partial(work, *args, **kwargs))


async def _patiently(seconds: float, work: Callable[[], T]) -> T:
    clock = asyncio.get_running_loop().time
    ends, wait = clock() + seconds, 0.1
    while True:
        try:
            return await cross(work)
        except AWAY:
            if clock() + wait > ends:
                raise
        await asyncio.sleep(wait * random.uniform(0.5, 1))  # noqa: S311 (jitter)
        wait = min(2 * wait, 1.0)


def _with_fresh_connections(work: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()
