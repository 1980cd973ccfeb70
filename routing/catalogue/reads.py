"""What may be read of models, prices and routes, and of what is left of the provider's own rate limits."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from routing.catalogue.rules import Tier
from routing.models import Call, Engine, Headroom, LanguageModel, Price, Route
from routing.models.headroom import Gauge
from routing.registry import Feature, feature_list


def route_get(feature: str) -> Route:
    """Return the route of a feature, its models joined. Raises Route.DoesNotExist before `load_catalogue` ran."""
    return routes_joined().get(feature=feature)


def routes_all() -> list[Route]:
    """Return every route, its models joined, by feature."""
    return list(routes_joined().order_by("feature"))


def routes_joined() -> QuerySet[Route]:
    """Return the routes with every model they name."""
    return Route.objects.select_related("model", "model__successor", "fallback")


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
        return f"{model} is retired: the provider no longer answers calls to it."
    if not prices_of(model, now.date()):
        return f"{model} has no price: without one the cost of a call has no limit, so every call would be refused."
    return ""


def tier_of(price: Price) -> Tier:
    """Return a price row as the value that the rules use."""
    return Tier(
        above=price.above_prompt_tokens,
        input=price.input_usd,
        output=price.output_usd,
        write_5m=price.write_5m_usd,
        write_1h=price.write_1h_usd,
        read=price.read_usd,
    )


def tiers_of(model: LanguageModel, on: date) -> list[Tier]:
    """Return the prices that hold on that day, as the rules use them, smallest tier first. Empty = unknown."""
    return [tier_of(price) for price in prices_of(model, on)]


def call_latest(route: Route) -> Call | None:
    """Return the newest call of a route with the model it has now."""
    calls = Call.objects.filter(feature=route.feature, model=route.model)
    return calls.order_by("-started_at", "-pk").first()


def exhausted_until(gauges: Iterable[Gauge], rests_until: datetime | None, now: datetime) -> datetime | None:
    """Return until when a call would only be answered with 429; None = one may go."""
    ends = [gauge.resets_at for gauge in gauges if gauge.remaining <= 0]
    if rests_until is not None:
        ends.append(rests_until)
    later = [end for end in ends if end > now]
    return max(later) if later else None


def headroom_end(*, model: LanguageModel, engine: Engine, now: datetime) -> datetime | None:
    """Return until when the provider takes no call of this model; None = it does, or nobody has heard otherwise."""
    row = None if engine.is_free else Headroom.objects.filter(model=model, engine=engine).first()
    if row is None:
        return None
    return exhausted_until([Gauge.of_json(kept) for kept in row.gauges], row.rests_until, now)
