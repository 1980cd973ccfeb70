"""Starting and stopping a node: the runner starts with the server, and a stop lets what was begun come to its end.

Daphne drops every connection on SIGTERM and has no lifespan protocol, so under it the reactor's own events do the
work. Servers that have one (uvicorn, granian, hypercorn) go through `lifespan`.
"""

import asyncio
import gc
import logging
import signal
import threading
from collections.abc import Iterable
from typing import Any

from daphne import http_protocol  # type: ignore[import-untyped]
from django.utils import timezone
from twisted.internet import reactor as _reactor
from twisted.internet.tcp import Port

from askai.answer.retention import keeper
from askai.answer.task import answers_drain
from askai.golden.worker import asker
from corpus.imports.uploads import uploads_expire
from fitcheck.run.runner import runner
from routing.comparisons.worker import comparer
from routing.gateway import client
from routing.ledger.budget import budgets_forget
from routing.sockets import FRAME_BYTES
from routing.worker import Chore, Claimed, Worker
from site_project.traffic import Receive, Scope, Send, traffic

logger = logging.getLogger(__name__)
reactor: Any = _reactor  # a module that stands in for an object: its types do not fit

DRAIN_SECONDS = 20.0
BODY_MOST_BYTES = 10 * 1024 * 1024  # above every limit of the site's own, so that those get to say what is too long
HOUR_SECONDS, UPLOAD_SECONDS = 3600.0, 600.0
housekeeper: Worker[Claimed] = Worker(
    chores=[Chore(budgets_forget, HOUR_SECONDS), Chore(uploads_expire, UPLOAD_SECONDS)], poll_seconds=60.0
)
"""Deletes what names a visitor, or was sent to be looked at once, when it is no longer needed."""
_stopping: set[asyncio.Task[None]] = set()


async def start() -> None:
    """Start what works beside the requests. Call it in the loop that serves them.

    What was loaded until now stays: no later collection walks through it, which would hold up every stream.
    """
    gc.collect()
    gc.freeze()
    for worker in (runner, comparer, asker, keeper, housekeeper):
        worker.start(timezone.now)


async def drain(*, seconds: float = DRAIN_SECONDS) -> None:
    """Take no new work, tell the sockets, and give answers and fit checks `seconds` to come to their end.

    What is not done by then is taken up by another node: its lease runs out.
    """
    traffic.is_draining = True
    await traffic.sockets_close()
    await asyncio.gather(
        answers_drain(seconds),
        runner.drain(seconds),
        *(worker.drain(0) for worker in (comparer, asker, keeper, housekeeper)),
        _requests_finish(seconds),
    )
    await client.drain(1.0)


async def _requests_finish(seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await traffic.is_idle.wait()
    except TimeoutError:
        logger.warning("stopping with %d requests unfinished after %.0f s", traffic.requests, seconds)


async def lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """Speak the ASGI lifespan protocol."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await start()
            await send({"type": "lifespan.startup.complete"})
        else:
            await drain()
            await send({"type": "lifespan.shutdown.complete"})
            return


def reactor_follow() -> None:
    """Start with daphne's reactor and stop by draining. Does nothing under a server that never runs the reactor."""
    bodies_guard()
    reactor.callWhenRunning(_reactor_started)


def _reactor_started() -> None:
    limits_check(port.factory for port in _ports())
    loop = asyncio.get_event_loop()
    _keep(loop.create_task(start()))
    # The development server runs the reactor in a second thread, where no signal arrives.
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, _reactor_stop)


def _reactor_stop() -> None:
    """Drain once; asked a second time, stop now."""
    if traffic.is_draining:
        reactor.stop()
        return
    traffic.is_draining = True
    for port in _ports():
        port.stopListening()
    _keep(asyncio.get_event_loop().create_task(_drain_and_stop()))


def _ports() -> list[Any]:
    return [reader for reader in reactor.getReaders() if isinstance(reader, Port)]


def limits_check(factories: Iterable[Any]) -> None:
    """Say so where daphne lets smaller messages through than the site sends and takes: it cuts the socket over one."""
    for server in [found for factory in factories if (found := getattr(factory, "server", None))]:
        for name in ("websocket_max_message_size", "websocket_max_frame_size"):
            limit = getattr(server, name, 0)
            if 0 < limit < FRAME_BYTES:
                option = name.replace("_", "-")
                logger.error("--%s is %d: write %d, or chats break off", option, limit, FRAME_BYTES)


async def _drain_and_stop() -> None:
    try:
        await drain()
    finally:
        reactor.stop()


def _keep(task: asyncio.Task[None]) -> None:
    # A task that nobody holds may be collected before it is done.
    _stopping.add(task)
    task.add_done_callback(_stopping.discard)


class SiteRequest(http_protocol.WebRequest):  # type: ignore[misc]  # an untyped library
    """A request whose body is kept up to `BODY_MOST_BYTES` and never parsed here.

    Twisted reads every POSTed form into memory and parses it in the event loop, for nobody: Django parses it again. One
    form of 40 MB held up every visitor for ten seconds. The header `Daphne-Root-Path` lets a stranger move the site.
    Of a bigger one nothing is kept, only its length: Django refuses it by that, with a page or JSON of the site's.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parsePOSTFormSubmission = False
        self._received = 0

    def handleContentChunk(self, data: bytes) -> None:
        """Keep a piece of the body, or only count it."""
        self._received += len(data)
        if self._received <= BODY_MOST_BYTES:
            super().handleContentChunk(data)

    def process(self) -> Any:
        """Hand the request on."""
        self.requestHeaders.removeHeader(b"Daphne-Root-Path")
        if self._received > BODY_MOST_BYTES:
            self.content.seek(0)
            self.content.truncate()
            self.requestHeaders.setRawHeaders(b"Content-Length", [str(self._received).encode()])
        return super().process()


def bodies_guard() -> None:
    """Make daphne use it: its factory takes the class from its module."""
    http_protocol.WebRequest = SiteRequest
