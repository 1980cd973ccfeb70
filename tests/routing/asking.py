"""Shorthands: a ticket and a prompt without a database, and one question asked to its end."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from routing.gateway.client import stream
from routing.gateway.messages import Caller, Event, Outcome, Prompt, Ticket, UnableToReply
from routing.ledger.admission import call_open
from routing.models import Engine

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CALLER = Caller(visitor="v" * 32, network="n" * 32)
ALL = frozenset({"cache", "citations", "structured_outputs", "effort", "count_tokens"})


def ticket_of(**changes: Any) -> Ticket:
    fields: dict[str, Any] = {
        "call_id": 1,
        "feature": "ask-ai",
        "model": "claude-haiku-4-5",
        "engine": Engine.API,
        "capabilities": ALL,
        "cache_ttl": "5m",
        "max_output_tokens": 700,
        "effort": "",
        "first_token_seconds": 5,
        "gap_seconds": 5,
        "total_seconds": 10,
        "user": "hash-of-a-visitor",
    }
    return Ticket(**{**fields, **changes})


def prompt_of(**changes: Any) -> Prompt:
    fields: dict[str, Any] = {
        "system": [{"type": "text", "text": "Answer briefly."}],
        "messages": [{"role": "user", "content": [{"type": "text", "text": "How many interviews?"}]}],
        "version": "v1",
        "prefix_sha256": "0" * 64,
        "prefix_tokens": 5_000,
        "input_tokens": 5_100,
    }
    return Prompt(**{**fields, **changes})


def opened(now: datetime = NOW, caller: Caller = CALLER, **changes: Any) -> Ticket:
    """A call of the chat that was granted and has begun."""
    return call_open(feature="ask-ai", prompt=prompt_of(**changes), caller=caller, now=now, begin=True)


@dataclass
class Asked:
    """What came of a question."""

    outcome: Outcome
    events: list[Event] = field(default_factory=list)
    failure: UnableToReply | None = None


async def ask(ticket: Ticket | None = None, prompt: Prompt | None = None) -> Asked:
    """Ask and read to the end, however it ends."""
    events: list[Event] = []
    failure = None
    async with stream(ticket or ticket_of(), prompt or prompt_of()) as reply:
        try:
            async for event in reply:
                events.append(event)
        except UnableToReply as unable:
            failure = unable
    return Asked(reply.outcome, events, failure)
