"""Plain figures of many calls: percentiles and visits."""

from collections.abc import Iterable, Sequence
from math import ceil

SESSION_SECONDS = 1800.0


def percentile(values: Iterable[int], share: float) -> int | None:
    """Return the smallest value that at least this share of the values do not exceed (nearest rank). None = none."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


def session_count(calls: Sequence[tuple[str, float]], gap: float = SESSION_SECONDS) -> int:
    """Count sessions in (visitor, start in seconds) pairs, oldest first: a pause of half an hour begins a new one."""
    last: dict[str, float] = {}
    count = 0
    for visitor, at in calls:
        count += visitor not in last or at - last[visitor] >= gap
        last[visitor] = at
    return count
