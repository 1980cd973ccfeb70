"""Faults on demand: what the network, the API and the model do on bad days, by name.

A fault is written `name`, `name:argument` or `name*times` (`529*2`, `429:30`, `hang-mid:5*3`).
"""

from __future__ import annotations

import asyncio
import math
import re
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, cycle

from routing.standin.content import UnableToServe
from routing.standin.message import PING, event
from routing.standin.reply import Breakage, ConnectionBroken, Send, WireReply

SPEND_LIMIT = "enforced_spend_limit_reached"
STATUS_FAULTS = {
    "401": (401, "invalid x-api-key", ""),
    "402": (402, "Your organization has an unpaid invoice.", ""),
    "403": (403, "Your API key does not have permission to use the specified resource.", ""),
    "404": (404, "model: not available", ""),
    "413": (413, "Request exceeds the maximum size", ""),
    "500": (500, "Internal server error", ""),
    "529": (529, "Overloaded", ""),
    "credit": (400, "Your credit balance is too low to access the Anthropic API.", ""),
    "too-long": (400, "prompt is too long: 1000001 tokens > 1000000 maximum", ""),
    "spend": (429, "You have reached your specified API usage limits.", SPEND_LIMIT),
    "429": (429, "This request would exceed your organization's rate limit.", ""),
}
"""Status, message, error code."""

BODY_FAULTS = frozenset(
    {
        "hang-mid", "pings", "pings-mid", "reset", "cut", "eof", "error-first", "error-mid", "malformed",
        "unknown-events",
    }
)  # fmt: skip
ANSWER_FAULTS = frozenset(
    {
        "refusal", "max-tokens", "empty", "json-truncated", "json-prose", "json-enum", "json-missing", "json-extra",
        "flattering",
    }
)  # fmt: skip
NUMERIC = frozenset({"429", "spend", "hang", "hang-mid", "pings", "pings-mid", "max-tokens"})
NUMBER = re.compile(r"\d+(\.\d+)?")
NAMES = frozenset(STATUS_FAULTS) | BODY_FAULTS | ANSWER_FAULTS | {"502", "307", "hang"}

HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
MALFORMED = Send(b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":\n\n')
UNKNOWN_EVENT = event({"type": "thread_hint", "hint": {"mood": "calm"}})
DELTAS_BEFORE = 3
PING_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault for one call. `argument`: seconds, deltas, tokens, an error type or a URL, as the name takes it."""

    name: str
    argument: str = ""

    def number(self, default: float) -> float:
        return float(self.argument) if self.argument else default


def parsed(text: str) -> tuple[Fault, int]:
    """Read `name[:argument][*times]`; raise `UnableToServe` (400) if there is no such fault."""
    head, _, times = text.strip().rpartition("*") if "*" in text else (text.strip(), "", "1")
    name, _, argument = head.partition(":")
    is_readable = name not in NUMERIC or not argument or NUMBER.fullmatch(argument)
    if name not in NAMES or not times.isdigit() or not is_readable:
        raise UnableToServe(400, f"x-standin-fault: no fault is called {text!r}; there are {', '.join(sorted(NAMES))}")
    return Fault(name, argument), int(times)


@dataclass(frozen=True, slots=True)
class Wait:
    """Silence, in seconds; `math.inf` = for ever."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Break:
    """The connection ends here, wrongly."""

    how: Breakage


Step = Send | Wait | Break


@dataclass(slots=True)
class FaultyReply(WireReply):
    """A reply whose head comes late by `delay` seconds (`math.inf` = never) and whose body goes through `steps`."""

    delay: float = 0.0
    steps: Iterable[Step] | None = None

    async def due(self) -> None:
        await asyncio.sleep(self.delay)

    async def parts(self) -> AsyncGenerator[Send, None]:
        for step in self.sends if self.steps is None else self.steps:
            if isinstance(step, Wait):
                await asyncio.sleep(step.seconds)
            elif isinstance(step, Break):
                raise ConnectionBroken(step.how)
            else:
                yield step


@dataclass(slots=True)
class FaultQueue:
    """Faults that wait for the next calls to `/v1/messages`, first in, first out."""

    waiting: deque[Fault] = field(default_factory=deque)

    def add(self, *texts: str) -> None:
        for text in texts:
            fault, times = parsed(text)
            self.waiting.extend([fault] * times)

    def take(self) -> Fault | None:
        return self.waiting.popleft() if self.waiting else None


def head_fault(fault: Fault) -> WireReply | None:
    """The reply that takes the place of an answer; None for faults that strike later. Raises for error statuses."""
    match fault.name:
        case "502":
            return WireReply(502, {"content-type": "text/html"}, [Send(HTML)])
        case "307":
            return WireReply(307, {"location": fault.argument or "http://elsewhere.invalid/v1/messages"}, [])
        case name if name in STATUS_FAULTS:
            status, message, error_code = STATUS_FAULTS[name]
            raise UnableToServe(status, message, error_code=error_code)
    return None


def delay_of(fault: Fault | None) -> float:
    """Seconds before the head of the reply: for ever, if `hang` names none."""
    return fault.number(math.inf) if fault is not None and fault.name == "hang" else 0.0


def retry_after(fault: Fault | None) -> dict[str, str]:
    """The header a 429 comes with: its argument in seconds, 1 by default."""
    if fault is None or fault.name not in {"429", "spend"}:
        return {}
    return {"retry-after": fault.argument or "1"}


def body_fault(fault: Fault | None, sends: Sequence[Send], request_id: str) -> Iterable[Step]:
    """The steps of a stream with the fault in it, after a few text deltas where it strikes in the middle."""
    if fault is None or fault.name not in BODY_FAULTS:
        return sends
    at = place_of_delta(sends, int(fault.number(DELTAS_BEFORE)) if fault.name == "hang-mid" else DELTAS_BEFORE)
    before, after = sends[:at], sends[at:]
    failure = error_event(fault.argument or "overloaded_error", "Overloaded", request_id)
    match fault.name:
        case "hang-mid":
            return [*before, Wait(math.inf)]
        case "pings":
            return pings(fault.number(PING_SECONDS))
        case "pings-mid":
            return chain(before, pings(fault.number(PING_SECONDS)))
        case "reset":
            return [*before, Break("reset")]
    return quick_body_fault(fault.name, before, after, failure)


def quick_body_fault(name: str, before: Sequence[Send], after: Sequence[Send], failure: Send) -> list[Step]:
    """The faults of a body that ends by itself."""
    match name:
        case "cut":
            return [*before, Send(after[0].body[: len(after[0].body) // 2]), Break("cut")]
        case "error-first":
            return [failure]
        case "error-mid":
            return [*before, failure]
        case "malformed":
            return [*before, MALFORMED, *after]
        case "unknown-events":
            return [UNKNOWN_EVENT, *before, UNKNOWN_EVENT, *after[:-1], UNKNOWN_EVENT, after[-1]]
        case _:
            return [*before]


def pings(seconds: float) -> Iterator[Step]:
    return cycle((PING, Wait(seconds)))


def place_of_delta(sends: Sequence[Send], deltas: int) -> int:
    """The index just after so many text deltas, or before the last event if there are fewer."""
    places = [at for at, send in enumerate(sends) if send.tokens]
    return places[deltas - 1] + 1 if 0 < deltas <= len(places) else len(sends) - 1


def error_event(kind: str, message: str, request_id: str) -> Send:
    """An error after the head is out: the stream ends with it."""
    error = {"type": kind, "message": message}
    return event({"type": "error", "error": error, "request_id": request_id})
