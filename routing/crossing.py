"""The one place where background work and sockets cross from async to sync code: one thread hop a unit of work."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")


async def cross(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a unit of database work on a free thread and return what it returns.

    Not thread-sensitive: in a websocket every thread-sensitive call of the process shares one thread, and a slow
    query of one visitor would hold up all the others. Old connections are closed before and after, on the thread that
    owns them: an idle thread keeps none, and a restarted database is found again.
    """
    return await sync_to_async(
        partial(_with_fresh_connections, partial(work, *args, **kwargs)), thread_sensitive=False
    )()


def _with_fresh_connections(work: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()
