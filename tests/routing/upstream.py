"""A tiny HTTP server that replays what it is told to: bytes, cuts, resets, silence."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Step = Callable[["Exchange"], Awaitable[None]]


@dataclass
class Exchange:
    """One request being answered."""

    server: "Upstream"
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()

    async def chunk(self, raw: bytes) -> None:
        await self.send(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")


@dataclass
class Upstream:
    """Answers the n-th request by the n-th script; the last one repeats."""

    url: str = ""
    scripts: list[Step] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    connections: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)

    def plays(self, *scripts: Step) -> None:
        self.scripts = list(scripts)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await _head(reader):
                self.headers.append(head)
                self.bodies.append(json.loads(await reader.readexactly(int(head["content-length"]))))
                self.asked.set()
                script = self.scripts[min(len(self.bodies), len(self.scripts)) - 1]
                await script(Exchange(self, reader, writer))
                if writer.is_closing():
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            self.hung_up.set()
        finally:
            writer.close()


async def _head(reader: asyncio.StreamReader) -> dict[str, str]:
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return {}
    lines = raw.decode("latin-1").split("\r\n")[1:]
    return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines) if name}


@asynccontextmanager
async def upstream_serve() -> AsyncIterator[Upstream]:
    upstream = Upstream()
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(upstream.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    upstream.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield upstream
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def status(code: int, body: Any = "", **headers: str) -> Step:
    """Answer with a status and a body: an error object, or text as a proxy would send it."""

    async def play(exchange: Exchange) -> None:
        raw = (body if isinstance(body, str) else json.dumps(body)).encode()
        kind = "text/html" if isinstance(body, str) else "application/json"
        lines = [f"HTTP/1.1 {code} X", f"content-type: {kind}", f"content-length: {len(raw)}", "request-id: req_err"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await exchange.send("\r\n".join(lines).encode() + b"\r\n\r\n" + raw)

    return play


def error(kind: str, message: str = "secret detail", code: str = "") -> dict[str, Any]:
    details = {"details": {"error_code": code}} if code else {}
    return {"type": "error", "error": {"type": kind, "message": message, **details}, "request_id": "req_body"}


def stream(*events: bytes, end: str = "clean", size: int | None = None, pause: float = 0) -> Step:
    """Answer 200 with these events, then end: clean, cut (mid-chunk), reset, hang, or pings for ever.

    `size` cuts the bytes into pieces of that many, whatever they hold.
    """

    async def play(exchange: Exchange) -> None:
        await exchange.send(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nrequest-id: req_ok\r\n"
            b"transfer-encoding: chunked\r\n\r\n"
        )
        joined = b"".join(events)
        pieces = [joined[at : at + size] for at in range(0, len(joined), size)] if size else events
        for piece in pieces:
            await exchange.chunk(piece)
            if pause:
                await asyncio.sleep(pause)
        await _ENDS[end](exchange)

    return play


async def hang(exchange: Exchange) -> None:
    """Say nothing until the other side hangs up."""
    await exchange.reader.read(1)
    exchange.server.hung_up.set()
    exchange.writer.close()


async def _clean(exchange: Exchange) -> None:
    await exchange.send(b"0\r\n\r\n")


async def _cut(exchange: Exchange) -> None:
    await exchange.send(b"ff\r\nevent: con")
    exchange.writer.close()


async def _reset(exchange: Exchange) -> None:
    await asyncio.sleep(0.02)
    raw: socket.socket = exchange.writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    exchange.writer.transport.abort()


async def _pings(exchange: Exchange) -> None:
    while not exchange.reader.at_eof():
        await exchange.chunk(event("ping"))
        await asyncio.sleep(0.02)


_ENDS = {"clean": _clean, "cut": _cut, "reset": _reset, "hang": hang, "pings": _pings}


def event(kind: str, **fields: Any) -> bytes:
    body = json.dumps({"type": kind, **fields}, ensure_ascii=False)
    return f"event: {kind}\ndata: {body}\n\n".encode()


def start(**usage: Any) -> bytes:
    counts = {"input_tokens": 100, "output_tokens": 1, **usage}
    return event("message_start", message={"id": "msg_1", "type": "message", "content": [], "usage": counts})


def text(piece: str, block: int = 0) -> bytes:
    return event("content_block_delta", index=block, delta={"type": "text_delta", "text": piece})


def stop(reason: str | None = "end_turn", **usage: Any) -> bytes:
    counts = {"output_tokens": 7, **usage}
    delta = event("message_delta", delta={"stop_reason": reason, "stop_sequence": None}, usage=counts)
    return delta + event("message_stop")


def answer(*pieces: str, reason: str = "end_turn") -> Step:
    """A whole, healthy answer."""
    return stream(start(), *(text(piece) for piece in pieces), stop(reason))
