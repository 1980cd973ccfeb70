"""What this process is serving: whom a stop has to wait for, and whom it has to tell."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from site_project.middleware import FIXED

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[..., Awaitable[Any]]  # Django, Channels and django-stubs each write an application's type another way

RESTART = 4012  # 1012 is the standard's word for it, but daphne refuses to send codes under 3000


class Traffic:
    """Counts requests, keeps the sockets that are open, and puts the fixed headers on what Django never sees."""

    def __init__(self) -> None:
        self.is_draining = False
        self.requests = 0
        self.is_idle = asyncio.Event()
        self.is_idle.set()
        self.sockets: dict[int, Send] = {}

    async def http(self, app: App, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. An answer that Django makes before its middleware runs gets its headers here."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *missing(message.get("headers", []))]
            await send(message)

        self.requests += 1
        self.is_idle.clear()
        try:
            await app(scope, receive, send_with_headers)
        finally:
            self.requests -= 1
            if not self.requests:
                self.is_idle.set()

    async def websocket(self, app: App, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket, unless the node is stopping."""
        if self.is_draining:
            await receive()
            await send({"type": "websocket.close", "code": RESTART})
            return
        is_open = True

        async def send_while_open(message: Message) -> None:
            # An answer that goes on after the drain closed its socket has nobody to write to.
            nonlocal is_open
            if is_open:
                is_open = message["type"] != "websocket.close"
                await send(message)

        self.sockets[id(scope)] = send_while_open
        try:
            await app(scope, receive, send_while_open)
        finally:
            self.sockets.pop(id(scope), None)

    async def sockets_close(self) -> None:
        """Tell every open socket that the node restarts; a browser then comes back to another one, and resumes."""
        closings = [send({"type": "websocket.close", "code": RESTART}) for send in list(self.sockets.values())]
        await asyncio.gather(*closings, return_exceptions=True)


def missing(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the fixed headers that an answer lacks, as ASGI writes them."""
    present = {name.lower() for name, _ in headers}
    wanted = [(name.lower().encode(), value.encode()) for name, value in FIXED.items()]
    return [(name, value) for name, value in wanted if name not in present]


traffic = Traffic()
