"""When a cache mark is worth sending, when padding pays, and the names of what can be wrong.

Under a model's floor the provider caches nothing and says nothing: a mark there only looks like a saving.
"""

from enum import StrEnum
from math import ceil

_LIKELY, _SURE = 0.8, 1.25


class Band(StrEnum):
    """How an estimated prefix stands to a floor; estimates are good to about ±20 %."""

    TOO_SHORT = "too_short"
    LIKELY = "likely"
    SURE = "sure"


class Alarm(StrEnum):
    """The four unhealthy signatures of the usage counters, and a prefix that changes by accident."""

    UNDER_FLOOR = "under_floor"
    PREFIX_CHANGES = "prefix_changes"
    HISTORY_REWRITTEN = "history_rewritten"
    MARK_TOO_LATE = "mark_too_late"
    ACCIDENT = "accident"


def band(tokens: int, floor: int, *, is_counted: bool = False) -> Band:
    """Return whether a prefix clears a floor: exact for a counted prefix, in three bands for an estimated one."""
    if is_counted:
        return Band.SURE if tokens >= floor else Band.TOO_SHORT
    if tokens >= _SURE * floor:
        return Band.SURE
    return Band.LIKELY if tokens >= _LIKELY * floor else Band.TOO_SHORT


def mark_ttl(*, policy: str, prefix: int, floor: int, has_cache: bool) -> str:
    """Return the mark to send: 5m, 1h, or nothing where the prefix is too short or the server has no cache."""
    if policy not in {"5m", "1h"} or not has_cache or band(prefix, floor) is Band.TOO_SHORT:
        return ""
    return policy


def padding_calls(prefix: int, floor: int) -> int | None:
    """Return from how many calls per TTL window padding to the floor costs less than sending the prefix plain.

    N* = 1.15·F / (P − 0.1·F): one write at 1.25 and reads at 0.1 of F tokens, against N times P at full price.
    0 when nothing needs padding; None when padding never pays (P ≤ 0.1·F).
    """
    if prefix >= floor:
        return 0
    gain = prefix - 0.1 * floor
    return ceil(1.15 * floor / gain) if gain > 0 else None
