"""What may be read of routes, prices and the ledger."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Sum

from routing.models import Call, CallStatus, LanguageModel, Price, Route
from routing.registry import Feature, feature_list
from routing.rules.cache import Band, band
from routing.rules.costs import Tier

_WINDOW = timedelta(days=30)


def route_get(feature: str) -> Route:
    """Return the route of a feature, its models joined. Raises Route.DoesNotExist before `load_catalogue` ran."""
    return Route.objects.select_related("model", "model__successor", "fallback").get(feature=feature)


def routes_all() -> list[Route]:
    """Return every route, its models joined, by feature."""
    return list(Route.objects.select_related("model", "model__successor", "fallback").order_by("feature"))


def features_unrouted() -> list[Feature]:
    """Return the registered features that have no route, and so are off."""
    routed = set(Route.objects.values_list("feature", flat=True))
    return [feature for feature in feature_list() if feature.key not in routed]


def prices_of(model: LanguageModel, on: date) -> list[Price]:
    """Return the price rows that hold on that day, one per tier, smallest tier first. Empty = unknown."""
    rows = Price.objects.filter(model=model, valid_from__lte=on).order_by("valid_from", "above_prompt_tokens")
    newest = {row.above_prompt_tokens: row for row in rows}
    return [newest[above] for above in sorted(newest)]


def route_refusal(model: LanguageModel, now: datetime) -> str:
    """Return why a model cannot serve a feature, in a sentence; "" = it can."""
    if model.lifecycle == LanguageModel.Lifecycle.RETIRED:
        return f"{model} is retired: the provider answers no call to it any more."
    if not prices_of(model, now.date()):
        return f"{model} has no price: no call to it could be bounded, so every one would be refused."
    return ""


def tier_of(price: Price) -> Tier:
    """Return a price row as the value that the rules reckon with."""
    return Tier(
        above=price.above_prompt_tokens,
        input=price.input_usd,
        output=price.output_usd,
        write_5m=price.write_5m_usd,
        write_1h=price.write_1h_usd,
        read=price.read_usd,
    )


def call_latest(route: Route) -> Call | None:
    """Return the newest call of a route with the model it has now."""
    calls = Call.objects.filter(feature=route.feature, model=route.model)
    return calls.order_by("-started_at", "-pk").first()


@dataclass(frozen=True, slots=True)
class CacheState:
    """What the cache does for a route: the last prefix against the floor, and the counters of the last 30 days.

    `read_percent` is the share of all prompt tokens that were read from the cache; None where nothing was reported.
    """

    prefix: int | None
    floor: int
    band: Band | None
    calls: int
    read_percent: int | None


def cache_state(route: Route, now: datetime) -> CacheState:
    """Return how the shared prefix of a route stands to its model's floor, and what was read back."""
    floor = route.model.observed_floor or route.model.cache_floor
    last = call_latest(route)
    prefix = last.prefix_tokens if last else None
    recent = Call.objects.filter(
        feature=route.feature, model=route.model, started_at__gte=now - _WINDOW, status=CallStatus.DONE
    )
    sums = recent.aggregate(
        calls=Count("pk"),
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
        calls=sums["calls"],
        read_percent=round(100 * sums["read"] / prompt) if sums["read"] is not None and prompt else None,
    )
