"""What the provider remembers of a route's shared text: the line about it on the card."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from routing.caching.rules import Band, band
from routing.decisions.figure_reads import WINDOW
from routing.decisions.reads import call_latest
from routing.gateway.engines import engine
from routing.models import Call, CallStatus, Route


@dataclass(frozen=True, slots=True)
class CacheState:
    """What the cache does for a route: the last prefix against the floor, and the counters of the last 30 days.

    `read_percent` is the share of all prompt tokens that were read from the cache; None where nothing was reported.
    """

    prefix: int | None
    floor: int
    band: Band | None
    read_percent: int | None


def cache_state(route: Route, now: datetime) -> CacheState:
    """Return how the shared prefix of a route stands to its model's floor, and what was read back."""
    floor = route.model.floor
    last = call_latest(route)
    prefix = last.prefix_tokens if last else None
    recent = Call.objects.filter(
        feature=route.feature,
        model=route.model,
        engine=engine(),
        status=CallStatus.DONE,
        started_at__gte=now - WINDOW,
    )
    sums = recent.aggregate(
        input=Sum("input_tokens"),
        write_5m=Sum("write_5m_tokens"),
        write_1h=Sum("write_1h_tokens"),
        read=Sum("read_tokens"),
    )
    prompt = sum(sums[name] or 0 for name in ("input", "write_5m", "write_1h", "read"))
    return CacheState(
        prefix=prefix,
        floor=floor,
        band=band(prefix, floor) if prefix is not None else None,
        read_percent=round(100 * sums["read"] / prompt) if sums["read"] is not None and prompt else None,
    )
