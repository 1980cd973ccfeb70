"""What passes between a feature and the one door to the model: a prompt in, typed events out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from routing.models.headroom import Heard
from routing.models.ledger import CallStatus, Engine, ErrorCode

JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as keyed hashes: `visitor` of the signed cookie, `network` of the address prefix (salted by day)."""

    visitor: str
    network: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A request in Messages API form, without model, length or deadlines.

    Blocks that may carry a cache mark already do (`"cache_control": {"type": "ephemeral"}`): the client keeps, re-times
    or drops the marks as the route and the model's floor say. `prefix_*` speak of the shared part up to the first mark;
    tokens are estimates in the old tokenizer family. `input_tokens` estimates the whole prompt. `corpus_version` names
    the texts the prefix was built from. A turn of a conversation may say so, with the ledger row of the turn before:
    the provider is then asked why its cache missed, where a setting wants that.
    """

    system: Sequence[JsonObject]
    messages: Sequence[JsonObject]
    version: str
    prefix_sha256: str
    prefix_tokens: int
    input_tokens: int
    output_schema: JsonObject | None = None
    corpus_version: str = ""
    is_turn: bool = False
    after_call: int | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A granted call: money is reserved, the ledger row exists. Times in seconds.

    `cache_ttl` is the mark to send (5m, 1h, or nothing), `user` the opaque id told to the provider, `thinking` the
    `thinking.type` to send (empty = say nothing), `tokenizer` the family that counts an answer that broke off.
    `diagnoses` asks the provider about its cache, compared with `previous_message` (empty = the first turn).
    """

    call_id: int
    feature: str
    model: str
    engine: Engine
    capabilities: frozenset[str]
    cache_ttl: str
    max_output_tokens: int
    effort: str
    first_token_seconds: float
    gap_seconds: float
    total_seconds: float
    user: str = ""
    thinking: str = ""
    tokenizer: str = "old"
    diagnoses: bool = False
    previous_message: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts as reported. `read`/`write` None = the server did not report them (not the same as 0)."""

    input: int | None = None
    write_5m: int | None = None
    write_1h: int | None = None
    read: int | None = None
    output: int | None = None
    thinking: int | None = None


def usage_sum(counts: Sequence[Usage]) -> Usage:
    """Add up what several requests counted; what none of them reported stays unknown."""
    told = {each.name: [getattr(one, each.name) for one in counts] for each in fields(Usage)}
    known = {name: [count for count in column if count is not None] for name, column in told.items()}
    return Usage(**{name: sum(column) for name, column in known.items() if column})


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of answer text, belonging to content block `block`."""

    block: int
    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """The text of block `block` is supported by `quote`, found at `source` (the URL the prompt gave)."""

    block: int
    source: str
    title: str
    quote: str


Event = Text | Cited


@dataclass(slots=True)
class Outcome:
    """How a call ended; `Reply.outcome` is complete once the stream has ended, however it ended.

    `is_unbilled` = the provider certainly charged nothing (it refused before it began, or nothing left this machine).
    `breaches` is filled by the feature before the call is closed: how the answer broke its contract, `kind` or
    `kind:detail`. `diagnostics` is what the provider said of its cache: None = nothing, or not asked.
    `heard` is what the last response said of the provider's own limits, `model` the name of the model that answered.
    """

    status: CallStatus = CallStatus.CALLING
    error: ErrorCode | None = None
    stop_reason: str = ""
    usage: Usage = field(default_factory=Usage)
    is_estimated: bool = False
    ttft_ms: int | None = None
    total_ms: int | None = None
    attempts: int = 0
    request_id: str = ""
    text: str = ""
    is_unbilled: bool = False
    breaches: Sequence[str] = ()
    message_id: str = ""
    model: str = ""
    diagnostics: JsonObject | None = None
    heard: Heard | None = None


class UnableToAdmit(Exception):
    """A call was not granted: a rate, a cap or a concurrency limit. `message` is for the visitor.

    `code` is one of `rate_limited`, `budget_spent`, `busy`, `unavailable`; `retry_at` is an ISO time or None.
    """

    def __init__(self, code: str, message: str, retry_at: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_at = retry_at


class UnableToReply(Exception):
    """The model could not answer, or broke off. `message` is for the visitor; the outcome holds the rest."""

    def __init__(self, code: ErrorCode, message: str, retry_at: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_at = retry_at
