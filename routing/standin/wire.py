"""The Messages API: one request in, one reply out, whatever carries them.

It takes text and search results, system blocks, cache marks and an output schema; the rest is refused in plain words.
The API itself takes and checks more.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from routing.standin.blocks import blocks_of, content_blocks, input_tokens, output_schema
from routing.standin.cache import BY_ID, SECONDS_BY_TTL, Account, Model, PrefixCache
from routing.standin.content import Answer, Json, Responder, UnableToServe, error_body, refuse, responder_of
from routing.standin.message import Message, answer_tokens, cut_at_sequence, cut_at_tokens, events_of
from routing.standin.reply import Send, Watcher, WireReply, json_reply

MAX_BODY = 32 * 1024 * 1024
LENGTH_IN_THREAD = 24_000
"""Bytes of a request from which answering leaves the event loop: below, a thread hop costs more than the work."""


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; header names in lower case, `query` without the question mark."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    query: str = ""


@dataclass(slots=True)
class Standin:
    """One workspace: who answers, and its cache. `clock` gives seconds since 1970.

    A double for tests overrides one step of a call: `served`, `checked`, `counted`, `answered`, `limited`, `replied`.
    """

    responders: Sequence[Responder] = ()
    clock: Callable[[], float] = time.time
    chance: Callable[[], str] = lambda: secrets.token_hex(12)
    cache: PrefixCache = field(default_factory=PrefixCache)

    async def respond(self, request: Request) -> WireReply:
        """The reply to any request; refusals are replies too. What a responder raises is a bug and passes."""
        request_id = f"req_{self.chance()}"
        try:
            reply = await self.served(request, request_id)
        except UnableToServe as error:
            reply = json_reply(error.status, error_body(error, request_id))
        reply.headers |= {"request-id": request_id, "x-candid-engine": "standin"}
        return reply

    async def served(self, request: Request, request_id: str) -> WireReply:
        """The reply of one address of the API; raises `UnableToServe`."""
        check_key(request.headers)
        match request.method, request.path.split("/")[1:]:
            case "POST", ["v1", "messages"]:
                return await self.message_created(request, request_id)
            case "POST", ["v1", "messages", "count_tokens"]:
                body = parsed_body(request)
                return json_reply(200, {"input_tokens": input_tokens(body, self.counted(request, body).family)})
        raise UnableToServe(404, "Not Found")

    async def message_created(self, request: Request, request_id: str) -> WireReply:
        started_at = self.clock()
        body = parsed_body(request)
        model = self.checked(request, body)
        account = self.cache.account(blocks_of(body), model=model, now=started_at)
        answer = await self.answered(request, body)
        message = self.composed(body, model, answer, account, self.limited(request, body))
        reply = self.replied(request, message, model, is_stream=bool(body.get("stream")), request_id=request_id)
        reply.watcher = self.watcher(account)
        return reply

    def checked(self, request: Request, body: Json) -> Model:
        """The model of a request that can be answered; raises `UnableToServe`."""
        model = known_model(body)
        check_prompt(body)
        check_answerable(body)
        return model

    def counted(self, request: Request, body: Json) -> Model:
        """The model of a request whose tokens can be counted; raises `UnableToServe`."""
        model = known_model(body)
        check_prompt(body)
        return model

    async def answered(self, request: Request, body: Json) -> Answer:
        """The whole answer; nothing is generated for a request that only warms the cache."""
        if body["max_tokens"] == 0:
            return Answer((), "max_tokens")
        responder = responder_of(self.responders, body)
        if output_schema(body) is not None or len(request.body) > LENGTH_IN_THREAD:
            return await asyncio.to_thread(responder.answer, body)
        return responder.answer(body)

    def limited(self, request: Request, body: Json) -> int:
        """The most tokens of output."""
        limit: int = body["max_tokens"]
        return limit

    def composed(self, body: Json, model: Model, answer: Answer, account: Account, limit: int) -> Message:
        """The message within its limits, named after the model as the request named it."""
        answer, sequence = cut_at_sequence(answer, body.get("stop_sequences") or [])
        cut = cut_at_tokens(answer, limit, model.family)
        return Message(
            message_id=f"msg_{self.chance()}",
            model=body["model"],
            answer=cut,
            usage=account.usage,
            output_tokens=answer_tokens(cut, model.family),
            stop_sequence=sequence if cut.stop_reason == "stop_sequence" else None,
        )

    def replied(
        self, request: Request, message: Message, model: Model, *, is_stream: bool, request_id: str
    ) -> WireReply:
        """The message as a stream of events or as one document."""
        if is_stream:
            headers = {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache"}
            return WireReply(200, headers, list(events_of(message, model.family)))
        content = json.dumps(message.whole(), ensure_ascii=False).encode()
        return WireReply(200, {"content-type": "application/json"}, [Send(content, message.output_tokens)])

    def watcher(self, account: Account) -> Watcher:
        """What is told how far the reply came: the prefixes it wrote can be read once it has begun."""
        return CacheWatcher(self.cache, account)


@dataclass(slots=True)
class CacheWatcher(Watcher):
    """Enters what one message has written into the cache when its reply begins."""

    cache: PrefixCache
    account: Account

    def begun(self) -> None:
        self.cache.begin(self.account)


def check_key(headers: Mapping[str, str]) -> None:
    """Any key will do, as `x-api-key` or as a bearer token; none will not."""
    bearer = headers.get("authorization", "").removeprefix("Bearer").strip()
    if not headers.get("x-api-key") and not bearer:
        raise UnableToServe(401, "x-api-key header is required")


def parsed_body(request: Request) -> Json:
    if len(request.body) > MAX_BODY:
        raise UnableToServe(413, "Request exceeds the maximum size")
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise refuse("The request body is not valid JSON") from error
    if not isinstance(body, dict):
        raise refuse("Input should be a valid dictionary")
    return body


def known_model(body: Json) -> Model:
    """The model asked for: 400 without one, 404 if it is unknown."""
    name = body.get("model")
    if not isinstance(name, str):
        raise refuse("model: Field required")
    model = BY_ID.get(name)
    if model is None:
        raise UnableToServe(404, f"model: {name}")
    return model


NOT_DONE = ("tools", "tool_choice", "container", "mcp_servers", "context_management")


def check_answerable(body: Json) -> None:
    """Refuse a request without a limit, and what this stand-in does not do. Raises `UnableToServe` (400)."""
    limit = body.get("max_tokens")
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
        raise refuse("max_tokens: Input should be an integer greater than or equal to 0")
    for name in NOT_DONE:
        if body.get(name):
            raise refuse(f"{name}: this stand-in does not do this")
    thinking = body.get("thinking") or {}
    if not isinstance(thinking, dict) or thinking.get("type") == "enabled":
        raise refuse("thinking: this stand-in does not think; adaptive thinking is taken and not used")
    sequences = body.get("stop_sequences") or []
    if not isinstance(sequences, list) or not all(isinstance(sequence, str) for sequence in sequences):
        raise refuse("stop_sequences: Input should be a valid array of strings")


def check_prompt(body: Json) -> None:
    """Refuse what is no prompt of text and search results. Raises `UnableToServe` (400)."""
    check_format(body)
    check_mark(body, "cache_control")
    system = body.get("system") or []
    if not isinstance(system, str | list):
        raise refuse("system: Input should be a valid string or array")
    for at, block in enumerate(content_blocks(system)):
        check_text(block, f"system.{at}")
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise refuse("messages: at least one message is required")
    for at, turn in enumerate(messages):
        check_turn(turn, f"messages.{at}")


def check_format(body: Json) -> None:
    options = body.get("output_config") or {}
    wished = options.get("format") if isinstance(options, dict) else options
    if wished is None:
        return
    is_schema = isinstance(wished, dict) and wished.get("type") == "json_schema"
    if not is_schema or not isinstance(wished.get("schema"), dict):
        raise refuse("output_config.format: Input should be {'type': 'json_schema', 'schema': {...}}")


def check_turn(turn: Any, place: str) -> None:
    if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant"):
        raise refuse(f'{place}.role: Allowed roles are "user" or "assistant"')
    content = turn.get("content")
    if not isinstance(content, str | list):
        raise refuse(f"{place}.content: Input should be a valid string or array")
    for index, block in enumerate(content_blocks(content)):
        inner = f"{place}.content.{index}"
        if isinstance(block, dict) and block.get("type") == "search_result":
            check_search_result(block, inner)
        else:
            check_text(block, inner)


def check_search_result(block: Json, place: str) -> None:
    check_mark(block, f"{place}.cache_control")
    content = block.get("content")
    named = all(isinstance(block.get(name), str) for name in ("source", "title"))
    if not named or not isinstance(content, list) or not content:
        raise refuse(f"{place}.search_result: source, title and content are required")
    for index, part in enumerate(content):
        check_text(part, f"{place}.search_result.content.{index}")


def check_text(block: Any, place: str) -> None:
    if not isinstance(block, dict) or block.get("type") != "text":
        given = block.get("type") if isinstance(block, dict) else block
        raise refuse(f"{place}: this stand-in takes text and search results, not {given!r}")
    check_mark(block, f"{place}.cache_control")
    if not isinstance(block.get("text"), str) or not block["text"].strip():
        raise refuse(f"{place}.text: text content blocks must be non-empty")


def check_mark(block: Json, place: str) -> None:
    mark = block.get("cache_control")
    is_known = mark is None or (
        isinstance(mark, dict) and mark.get("type") == "ephemeral" and mark.get("ttl", "5m") in list(SECONDS_BY_TTL)
    )
    if not is_known:
        raise refuse(f"{place}: Input should be {{'type': 'ephemeral', 'ttl': '5m' or '1h'}}")
