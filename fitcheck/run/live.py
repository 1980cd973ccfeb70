"""What this process is assessing right now, for the pages that watch it. A hint: the database holds the truth."""

import asyncio
from dataclasses import dataclass, field

from fitcheck.wire import RequirementFrame


@dataclass(slots=True)
class Live:
    """One running check: the frames of its closed requirements, and who waits for the next."""

    attempt: int
    role_title: str = ""
    role_organisation: str = ""
    role_week: str = ""
    asks: int = 0
    rows: list[RequirementFrame] = field(default_factory=list)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def announce(self) -> None:
        """Wake everybody who waits."""
        self._moved.set()
        self._moved = asyncio.Event()

    async def moved(self, seconds: float) -> None:
        """Return at the next change, or after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._moved.wait()
        except TimeoutError:
            return


_running: dict[int, Live] = {}


def live_open(pk: int, attempt: int) -> Live:
    """Begin to publish one check."""
    live = _running[pk] = Live(attempt=attempt)
    return live


def live_close(pk: int, live: Live) -> None:
    """Stop publishing; the watchers read the rest from the database."""
    if _running.get(pk) is live:
        del _running[pk]
    live.announce()


def live_get(pk: int) -> Live | None:
    """Return the check if this process runs it."""
    return _running.get(pk)
