"""The stand-in inside the process: handed to an HTTP client in place of the network. No socket, no server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import httpx2

from routing.standin.reply import ConnectionBroken, begin, body_of
from routing.standin.wire import Request, Standin


class Body(httpx2.AsyncByteStream):
    """A reply's body, a chunk an event. Breaks and silences surface as they do from a socket."""

    def __init__(self, chunks: AsyncGenerator[bytes, None], read_seconds: float | None) -> None:
        self.chunks = chunks
        self.read_seconds = read_seconds

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (chunk := await self.next_chunk()) is not None:
            yield chunk

    async def next_chunk(self) -> bytes | None:
        try:
            async with asyncio.timeout(self.read_seconds):
                return await anext(self.chunks, None)
        except TimeoutError as error:
            raise httpx2.ReadTimeout("") from error
        except ConnectionBroken as error:
            raise broken(error) from error

    async def aclose(self) -> None:
        await self.chunks.aclose()


def broken(error: ConnectionBroken) -> httpx2.TransportError:
    if error.how == "reset":
        return httpx2.ReadError("[Errno 104] Connection reset by peer")
    return httpx2.RemoteProtocolError(
        "peer closed connection without sending complete message body (incomplete chunked read)"
    )


class StandinTransport(httpx2.AsyncBaseTransport):
    """Answer every request by a stand-in, whatever host it names.

    `tokens_per_second` is the pace of the text (0 = as fast as it is read).
    """

    def __init__(self, standin: Standin, *, tokens_per_second: float = 0) -> None:
        self.standin = standin
        self.tokens_per_second = tokens_per_second

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        read_seconds = request.extensions.get("timeout", {}).get("read")
        asked = Request(
            method=request.method,
            path=request.url.path,
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.aread(),
            query=request.url.query.decode("ascii"),
        )
        reply = await self.standin.respond(asked)
        try:
            async with asyncio.timeout(read_seconds):
                await begin(reply)
        except TimeoutError as error:
            raise httpx2.ReadTimeout("", request=request) from error
        chunks = body_of(reply, tokens_per_second=self.tokens_per_second)
        return httpx2.Response(reply.status, headers=reply.headers, stream=Body(chunks, read_seconds), request=request)
