"""Reads an answer from the network in bites of 50 ms, for a read costs more than the token it brings.

At 50 tokens a second that is one read for two or three, and what comes together leaves together. It happens below
TLS: a record is one token, so pacing what TLS gives out would fall behind, while here every record that has arrived is
taken at once.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import httpcore2
import httpx2
from anyio.abc import ByteStream

PACE_SECONDS = 0.05
FREE_READS = 8  # headers, opening events and first words: they wait for nothing


class PacedStream(ByteStream):
    """A connection whose reads keep their distance, once a request has had its first few."""

    def __init__(self, inner: ByteStream) -> None:
        self._inner = inner
        self._loop = asyncio.get_running_loop()
        self._free = FREE_READS
        self._read_at = float("-inf")

    async def receive(self, max_bytes: int = 65536) -> bytes:
        """Return what has arrived. After a pause of the sender that is at once."""
        if self._free:
            self._free -= 1
        else:
            wait = self._read_at + PACE_SECONDS - self._loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
        received = await self._inner.receive(max_bytes)
        self._read_at = self._loop.time()
        return received

    async def send(self, item: bytes) -> None:
        """Send; the answer to it begins unpaced."""
        self._free = FREE_READS
        await self._inner.send(item)

    async def send_eof(self) -> None:
        await self._inner.send_eof()

    async def aclose(self) -> None:
        await self._inner.aclose()

    @property
    def extra_attributes(self) -> Mapping[Any, Callable[[], Any]]:
        return self._inner.extra_attributes


class _Backend(httpcore2.AnyIOBackend):
    async def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore2.AsyncNetworkStream:
        stream: Any = await super().connect_tcp(*args, **kwargs)
        stream._stream = PacedStream(stream._stream)  # TLS, if any, is put on top of it afterwards
        return stream  # type: ignore[no-any-return]


def pace(client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """Pace a client's direct connections. A transport of another make, such as the stand-in's, stays as it is."""
    pool = getattr(client._transport, "_pool", None)
    if isinstance(pool, httpcore2.AsyncConnectionPool):
        pool._network_backend = _Backend()  # httpx2 has no parameter for what httpcore2 offers
    return client
