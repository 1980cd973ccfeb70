"""The socket of a running fit check. Read only; it follows the record until it ends, wherever it is being assessed."""

import asyncio
from typing import Any
from urllib.parse import parse_qs

from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError

from fitcheck.models import Assessment
from fitcheck.run.live import live_get
from fitcheck.run.progress import Seen, frames_live, frames_stored
from fitcheck.selectors import is_public_id
from fitcheck.wire import (
    CLOSE_BAD_FRAMES,
    CLOSE_NOT_FOUND,
    PULSE_SECONDS,
    AliveFrame,
    EndFrame,
    ErrorFrame,
    Frame,
    frame_text,
)
from routing.crossing import hop
from routing.sockets import parts_of

POLL_SECONDS = 1.0
LONGEST_SECONDS = 900.0
SEND_SECONDS = 10.0
STRIKES = 3


class FitCheckConsumer(AsyncWebsocketConsumer):
    """Follows one record. No channel layer: the row is the truth, memory is the shortcut."""

    async def connect(self) -> None:
        self.strikes = 0
        self.said_at = float("-inf")
        self.following: asyncio.Task[None] | None = None
        pk = await hop(_pk, self.scope["url_route"]["kwargs"]["public_id"])
        await self.accept()
        if pk is None:
            await self._say(ErrorFrame("not_found", "There is no such fit check."))
            await self.close(code=CLOSE_NOT_FOUND)
            return
        self.following = asyncio.create_task(self._follow(pk, _seen(self.scope)))

    async def disconnect(self, code: int) -> None:
        if self.following is not None:
            self.following.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        self.strikes += 1
        await self._say(ErrorFrame("bad_frame", "This address only sends."))
        if self.strikes >= STRIKES:
            await self.close(code=CLOSE_BAD_FRAMES)

    async def _follow(self, pk: int, seen: Seen) -> None:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                while not await self._step(pk, seen):
                    pass
        except (TimeoutError, DatabaseError):
            # The page asks again by itself: a socket must not outlive what it can show.
            await self.close()

    async def _step(self, pk: int, seen: Seen) -> bool:
        """Send what is new; wait for more. True = it ended."""
        live = live_get(pk)
        frames = frames_live(live, seen) if live else await hop(frames_stored, pk, seen)
        for frame in frames:
            await self._say(frame)
        if asyncio.get_running_loop().time() - self.said_at >= PULSE_SECONDS:
            await self._say(AliveFrame())
        if frames and isinstance(frames[-1], EndFrame):
            await self.close()
            return True
        await (live.moved(POLL_SECONDS) if live else asyncio.sleep(POLL_SECONDS / 2))
        return False

    async def _say(self, frame: Frame) -> None:
        for part in parts_of(frame_text(frame)):
            async with asyncio.timeout(SEND_SECONDS):
                await self.send(text_data=part)
        self.said_at = asyncio.get_running_loop().time()


def _pk(public_id: str) -> int | None:
    if not is_public_id(public_id):
        return None
    return Assessment.objects.filter(public_id=public_id).values_list("pk", flat=True).first()


def _seen(scope: Any) -> Seen:
    """Read `?attempt=1&after=7` of a page that comes back; anything else starts from the beginning."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    attempt, after = (query.get(name, ["0"])[0] for name in ("attempt", "after"))
    is_whole = attempt.isdecimal() and after.isdecimal() and len(attempt + after) < 12
    return Seen(attempt=int(attempt), seq=int(after)) if is_whole else Seen()
