"""What the provider said is left of its own rate limits: as its response headers tell it, and as a row keeps it.

Headers by https://platform.claude.com/docs/en/api/rate-limits: `anthropic-ratelimit-<name>-limit|remaining|reset`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import models

from routing.models.catalogue import LanguageModel
from routing.models.ledger import Engine

_HEADER = re.compile(r"anthropic-ratelimit-([a-z-]+)-(limit|remaining|reset)")


@dataclass(frozen=True, slots=True)
class Gauge:
    """One limit of a window: `name` as in requests, input-tokens, output-tokens."""

    name: str
    limit: int
    remaining: int
    resets_at: datetime

    def as_json(self) -> dict[str, str | int]:
        """Return it as a row keeps it."""
        return {
            "name": self.name,
            "limit": self.limit,
            "remaining": self.remaining,
            "resets_at": self.resets_at.isoformat(),
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, str | int]) -> Self:
        """Read what a row keeps."""
        resets_at = datetime.fromisoformat(str(kept["resets_at"]))
        return cls(str(kept["name"]), int(kept["limit"]), int(kept["remaining"]), resets_at)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a response said of the provider's limits. `rests_until` = when a 429 allows the next call."""

    at: datetime
    gauges: tuple[Gauge, ...] = ()
    rests_until: datetime | None = None


def gauges_of(headers: Mapping[str, str]) -> tuple[Gauge, ...]:
    """Return the gauges of a response, by name. One that is not whole, or not readable, is left out."""
    parts: dict[str, dict[str, str]] = {}
    for header, value in headers.items():
        found = _HEADER.fullmatch(header.lower())
        if found:
            parts.setdefault(found[1], {})[found[2]] = value
    read = [_gauge(name, fields) for name, fields in sorted(parts.items())]
    return tuple(gauge for gauge in read if gauge is not None)


def _gauge(name: str, fields: Mapping[str, str]) -> Gauge | None:
    try:
        resets_at = datetime.fromisoformat(fields["reset"])
        gauge = Gauge(name, int(fields["limit"]), int(fields["remaining"]), resets_at)
    except (KeyError, ValueError):
        return None
    return gauge if resets_at.tzinfo is not None else None


class Headroom(models.Model):
    """The newest `anthropic-ratelimit-*` headers. Written by whichever node saw them, read by every node.

    `gauges` = [{"name", "limit", "remaining", "resets_at"}], times as ISO texts. `rests_until` is what a 429 asked for.
    """

    model = models.ForeignKey(LanguageModel, on_delete=models.CASCADE, related_name="headroom")
    engine = models.CharField(max_length=12, choices=Engine)
    gauges = models.JSONField(default=list)
    rests_until = models.DateTimeField(null=True, blank=True, help_text="Until then the provider takes no call.")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "engine"], name="headroom_once_a_model_and_engine")]
        verbose_name = "rate limit"

    def __str__(self) -> str:
        return f"headroom of {self.model} ({self.engine})"
