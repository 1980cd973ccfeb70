"""When a cache mark is worth sending, when padding pays, and what the usage counters say about it.

Under a model's floor the provider caches nothing and says nothing: a mark there only looks like a saving.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import ceil
from statistics import median

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


@dataclass(frozen=True, slots=True)
class Reading:
    """The counters of one marked call, in tokens: `prefix` is the expected shared part, `prompt` the whole."""

    prefix: int
    prompt: int
    write: int
    read: int
    turn: int = 0


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


def ttl_by_gaps(gaps_seconds: Sequence[float]) -> str:
    """Return the policy that fits how calls follow one another (seconds from start to start).

    Reads refresh an entry for free, so five minutes is cheapest while gaps stay below it; the hour costs double to
    write and pays from three calls an hour; beyond an hour neither is read. Empty = nothing to read, no cache.
    """
    if not gaps_seconds:
        return ""
    middle = median(gaps_seconds)
    if middle < 300:
        return "5m"
    return "1h" if middle <= 1200 else ""


def alarms(readings: Sequence[Reading]) -> frozenset[Alarm]:
    """Return what is unhealthy in a run of marked calls of one route within one TTL window, oldest first."""
    if not readings:
        return frozenset()
    found = set()
    if all(r.write == 0 and r.read == 0 for r in readings):
        found.add(Alarm.UNDER_FLOOR)
    later = readings[1:]
    if later and all(r.write >= 0.9 * r.prompt for r in later):
        found.add(Alarm.PREFIX_CHANGES)
    if _is_flat(readings):
        found.add(Alarm.HISTORY_REWRITTEN)
    is_late = len(later) > 1 and all(r.write > 0 and r.read < 0.8 * r.prefix for r in later)
    if is_late and Alarm.PREFIX_CHANGES not in found:
        found.add(Alarm.MARK_TOO_LATE)
    return frozenset(found)


def _is_flat(readings: Sequence[Reading]) -> bool:
    """Reads stay the same over three turns of one conversation while its history grows."""
    turns = [r for r in readings if r.turn > 0]
    if len(turns) < 3:
        return False
    is_growing = all(a.prompt < b.prompt for a, b in pairwise(turns))
    return is_growing and turns[0].read > 0 and len({r.read for r in turns}) == 1
