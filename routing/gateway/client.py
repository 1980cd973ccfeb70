"""The one door to the model: a prompt goes in, typed events come out. Nothing else imports the SDK.

The SDK sends the request and owns the connection; its retries are off (it would sleep for as long as a server says)
and the bytes of the stream are read here, because decoding every event into the SDK's models costs more than all the
rest of a relay. One client lives per running event loop: a pool that is used from two loops hangs.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import anthropic
import httpx2
from anthropic import AsyncAnthropic, AsyncStream
from django.conf import settings

from routing.gateway.breaker import breaker_of
from routing.gateway.engines import API_URL, engine, standin_transport
from routing.gateway.errors import Fault
from routing.gateway.messages import JsonObject, Prompt, Ticket
from routing.gateway.pacing import pace
from routing.gateway.reply import Reply
from routing.gateway.request import body_of, content_of, field_refused, output_config_of
from routing.models.ledger import Engine, ErrorCode
from routing.standin.transport import StandinTransport
from routing.standin.wire import Standin

__all__ = ["Reply", "UnableToList", "aclose", "count_tokens", "drain", "engine", "models_list", "standin", "stream"]

logger = logging.getLogger(__name__)

_SPARE_STREAMS = 40  # questions about results, comparisons, second readings, counts
_QUEUE_SECONDS = 5.0
_CONNECT, _WRITE, _POOL_WAIT = 5.0, 10.0, 5.0
_STANDIN_URL = "http://standin.invalid"

_LIFECYCLES = ("active", "deprecated", "retired")
_LIST_LIMIT, _LIST_PAGES = 1000, 20

_Key = tuple[str, str, str, int]


class UnableToList(Exception):
    """The server did not say which models it has. The message is for the owner."""


@dataclass(slots=True)
class _Door:
    """The client of one event loop, and who is passing through.

    `standin` answers where the engine is the demo; `dropped` = fields a strict server has refused.
    """

    client: AsyncAnthropic
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_streams()))
    empty: asyncio.Event = field(default_factory=asyncio.Event)
    standin: Standin | None = None
    passing: int = 0
    is_closing: bool = False
    dropped: dict[str, frozenset[str]] = field(default_factory=dict)

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait up to five seconds for a place below the size of the pool. Raises Fault."""
        try:
            async with asyncio.timeout(_QUEUE_SECONDS):
                await self.slots.acquire()
        except TimeoutError as full:
            raise Fault(ErrorCode.OVERLOADED, "every stream of this process is taken", is_ours=True) from full
        self.passing += 1
        self.empty.clear()
        try:
            yield
        finally:
            self.slots.release()
            self.passing -= 1
            if not self.passing:
                self.empty.set()


_doors: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[_Key, _Door]] = WeakKeyDictionary()


@asynccontextmanager
async def stream(ticket: Ticket, prompt: Prompt) -> AsyncIterator[Reply]:
    """Ask the model; the request leaves when the reply is first iterated.

    Leaving the block early, or being cancelled, closes upstream at once. Afterwards `reply.outcome` is complete.
    """
    door = _door(ticket.engine)

    async def connect() -> httpx2.Response:
        return await _send(door, ticket, prompt)

    reply = Reply(ticket, connect=connect, slot=door.slot, breaker=breaker_of(ticket.model))
    try:
        yield reply
    finally:
        await reply.aclose()


async def count_tokens(ticket: Ticket, prompt: Prompt) -> int | None:
    """Return the provider's own count of a prompt in the ticket's model, free of charge; None where none is given."""
    if "count_tokens" not in ticket.capabilities:
        return None
    system, messages = content_of(ticket, prompt, frozenset())
    body: dict[str, Any] = {"model": ticket.model, "messages": messages}
    if system:
        body["system"] = system
    config = output_config_of(ticket, prompt, frozenset())
    if config:
        body["output_config"] = config
    try:
        response = await _door(ticket.engine).client.post(
            "/v1/messages/count_tokens", cast_to=httpx2.Response, body=body, options={"timeout": _timeout(30)}
        )
        return int(response.json()["input_tokens"])
    except (anthropic.APIError, ValueError, KeyError, TypeError) as refused:
        logger.info("count_tokens: %s", type(refused).__name__)
        return None


async def models_list() -> list[JsonObject]:
    """Return the server's models as it describes them, retired ones included; a compatible one may only name them.

    Raises UnableToList, with the reason in words, where the server has no such list or cannot be asked.
    """
    if engine() is Engine.STANDIN:
        raise UnableToList("The demo engine has no list of models.")
    rows: list[JsonObject] = []
    after: dict[str, str] = {}
    for _ in range(_LIST_PAGES):
        page = await _models_page({"limit": _LIST_LIMIT, "lifecycle": list(_LIFECYCLES), **after})
        rows += [row for row in page["data"] if isinstance(row, dict) and isinstance(row.get("id"), str)]
        last = page.get("last_id")
        if not page.get("has_more") or not isinstance(last, str) or {"after_id": last} == after:
            break
        after = {"after_id": last}
    return rows


