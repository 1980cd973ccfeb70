"""What the owner should look at: system checks of models, prices and prompt caches, and reasons to decide again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError
from django.utils import timezone

from routing.caching.reads import alarms_of
from routing.catalogue.reads import call_latest, prices_of, route_refusal, routes_all
from routing.decisions.ask_again import NOTICE
from routing.decisions.reads import cards
from routing.models import Call, ErrorCode, LanguageModel, Route
from routing.registry import feature_list

LIFECYCLE = frozenset({"routing.W002", "routing.W003", "routing.W007"})
_UNKNOWN_FOR = timedelta(days=1)


@register(Tags.caches)
def layer_check(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Several nodes share one database; what they tell each other must pass through Redis."""
    is_shared = "sqlite3" not in settings.DATABASES["default"]["ENGINE"]
    if not is_shared or settings.REDIS_URL:
        return []
    hint = "Write REDIS_URL into .env, or run one process only."
    return [Warning("Rate limits and live progress are not shared between processes.", hint=hint, id="routing.W001")]


@register(Tags.database)
def routes_check(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Look at every route: its model, its price, its cache. Warnings only: `migrate` asks too, and must go on."""
    try:
        return list(warnings(timezone.now())) if databases else []
    except DatabaseError:
        return []  # the tables are not made yet: this is the migration that makes them


def warnings(now: datetime) -> Iterator[CheckMessage]:
    """Yield what is wrong with the routes and with their newest calls."""
    routes = {route.feature: route for route in routes_all()}
    for feature in feature_list():
        if feature.key not in routes:
            hint = f"Run manage.py load_catalogue. The catalogue must have {feature.default_model}."
            yield Warning(f"{feature.name} has no route: it is off.", hint=hint, id="routing.W005")
    for route in routes.values():
        yield from _lifecycle(route, now.date())
        if not prices_of(route.model, now.date()):
            hint = "Add a price to the model in the admin (0 for a model that costs nothing)."
            yield Warning(f"{route.model} has no price: {route.feature} refuses to run.", hint=hint, id="routing.W006")
        yield from _floor(route)
        yield from _unknown(route, now)
        yield from _alarms(route, now)
        if route.fallback is not None and (refusal := route_refusal(route.fallback, now)):
            hint = f"Choose another fallback for {route.feature}, or none."
            yield Warning(f"The fallback of {route.feature} cannot answer: {refusal}", hint=hint, id="routing.W010")


def _alarms(route: Route, now: datetime) -> Iterator[CheckMessage]:
    hint = "See the cache doctor in the admin, which lists the calls."
    for finding in alarms_of(route, now):
        yield Warning(f"{route.feature}: {finding.words}", hint=hint, id="routing.W020")


def _lifecycle(route: Route, today: date) -> Iterator[CheckMessage]:
    model = route.model
    successor = model.successor.api_id if model.successor else "another model"
    hint = f"Choose {successor} for {route.feature} in the admin."
    if model.lifecycle == LanguageModel.Lifecycle.RETIRED:
        yield Warning(f"{model} is retired: {route.feature} cannot run.", hint=hint, id="routing.W007")
    elif model.lifecycle == LanguageModel.Lifecycle.DEPRECATED:
        until = f" and ends on {model.retires_on}" if model.retires_on else ""
        yield Warning(f"{model} is deprecated{until}.", hint=hint, id="routing.W002")
    elif model.retires_on and model.retires_on <= today + NOTICE:
        yield Warning(f"{model} may be retired any time from {model.retires_on}.", hint=hint, id="routing.W003")


def _floor(route: Route) -> Iterator[CheckMessage]:
    call = call_latest(route)
    floor = route.model.floor
    if route.cache != "off" and call and not call.cache_ttl and (call.prefix_tokens or 0) < floor:
        hint = "Write more pages, switch padding on for the route, or choose a model with a lower cache floor."
        text = f"{route.feature}: the shared prefix ({call.prefix_tokens} tokens) is under the cache floor of {floor}."
        yield Warning(text, hint=hint, id="routing.W004")


def _unknown(route: Route, now: datetime) -> Iterator[CheckMessage]:
    """The provider said, within a day, that it does not know the model."""
    calls = Call.objects.filter(feature=route.feature, model=route.model, started_at__gte=now - _UNKNOWN_FOR)
    if calls.filter(error_code=ErrorCode.NOT_FOUND_MODEL).exists():
        hint = "Check its API id for a typing error, run manage.py sync_models, or choose another model."
        text = f"The provider does not know {route.model}: {route.feature} fails on it."
        yield Warning(text, hint=hint, id="routing.W009")


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence, what to do about it, and the route it is about (None = none in particular)."""

    words: str
    todo: str
    route_id: int | None = None


def notices(now: datetime) -> list[Notice]:
    """Return what to look at. The end of a model is left to the cards, which know what the owner decided about it."""
    found = [
        Notice(str(message.msg), str(message.hint or "")) for message in warnings(now) if message.id not in LIFECYCLE
    ]
    asked = [(card, condition) for card in cards(now) for condition in card.asked_again]
    for card, condition in asked:
        words = f"{card.feature.name}: {condition.words}"
        todo = f"{condition.found[:1].upper()}{condition.found[1:]}." if condition.found else ""
        found.append(Notice(words, todo, card.route.pk if card.route else None))
    return found
