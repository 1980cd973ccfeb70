"""The one place where routing's own background work crosses from async to sync code."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")


async def cross(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a unit of database work on a free thread; it keeps no old connection before or after."""
    return await sync_to_async(
        partial(_with_fresh_connections, partial(work, *args, **kwargs)), thread_sensitive=False
    )()


def _with_fresh_connections(work: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()
