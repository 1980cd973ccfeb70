"""The stand-in over HTTP/1.1 on a real socket: h11 speaks the protocol, asyncio moves the bytes."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import struct
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from typing import cast

import h11

from routing.standin.reply import ConnectionBroken, begin, body_of
from routing.standin.wire import MAX_BODY, Request, Standin

READ_BYTES = 65_536
REASONS = {status.value: status.phrase for status in HTTPStatus}
TOO_LARGE = b'{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}'


class Connection:
    """One client's connection, one exchange after the other.

    A task of its own reads the socket, so that a client that leaves in the middle of a reply is noticed at once.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.protocol = h11.Connection(h11.SERVER)
        self.has_news = asyncio.Event()
        self.replying: asyncio.Task[None] | None = None

    async def run(self, standin: Standin, tokens_per_second: float) -> None:
        """Serve until the client leaves, breaks the protocol or a reply breaks off."""
        reading = asyncio.create_task(self.read())
        try:
            while await self.exchange(standin, tokens_per_second):
                self.protocol.start_next_cycle()
        except ConnectionBroken as error:
            if error.how == "reset":
                self.reset()
        except (h11.ProtocolError, ConnectionError):
            pass  # The client broke off or speaks something else: there is nobody to tell.
        finally:
            reading.cancel()
            self.writer.close()

    async def read(self) -> None:
        """Feed the protocol; end of input ends a reply under way, as nobody reads it."""
        chunk = b"-"
        while chunk:
            try:
                chunk = await self.reader.read(READ_BYTES)
            except ConnectionError:
                chunk = b""
            with contextlib.suppress(h11.ProtocolError):
                self.protocol.receive_data(chunk)
            self.has_news.set()
        if self.replying is not None:
            self.replying.cancel()

    async def exchange(self, standin: Standin, tokens_per_second: float) -> bool:
        """One request and its reply; return True if another can follow."""
        request = await self.request()
        if request is None:
            return False
        if len(request.body) > MAX_BODY:
            await self.refuse_length()
            return False
        self.replying = asyncio.create_task(self.reply(request, standin, tokens_per_second))
        try:
            await asyncio.wait({self.replying})
        finally:
            self.replying.cancel()
        if self.replying.cancelled():
            return False
        self.replying.result()
        return self.protocol.our_state is h11.DONE and self.protocol.their_state is h11.DONE

    async def event(self) -> h11.Event | type[h11.PAUSED]:
        """The next event of the protocol, waiting for input as needed."""
        while True:
            event = self.protocol.next_event()
            if event is not h11.NEED_DATA:
                return cast("h11.Event | type[h11.PAUSED]", event)
            if self.protocol.they_are_waiting_for_100_continue:
                await self.send(h11.InformationalResponse(status_code=100, headers=[]))
            self.has_news.clear()
            await self.has_news.wait()

    async def request(self) -> Request | None:
        """The next whole request, or None at the end. Reads a little past the limit, never an endless body."""
        head, body = await self.event(), bytearray()
        if not isinstance(head, h11.Request):
            return None
        while isinstance(part := await self.event(), h11.Data) and len(body) <= MAX_BODY:
            body += part.data
        if not isinstance(part, (h11.EndOfMessage, h11.Data)):
            return None
        path, _, query = head.target.decode("ascii").partition("?")
        headers = {name.decode("ascii"): value.decode("latin-1") for name, value in head.headers}
        return Request(head.method.decode("ascii"), path, headers, bytes(body), query)

    async def reply(self, request: Request, standin: Standin, tokens_per_second: float) -> None:
        reply = await standin.respond(request)
        await begin(reply)
        reason = REASONS.get(reply.status, "")
        await self.send(h11.Response(status_code=reply.status, reason=reason, headers=list(reply.headers.items())))
        async with contextlib.aclosing(body_of(reply, tokens_per_second=tokens_per_second)) as chunks:
            async for chunk in chunks:
                if request.method != "HEAD":
                    await self.send(h11.Data(data=chunk))
        await self.send(h11.EndOfMessage())

    async def refuse_length(self) -> None:
        headers = [("content-type", "application/json"), ("connection", "close"), ("x-candid-engine", "standin")]
        await self.send(h11.Response(status_code=413, headers=headers))
        await self.send(h11.Data(data=TOO_LARGE))
        await self.send(h11.EndOfMessage())

    async def send(self, event: h11.Event) -> None:
        self.writer.write(self.protocol.send(event) or b"")
        await self.writer.drain()

    def reset(self) -> None:
        """Tear the connection down: with no time to linger, the system answers with RST instead of closing."""
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


@contextlib.asynccontextmanager
async def serving(
    standin: Standin, *, host: str = "127.0.0.1", port: int = 0, tokens_per_second: float = 0
) -> AsyncIterator[str]:
    """Serve while the context is open; yields the base URL. Port 0 takes a free one; `OSError` if taken."""
    open_connections: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(Connection(reader, writer).run(standin, tokens_per_second))
        open_connections.add(task)
        task.add_done_callback(open_connections.discard)

    server = await asyncio.start_server(connected, host, port)
    try:
        yield f"http://{host}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in list(open_connections):
            task.cancel()
        await asyncio.gather(*open_connections, return_exceptions=True)
        await server.wait_closed()


async def serve(
    standin: Standin,
    port: int,
    *,
    host: str = "127.0.0.1",
    tokens_per_second: float = 0,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve a stand-in until SIGINT or SIGTERM; `announce` is called once with the base URL."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with serving(standin, host=host, port=port, tokens_per_second=tokens_per_second) as url:
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, stopped.set)
        announce(url)
        await stopped.wait()
