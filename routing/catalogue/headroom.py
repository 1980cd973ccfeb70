"""The provider's own rate limits as its response headers tell them: what is left, and until when nothing is.

Headers by https://platform.claude.com/docs/en/api/rate-limits: `anthropic-ratelimit-<name>-limit|remaining|reset`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

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


def exhausted_until(gauges: Iterable[Gauge], rests_until: datetime | None, now: datetime) -> datetime | None:
    """Return until when a call would only be answered with 429; None = one may go."""
    ends = [gauge.resets_at for gauge in gauges if gauge.remaining <= 0]
    if rests_until is not None:
        ends.append(rests_until)
    later = [end for end in ends if end > now]
    return max(later) if later else None


def _gauge(name: str, fields: Mapping[str, str]) -> Gauge | None:
    try:
        resets_at = datetime.fromisoformat(fields["reset"])
        gauge = Gauge(name, int(fields["limit"]), int(fields["remaining"]), resets_at)
    except (KeyError, ValueError):
        return None
    return gauge if resets_at.tzinfo is not None else None
