"""Calls as plain values, for everything that is summed up over many, and their figures: percentiles and sessions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, NamedTuple

from django.db.models import QuerySet

from routing.catalogue.rules import Tokens
from routing.models import Call
from routing.models.ledger import ANSWERED

SESSION_SECONDS = 1800.0


def percentile(values: Iterable[int], share: float) -> int | None:
    """Return the smallest value that at least this share of the values do not exceed (nearest rank). None = none."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle and the slow end of n measured values; None = nothing measured."""

    n: int = 0
    p50: int | None = None
    p95: int | None = None


def spread_of(values: Iterable[int | None]) -> Spread:
    """Measure the values that are known."""
    known = [value for value in values if value is not None]
    return Spread(len(known), percentile(known, 0.5), percentile(known, 0.95))


def who_asked(visitor: str, network: str, call: int) -> str:
    """Return whose session a call belongs to: a browser's, else a network's (no cookie), else its own."""
    return visitor or network or f"call {call}"


def session_count(calls: Sequence[tuple[str, float]], gap: float = SESSION_SECONDS) -> int:
    """Count sessions in (visitor, start in seconds) pairs, oldest first: a pause of half an hour begins a new one."""
    last: dict[str, float] = {}
    count = 0
    for visitor, at in calls:
        count += visitor not in last or at - last[visitor] >= gap
        last[visitor] = at
    return count


_COLUMNS = (
    "pk", "feature", "visitor", "network", "started_at", "model_id", "status", "ttft_ms", "total_ms", "input_tokens",
    "write_5m_tokens", "write_1h_tokens", "read_tokens", "output_tokens", "spent_microusd", "prefix_tokens",
    "prefix_sha256", "cache_ttl", "prompt_version", "corpus_version", "diagnostics",
)  # fmt: skip


class CallRow(NamedTuple):
    """One call. Times in milliseconds, `spent` in micro-dollars, lengths in tokens; None = not known.

    `prefix` is the shared part, `sha` its fingerprint, `ttl` the cache mark that was sent.
    """

    pk: int
    feature: str
    visitor: str
    network: str
    started_at: datetime
    model_id: int
    status: str
    ttft_ms: int | None
    total_ms: int | None
    input: int | None
    write_5m: int | None
    write_1h: int | None
    read: int | None
    output: int | None
    spent: int | None
    prefix: int | None
    sha: str
    ttl: str
    prompt_version: str
    corpus_version: str
    diagnostics: dict[str, Any] | None

    @property
    def at(self) -> float:
        """When it started, in seconds."""
        return self.started_at.timestamp()

    @property
    def written(self) -> int:
        """The tokens written to the cache."""
        return (self.write_5m or 0) + (self.write_1h or 0)

    @property
    def tokens(self) -> Tokens:
        """The five classes."""
        return Tokens(self.input, self.write_5m, self.write_1h, self.read, self.output)

    @property
    def prompt(self) -> int | None:
        """The whole prompt, caches included; None = not reported."""
        return None if self.input is None else self.tokens.prompt

    @property
    def is_answered(self) -> bool:
        """Whether it came to its last word."""
        return self.status in ANSWERED


def rows_of(calls: QuerySet[Call]) -> list[CallRow]:
    """Read calls in the order they are asked for. One query."""
    return [CallRow(*row) for row in calls.values_list(*_COLUMNS)]


def sessions_of(rows: Iterable[CallRow]) -> int:
    """Count the sessions of calls, oldest first."""
    return session_count([(who_asked(row.visitor, row.network, row.pk), row.at) for row in rows])


def read_percent(rows: Iterable[CallRow]) -> int | None:
    """Return the share of all prompt tokens that were read from the cache; None where nothing was reported."""
    told = [row for row in rows if row.read is not None]
    prompt = sum(row.tokens.prompt for row in told)
    return round(100 * sum(row.read or 0 for row in told) / prompt) if prompt else None
