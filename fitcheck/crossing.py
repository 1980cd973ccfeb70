"""The border between the runner's loop and the database: one thread hop, a fresh connection, patience with a lock."""

import asyncio
import random
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async
from django.db import OperationalError

P = ParamSpec("P")
Returned = TypeVar("Returned")

TRIES = 8


async def hop(function: Callable[P, Returned], *args: P.args, **kwargs: P.kwargs) -> Returned:
    """Run a sync service in this task's thread. A locked or restarting database is tried again, up to eight times.

    Old connections are closed before and after, in the same hop: without it a background task would never get over a
    restart of the database, and would keep a pooled connection after its end.
    """
    for attempt in range(1, TRIES):
        try:
            return await database_sync_to_async(function)(*args, **kwargs)
        except OperationalError:
            await asyncio.sleep(random.uniform(0.05, 0.1) * 2 ** min(attempt, 5))  # noqa: S311 (jitter)
    return await database_sync_to_async(function)(*args, **kwargs)
