"""One timer for all the steps of a stream: an `asyncio.timeout` for each costs more than reading a token does."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

_T = TypeVar("_T")


class Deadline:
    """Ends the step under way once its time has come. Between steps nothing can be late."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._until = 0.0
        self._task: asyncio.Task[Any] | None = None
        self._is_late = False

    async def before(self, until: float, step: Awaitable[_T]) -> _T:
        """Await one step until a time of the loop's clock. Raises TimeoutError."""
        task = self._task = asyncio.current_task()
        assert task is not None  # noqa: S101 (a coroutine that awaits runs in a task)
        cancelling = task.cancelling()
        self._until = until
        self._arm()
        try:
            return await step
        except asyncio.CancelledError as cancelled:
            # As asyncio.timeout does: someone else's cancel goes before ours.
            if self._is_late and task.uncancel() <= cancelling:
                raise TimeoutError from cancelled
            raise
        finally:
            self._task, self._is_late = None, False

    def close(self) -> None:
        """Let go of the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        """See to it that the timer rings in time; one that rings early is set again then."""
        if self._timer is not None and self._timer.when() > self._until:
            self.close()
        if self._timer is None:
            self._timer = self._loop.call_at(self._until, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._task is None:
            return
        if self._loop.time() < self._until:
            self._arm()
            return
        self._is_late = True
        self._task.cancel()
