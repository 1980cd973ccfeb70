"""The border between this feature's tasks and the database: a thread hop with patience for a lock."""

import asyncio
import random
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError

from routing.crossing import cross

P = ParamSpec("P")
Returned = TypeVar("Returned")

TRIES = 8


async def hop(function: Callable[P, Returned], /, *args: P.args, **kwargs: P.kwargs) -> Returned:
    """Run a sync service on a free thread. A locked or restarting database is tried again, up to eight times."""
    for attempt in range(1, TRIES):
        try:
            return await cross(function, *args, **kwargs)
        except OperationalError:
            await asyncio.sleep(random.uniform(0.05, 0.1) * 2 ** min(attempt, 5))  # noqa: S311 (jitter)
    return await cross(function, *args, **kwargs)
