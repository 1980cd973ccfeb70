"""The Messages API: one request in, one reply out, whatever carries them."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from routing.standin import control
from routing.standin.answering import DemoResponder, Responder, answered
from routing.standin.blocks import blocks_of, input_tokens
from routing.standin.cache import Account, PrefixCache
from routing.standin.catalogue import Model
from routing.standin.checks import check_count_request, check_length, check_message_request, checked_version
from routing.standin.content import Answer, Json
from routing.standin.errors import UnableToServe, error_body, refuse
from routing.standin.events import events_of
from routing.standin.faults import Fault, FaultQueue, body_fault, delay_of, head_fault, parsed, retry_after
from routing.standin.headroom import Headroom
from routing.standin.message import Message, answer_tokens, cut_at_sequence, cut_at_tokens
from routing.standin.models_api import model_list, model_retrieved
from routing.standin.reply import Reply, Send, json_reply
from routing.standin.tally import MessageWatcher, Tally

MAX_BODY = 32 * 1024 * 1024
FAULTED_TOKENS = 12
NOT_IN_A_WHOLE_REPLY = frozenset({"unknown-events"})
ERRORS_IN_A_STREAM = frozenset({"error-first", "error-mid"})


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; header names in lower case, `query` without the question mark."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    query: str = ""

    def parameters(self) -> dict[str, list[str]]:
        """The query; a list may be written `name[]=a&name[]=b` or `name=a&name=b`."""
        return {name.removesuffix("[]"): values for name, values in parse_qs(self.query).items()}


@dataclass(slots=True)
class Standin:
    """One workspace: its cache, its waiting faults, its tally and its rates. `clock` gives seconds since 1970."""

    responder: Responder = field(default_factory=DemoResponder)
    clock: Callable[[], float] = time.time
    chance: Callable[[], str] = lambda: secrets.token_hex(12)
    cache: PrefixCache = field(default_factory=PrefixCache)
    faults: FaultQueue = field(default_factory=FaultQueue)
    tally: Tally = field(default_factory=Tally)
    headroom: Headroom = field(default_factory=Headroom)

    async def respond(self, request: Request) -> Reply:
        """The reply to any request; refusals are replies too. What the responder raises is a bug and passes."""
        request_id = f"req_{self.chance()}"
        if request.path.startswith("/control/"):
            reply = self.controlled(request, request_id)
        else:
            reply = await self.served(request, request_id)
        reply.headers |= {**self.headroom.headers(self.clock()), "request-id": request_id, "x-candid-engine": "standin"}
        return reply

    def controlled(self, request: Request, request_id: str) -> Reply:
        """What a test tells and asks: not counted."""
        try:
            return control.controlled(request.method, request.path, request.body, self.faults, self.tally)
        except UnableToServe as error:
            return json_reply(error.status, error_body(error, request_id))

    async def served(self, request: Request, request_id: str) -> Reply:
        """A counted call of the Messages API."""
        fault: Fault | None = None
        self.tally.calls[request.path] += 1
        self.tally.hosts[request.headers.get("host", "")] += 1
        try:
            fault = self.fault_of(request)
            reply = await self.routed(request, fault, request_id)
        except UnableToServe as error:
            reply = json_reply(error.status, error_body(error, request_id), retry_after(fault))
        reply.delay = delay_of(fault)
        self.tally.statuses[str(reply.status)] += 1
        return reply

    def fault_of(self, request: Request) -> Fault | None:
        """The fault of the request's own header, else the next one waiting for a message."""
        wished = request.headers.get("x-standin-fault")
        if wished:
            return parsed(wished)[0]
        is_message = (request.method, request.path) == ("POST", "/v1/messages")
        return self.faults.take() if is_message else None

    async def routed(self, request: Request, fault: Fault | None, request_id: str) -> Reply:
        replaced = head_fault(fault) if fault else None
        if replaced is not None:
            return replaced
        check_key(request.headers)
        version = checked_version(request.headers.get("anthropic-version"))
        match request.method, request.path.split("/")[1:]:
            case "POST", ["v1", "messages"]:
                return await self.message_created(request, version, fault, request_id)
            case "POST", ["v1", "messages", "count_tokens"]:
                return tokens_counted(request, version)
            case "GET", ["v1", "models"]:
                return json_reply(200, model_list(request.parameters()))
            case "GET", ["v1", "models", name]:
                return json_reply(200, model_retrieved(name))
        raise UnableToServe(404, "Not Found")

    async def message_created(self, request: Request, version: str, fault: Fault | None, request_id: str) -> Reply:
        started_at = self.clock()
        body = parsed_body(request)
        model = check_message_request(body, version)
        blocks = blocks_of(body)
        check_length(sum(block.tokens(model.family) for block in blocks), model)
        account = self.cache.account(blocks, model=model, now=started_at)
        answer = await self.generated(body, len(request.body), fault)
        message = self.composed(body, model, answer, account, fault)
        reply = message_reply(message, model, fault, request_id, is_stream=bool(body.get("stream")))
        reply.watcher = MessageWatcher(self.cache, account, self.tally)
        self.tally.models[message.model] += 1
        self.headroom.book(account.usage, message.output_tokens, now=self.clock())
        return reply

    async def generated(self, body: Json, length: int, fault: Fault | None) -> Answer:
        """Nothing is generated for a request that only warms the cache."""
        if body["max_tokens"] == 0:
            return Answer((), "max_tokens")
        return await answered(self.responder, body, length=length, fault=fault)

    def composed(self, body: Json, model: Model, answer: Answer, account: Account, fault: Fault | None) -> Message:
        """The message within its limits, named after the model as the request named it."""
        limit = body["max_tokens"]
        if fault is not None and fault.name == "max-tokens":
            limit = int(fault.number(FAULTED_TOKENS))
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


def tokens_counted(request: Request, version: str) -> Reply:
    body = parsed_body(request)
    model = check_count_request(body, version)
    return json_reply(200, {"input_tokens": input_tokens(body, model.family)})


def message_reply(message: Message, model: Model, fault: Fault | None, request_id: str, *, is_stream: bool) -> Reply:
    """The message as a stream of events or as one document, with the faults of its body."""
    if is_stream:
        sends = list(events_of(message, model.family))
        headers = {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache"}
        return Reply(200, headers, body_fault(fault, sends, request_id))
    if fault is not None and fault.name in ERRORS_IN_A_STREAM:
        raise UnableToServe(529, "Overloaded")
    content = json.dumps(message.whole(), ensure_ascii=False).encode()
    steps = body_fault(
        None if fault is not None and fault.name in NOT_IN_A_WHOLE_REPLY else fault,
        [Send(content, message.output_tokens)],
        request_id,
    )
    return Reply(200, {"content-type": "application/json"}, steps)
