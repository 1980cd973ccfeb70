"""A reply as any carrier can send it: a head, then parts of a body."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Literal

from routing.standin.content import Json

Breakage = Literal["reset", "cut"]
"""`reset`: the connection is torn down; `cut`: it is closed in the middle of the body."""


@dataclass(frozen=True, slots=True)
class Send:
    """Bytes of the body; `tokens` of output they carry set the pace and are counted once they are sent."""

    body: bytes
    tokens: int = 0


class ConnectionBroken(Exception):
    """The connection ends before the reply does; the carrier makes it real."""

    def __init__(self, how: Breakage) -> None:
        super().__init__(how)
        self.how = how


class Watcher:
    """Told how far a reply came. This one only looks on."""

    def begun(self) -> None:
        """The head is about to leave."""

    def sent(self, tokens: int) -> None:
        """A part of the body is handed to the carrier."""

    def ended(self, *, is_whole: bool) -> None:
        """Nothing more comes; `is_whole` if every step was performed."""


@dataclass(slots=True)
class WireReply:
    """Status, headers, parts of the body."""

    status: int
    headers: dict[str, str]
    sends: Iterable[Send]
    watcher: Watcher = field(default_factory=Watcher)

    async def due(self) -> None:
        """Wait until the head may leave. Requests that arrive together are all accounted before the first reply."""
        await asyncio.sleep(0)

    async def parts(self) -> AsyncGenerator[Send, None]:
        """The body, part by part. Raises `ConnectionBroken` where it is to end wrongly."""
        for send in self.sends:
            yield send


def json_reply(status: int, body: Json, headers: dict[str, str] | None = None) -> WireReply:
    content = json.dumps(body, ensure_ascii=False).encode()
    return WireReply(status, {"content-type": "application/json", **(headers or {})}, [Send(content)])


async def begin(reply: WireReply) -> None:
    """Wait until the head is due and tell who watches."""
    await reply.due()
    reply.watcher.begun()


async def body_of(reply: WireReply, *, tokens_per_second: float) -> AsyncGenerator[bytes, None]:
    """Send the parts at a pace (0 = as fast as the reader takes them).

    Raises `ConnectionBroken`. Paced by the total so far, so that slow wake-ups do not add up.
    """
    loop = asyncio.get_running_loop()
    started_at, tokens, is_whole = loop.time(), 0, False
    try:
        async with aclosing(reply.parts()) as parts:
            async for send in parts:
                tokens += send.tokens
                due_at = started_at + tokens / tokens_per_second if tokens_per_second else 0.0
                await asyncio.sleep(max(0.0, due_at - loop.time()))
                reply.watcher.sent(send.tokens)
                yield send.body
        is_whole = True
    finally:
        reply.watcher.ended(is_whole=is_whole)
