"""Calls as plain values, for everything that is summed up over many: rows of a model would cost ten times as much."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from routing.decisions.spans import session_count, who_asked
from routing.ledger.costs import Tokens
from routing.models import Call
from routing.models.ledger import ANSWERED

_COLUMNS = (
    "pk", "feature", "visitor", "network", "started_at", "model_id", "status", "ttft_ms", "total_ms", "input_tokens",
    "write_5m_tokens", "write_1h_tokens", "read_tokens", "output_tokens", "spent_microusd", "prefix_tokens",
    "prefix_sha256",
)  # fmt: skip


class CallRow(NamedTuple):
    """One call. Times in milliseconds, `spent` in micro-dollars, lengths in tokens; None = not known."""

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
    return session_count([(who_asked(row.visitor, row.network, row.pk), row.started_at.timestamp()) for row in rows])
