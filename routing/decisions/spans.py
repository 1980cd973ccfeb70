"""Plain figures of many calls: percentiles and visits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

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
