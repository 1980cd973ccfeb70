"""How calls follow one another, and what the cache makes of it. All times in seconds, from start to start.

The clock of an entry starts when a request starts, and a read starts it anew for free.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median

from routing.ledger.costs import Tier

SECONDS = {"5m": 300.0, "1h": 3600.0}


@dataclass(frozen=True, slots=True)
class Gaps:
    """What lies between calls: how many calls, the middle gap (None with fewer than two), and calls per lifetime."""

    calls: int
    middle: float | None
    per_5m: float | None
    per_1h: float | None

    def per(self, ttl: str) -> float | None:
        """Return the calls per lifetime of an entry; None for no cache or nothing measured."""
        return {"5m": self.per_5m, "1h": self.per_1h}.get(ttl)


@dataclass(frozen=True, slots=True)
class Policies:
    """What sending one prefix cost over a run of calls under each policy, in micro-dollars, and the cheapest."""

    off: Decimal
    five: Decimal
    hour: Decimal

    @property
    def best(self) -> str:
        """The cheapest policy; a tie goes to the simpler one."""
        costs = {"off": self.off, "5m": self.five, "1h": self.hour}
        return min(costs, key=lambda name: costs[name])


def is_warm(starts: Sequence[float], lifetime: float) -> list[bool]:
    """Return, for each start in order, whether an entry made or read by the call before is still alive."""
    return [False, *(later - earlier < lifetime for earlier, later in pairwise(starts))][: len(starts)]


def window_calls(starts: Sequence[float], lifetime: float) -> float | None:
    """Return how many calls one written entry serves on average, the writing one included. None without calls."""
    warm = is_warm(starts, lifetime)
    return len(warm) / warm.count(False) if warm else None


def gaps_of(starts: Sequence[float]) -> Gaps:
    """Measure a run of starts, oldest first."""
    between = [later - earlier for earlier, later in pairwise(starts)]
    return Gaps(
        calls=len(starts),
        middle=median(between) if between else None,
        per_5m=window_calls(starts, SECONDS["5m"]),
        per_1h=window_calls(starts, SECONDS["1h"]),
    )


def policies_of(starts: Sequence[float], prefix: int, tier: Tier) -> Policies:
    """Price one prefix over a run of starts: plain, five minutes, one hour."""
    return Policies(
        off=len(starts) * prefix * tier.input,
        five=_cached(is_warm(starts, SECONDS["5m"]), prefix, tier.write_5m, tier.read),
        hour=_cached(is_warm(starts, SECONDS["1h"]), prefix, tier.write_1h, tier.read),
    )


def _cached(warm: Sequence[bool], prefix: int, write: Decimal, read: Decimal) -> Decimal:
    return prefix * (warm.count(False) * write + warm.count(True) * read)
