"""Routes and the record of why: a route changes only together with a decision."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from routing.models import Comparison, Decision, LanguageModel, Route
from routing.registry import Feature, feature_get, feature_list
from routing.rules.framework import recommend

_ASK_AGAIN = [
    "Marks on real answers propose another model.",
    "The model is deprecated, or its retirement is less than 60 days away.",
    "A price changes, or a successor of the same line appears.",
]
_WATCHED = (
    "model",
    "fallback",
    "cache",
    "pad",
    "max_output_tokens",
    "effort",
    "first_token_seconds",
    "gap_seconds",
    "total_seconds",
    "daily_cap_usd",
    "daily_cap_calls",
    "is_enabled",
)


def routes_ensure(*, now: datetime) -> int:
    """Give every registered feature its route and first decision; return how many were made."""
    return sum(_route_ensure(feature, now) for feature in feature_list())


def route_change(*, route: Route, reason: str, now: datetime, by: User | None = None) -> Decision | None:
    """Save an edited route and write the decision; None when nothing has changed. `reason` may be empty."""
    with transaction.atomic():
        before = Route.objects.select_related("model", "fallback").get(pk=route.pk)
        changes = [
            f"{name.replace('_', ' ')}: {getattr(before, name)} → {getattr(route, name)}"
            for name in _WATCHED
            if getattr(before, name) != getattr(route, name)
        ]
        if not changes:
            return None
        route.save()
        return _decide(route, reason=reason or "Changed by the owner.", change="; ".join(changes), now=now, by=by)


def decision_add(*, comparison: Comparison, reason: str, now: datetime, by: User | None = None) -> Decision | None:
    """Write what a comparison found onto the card of its feature; the route itself stays. None without a route."""
    route = Route.objects.select_related("model").filter(feature=comparison.feature).first()
    if route is None:
        return None
    change = "Compared; the route stays as it is."
    with transaction.atomic():
        decision = _decide(route, reason=reason, change=change, now=now, by=by)
        decision.comparison = comparison
        decision.save(update_fields=["comparison"])
    return decision


def _route_ensure(feature: Feature, now: datetime) -> bool:
    if Route.objects.filter(feature=feature.key).exists():
        return False
    with transaction.atomic():
        route = Route.objects.create(
            feature=feature.key,
            model=LanguageModel.objects.get(api_id=feature.default_model),
            cache=feature.default_cache,
            max_output_tokens=feature.max_output_tokens,
            effort=feature.effort,
            first_token_seconds=feature.first_token_seconds,
            gap_seconds=feature.gap_seconds,
            total_seconds=feature.total_seconds,
            daily_cap_usd=Decimal(feature.daily_cap_usd),
            daily_cap_calls=feature.daily_cap_calls,
        )
        _decide(route, reason=feature.reason, change="First route.", now=now, by=None)
    return True


def _decide(route: Route, *, reason: str, change: str, now: datetime, by: User | None) -> Decision:
    answers, size = _answers(route.feature)
    return Decision.objects.create(
        route=route,
        model=route.model,
        answers=answers,
        recommendation=size,
        reason=reason,
        ask_again=_ASK_AGAIN,
        change=change,
        decided_at=now,
        decided_by=by,
    )


def _answers(key: str) -> tuple[dict[str, Any], str]:
    """Return the five declared answers as JSON, and what they recommend."""
    try:
        answers = feature_get(key).answers
    except KeyError:
        return {}, ""
    return asdict(answers), recommend(answers).size.value