async def _models_page(query: dict[str, Any]) -> dict[str, Any]:
    try:
        response = await _door(engine()).client.get(
            "/v1/models", cast_to=httpx2.Response, options={"timeout": _timeout(30), "params": query}
        )
        page = response.json()
    except anthropic.APIStatusError as refused:
        none = refused.status_code in {404, 405, 501}
        words = "This server has no list of models." if none else f"The server refused: status {refused.status_code}."
        raise UnableToList(words) from refused
    except anthropic.APIError as broken:
        raise UnableToList("The server could not be reached.") from broken
    except ValueError as unreadable:
        raise UnableToList("The server's list of models cannot be read.") from unreadable
    if not isinstance(page, dict) or not isinstance(page.get("data"), list):
        raise UnableToList("The server's list of models cannot be read.")
    return page


async def drain(seconds: float) -> bool:
    """Let no new call of this loop in, wait for those under way, close. Returns False if some were cut off."""
    doors = list(_doors.get(asyncio.get_running_loop(), {}).values())
    for door in doors:
        door.is_closing = True
    waits = [asyncio.ensure_future(door.empty.wait()) for door in doors if door.passing]
    pending = (await asyncio.wait(waits, timeout=seconds))[1] if waits else set()
    for wait in pending:
        wait.cancel()
    for door in doors:
        await door.client.close()
    return not pending


async def aclose() -> None:
    """Close the clients of this event loop; the next call opens a new one."""
    for door in _doors.pop(asyncio.get_running_loop(), {}).values():
        await door.client.close()


def _door(kind: Engine) -> _Door:
    """Return this loop's door for the settings as they are; settings that changed get a door of their own."""
    key = (kind.value, settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_BASE_URL, settings.STANDIN_TOKENS_PER_SECOND)
    doors = _doors.setdefault(asyncio.get_running_loop(), {})
    if key not in doors:
        transport = standin_transport() if kind == Engine.STANDIN else None
        doors[key] = _Door(client=_client(transport), standin=transport.standin if transport else None)
    return doors[key]


def standin() -> Standin:
    """Return the stand-in behind this loop's door, with its cache and its clock. Another engine has none."""
    door = _door(Engine.STANDIN)
    assert door.standin is not None  # noqa: S101 (a door of the demo engine is made with it)
    return door.standin


def _streams() -> int:
    """Return how many replies may stream at once in this process: what the settings admit, and some to spare."""
    return int(settings.ASK_CONCURRENCY) + int(settings.FITCHECK_CONCURRENCY) + _SPARE_STREAMS


def _client(transport: StandinTransport | None) -> AsyncAnthropic:
    """Build a client that takes nothing from the environment: no profile, no tracing, no retries, no redirects."""
    pool = _streams() + 10  # what counts tokens or lists models takes no place of an answer
    limits = httpx2.Limits(max_connections=pool, max_keepalive_connections=pool)
    address, key = settings.ANTHROPIC_BASE_URL or API_URL, settings.ANTHROPIC_API_KEY or "none"
    if transport is not None:
        address, key = _STANDIN_URL, "standin"
    client = AsyncAnthropic(
        api_key=key,
        base_url=address,
        max_retries=0,
        timeout=_timeout(60),
        open_telemetry=False,
        http_client=pace(
            httpx2.AsyncClient(transport=transport, limits=limits, follow_redirects=False, trust_env=transport is None)
        ),
    )
    client._custom_headers = {}  # what ANTHROPIC_CUSTOM_HEADERS put there: no parameter keeps it out
    return client


def _timeout(read: float) -> httpx2.Timeout:
    return httpx2.Timeout(connect=_CONNECT, read=read, write=_WRITE, pool=_POOL_WAIT)


async def _send(door: _Door, ticket: Ticket, prompt: Prompt) -> httpx2.Response:
    """Send once; a stricter compatible server gets it again, each time without the field it has just refused."""
    if door.is_closing:
        raise Fault(ErrorCode.OVERLOADED, "the process is going down", is_unbilled=True, is_ours=True)
    while True:
        dropped = door.dropped.get(ticket.model, frozenset())
        body = body_of(ticket, prompt, dropped)
        try:
            return await _post(door, ticket, body)
        except (anthropic.BadRequestError, anthropic.UnprocessableEntityError) as refused:
            name = field_refused(str(refused), body) if ticket.engine == Engine.COMPATIBLE else None
            if name is None or name in dropped:
                raise
            logger.warning("%s: the server refuses %s, it is left out from now on", ticket.model, name)
            door.dropped[ticket.model] = dropped | {name}
        except anthropic.APIConnectionError as broken:
            if isinstance(broken.__cause__, httpx2.HTTPError):
                raise
            raise Fault(ErrorCode.NETWORK, repr(broken.__cause__)) from broken


async def _post(door: _Door, ticket: Ticket, body: dict[str, Any]) -> httpx2.Response:
    read = max(ticket.first_token_seconds, ticket.gap_seconds) + 5
    response: Any = await door.client.post(
        "/v1/messages",
        cast_to=httpx2.Response,
        body=body,
        options={"timeout": _timeout(read)},
        stream=True,
        stream_cls=AsyncStream[object],
    )
    assert isinstance(response, httpx2.Response)  # noqa: S101 (what cast_to asks for; the stub promises a stream)
    return response
