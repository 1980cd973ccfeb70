"""The stand-in as tests want it: as strict as the API, failing on demand, counting what was asked and sent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

from routing.standin.blocks import input_tokens, output_schema
from routing.standin.cache import Account, Model
from routing.standin.content import Answer, Json, Piece, UnableToServe, error_body
from routing.standin.message import Message
from routing.standin.reply import Watcher, WireReply, json_reply
from routing.standin.wire import Request, Standin, check_key
from tests.wire.checks import check_count_request, check_length, check_message_request, checked_version
from tests.wire.control import controlled
from tests.wire.faults import (
    Fault,
    FaultQueue,
    FaultyReply,
    body_fault,
    delay_of,
    head_fault,
    parsed,
    retry_after,
)
from tests.wire.headroom import PlayedHeadroom
from tests.wire.mischief import flattering, with_an_extra_field, with_wrong_word, without_a_field
from tests.wire.models_api import model_list, model_retrieved
from tests.wire.tally import MessageWatcher, Tally

REFUSAL = Answer((Piece("I can't help with that."),), "refusal")
FAULTED_TOKENS = 12
NOT_IN_A_WHOLE_REPLY = frozenset({"unknown-events"})
ERRORS_IN_A_STREAM = frozenset({"error-first", "error-mid"})
CHANGES = {
    "flattering": flattering,
    "json-enum": with_wrong_word,
    "json-missing": without_a_field,
    "json-extra": with_an_extra_field,
}
NO_FAULT = Fault("")


@dataclass(frozen=True, slots=True)
class FaultyRequest(Request):
    """A request and the fault that strikes its reply."""

    fault: Fault = NO_FAULT


def fault_of(request: Request) -> Fault:
    return request.fault if isinstance(request, FaultyRequest) else NO_FAULT


@dataclass
class Double(Standin):
    """A stand-in with waiting faults and a tally. It takes all that the API takes and refuses what the API refuses."""

    faults: FaultQueue = field(default_factory=FaultQueue)
    tally: Tally = field(default_factory=Tally)
    headroom: PlayedHeadroom = field(default_factory=PlayedHeadroom)

    async def respond(self, request: Request) -> WireReply:
        reply = await super().respond(request)
        reply.headers |= self.headroom.headers(self.clock())
        return reply

    async def served(self, request: Request, request_id: str) -> WireReply:
        if request.path.startswith("/control/"):
            return controlled(request.method, request.path, request.body, self.faults, self.tally)
        fault = NO_FAULT
        self.tally.calls[request.path] += 1
        self.tally.hosts[request.headers.get("host", "")] += 1
        try:
            fault = self.taken(request)
            reply = await self.faulty(request, fault, request_id)
        except UnableToServe as error:
            reply = json_reply(error.status, error_body(error, request_id), retry_after(fault))
        self.tally.statuses[str(reply.status)] += 1
        steps = reply.steps if isinstance(reply, FaultyReply) else None
        return FaultyReply(reply.status, reply.headers, reply.sends, reply.watcher, delay_of(fault), steps)

    async def faulty(self, request: Request, fault: Fault, request_id: str) -> WireReply:
        replaced = head_fault(fault)
        if replaced is not None:
            return replaced
        check_key(request.headers)
        checked_version(request.headers.get("anthropic-version"))
        match request.method, request.path.split("/")[1:]:
            case "GET", ["v1", "models"]:
                return json_reply(200, model_list(request.query))
            case "GET", ["v1", "models", name]:
                return json_reply(200, model_retrieved(name))
        struck = FaultyRequest(request.method, request.path, request.headers, request.body, request.query, fault)
        return await super().served(struck, request_id)

    def taken(self, request: Request) -> Fault:
        """The fault of the request's own header, else the next one waiting for a message."""
        wished = request.headers.get("x-standin-fault")
        if wished:
            return parsed(wished)[0]
        is_message = (request.method, request.path) == ("POST", "/v1/messages")
        return (self.faults.take() if is_message else None) or NO_FAULT

    def checked(self, request: Request, body: Json) -> Model:
        model = check_message_request(body, request.headers["anthropic-version"])
        check_length(input_tokens(body, model.family), model)
        return model

    def counted(self, request: Request, body: Json) -> Model:
        return check_count_request(body, request.headers["anthropic-version"])

    async def answered(self, request: Request, body: Json) -> Answer:
        match fault_of(request).name:
            case "refusal":
                return REFUSAL
            case "empty":
                return Answer(())
        answer = await super().answered(request, body)
        schema = output_schema(body)
        return answer if schema is None else spoilt(answer, schema, fault_of(request))

    def limited(self, request: Request, body: Json) -> int:
        fault = fault_of(request)
        return int(fault.number(FAULTED_TOKENS)) if fault.name == "max-tokens" else super().limited(request, body)

    def replied(
        self, request: Request, message: Message, model: Model, *, is_stream: bool, request_id: str
    ) -> WireReply:
        self.tally.models[message.model] += 1
        self.headroom.book(message.usage, message.output_tokens, now=self.clock())
        fault = fault_of(request)
        reply = super().replied(request, message, model, is_stream=is_stream, request_id=request_id)
        if not is_stream and fault.name in ERRORS_IN_A_STREAM:
            raise UnableToServe(529, "Overloaded")
        if not is_stream and fault.name in NOT_IN_A_WHOLE_REPLY:
            return reply
        steps = body_fault(fault, list(reply.sends), request_id)
        return FaultyReply(reply.status, reply.headers, reply.sends, steps=steps)

    def watcher(self, account: Account) -> Watcher:
        return MessageWatcher(self.cache, account, self.tally)


def spoilt(answer: Answer, schema: Json, fault: Fault) -> Answer:
    """A document with the fault in it: other words, cut off, or wrapped in talk."""
    text = "".join(piece.text for piece in answer.pieces)
    if fault.name in CHANGES:
        changed = CHANGES[fault.name](json.loads(text), schema)
        text = json.dumps(changed, ensure_ascii=False, separators=(",", ":"))
    return replace(answer, pieces=(Piece(misprinted(text, fault)),))


def misprinted(text: str, fault: Fault) -> str:
    match fault.name:
        case "json-truncated":
            return text[: len(text) * 2 // 3]
        case "json-prose":
            return (
                f"Here is the assessment you asked for:\n\n```json\n{text}\n```\n\nLet me know if I can help further."
            )
    return text
