"""Routes and the record of why: a route changes only together with a decision."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from routing.catalogue.reads import route_refusal
from routing.decisions.ask_again import conditions_make
from routing.decisions.reads import DecisionCard, card_of, visits_measure
from routing.models import Comparison, Decision, LanguageModel, Route
from routing.registry import Feature, feature_get, feature_list

_WATCHED = (
    "model", "fallback", "cache", "pad", "max_output_tokens", "effort", "first_token_seconds", "gap_seconds",
    "total_seconds", "daily_cap_usd", "daily_cap_calls", "is_enabled",
)  # fmt: skip


class UnableToRoute(Exception):
    """A model cannot serve a feature. The message is for the owner."""


def routes_ensure(*, now: datetime) -> int:
    """Give every registered feature its route and first decision; return how many were made.

    A feature whose model is not in the catalogue stays without a route, and so off.
    """
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


def route_keep(*, route: Route, reason: str, now: datetime, by: User | None = None) -> Decision:
    """Record that a route stays as it is, and why. What is known now will not ask again."""
    return _decide(route, reason=reason, change="Kept as it is.", now=now, by=by)


def route_move(*, route: Route, model: LanguageModel, reason: str, now: datetime, by: User | None = None) -> Decision:
    """Let another model serve a feature. Raises UnableToRoute where it could not be called."""
    refusal = route_refusal(model, now)
    if refusal:
        raise UnableToRoute(refusal)
    route.model = model
    decision = route_change(route=route, reason=reason, now=now, by=by)
    if decision is None:
        raise UnableToRoute(f"{model} serves this feature already.")
    return decision


def decision_add(*, comparison: Comparison, reason: str, now: datetime, by: User | None = None) -> Decision | None:
    """Write what a comparison found onto the card of its feature; the route itself stays. None without a route."""
    route = Route.objects.select_related("model").filter(feature=comparison.feature).first()
    if route is None:
        return None
    change = "Compared two models; the route stays as it is."
    with transaction.atomic():
        decision = _decide(route, reason=reason, change=change, now=now, by=by)
        decision.comparison = comparison
        decision.save(update_fields=["comparison"])
    return decision


def _route_ensure(feature: Feature, now: datetime) -> bool:
    if Route.objects.filter(feature=feature.key).exists():
        return False
    model = LanguageModel.objects.select_related("successor").filter(api_id=feature.default_model).first()
    if model is None:
        return False
    with transaction.atomic():
        same = ("max_output_tokens", "effort", "first_token_seconds", "gap_seconds", "total_seconds", "daily_cap_calls")
        route = Route.objects.create(
            feature=feature.key,
            model=model,
            cache=feature.default_cache,
            daily_cap_usd=Decimal(feature.daily_cap_usd),
            **{name: getattr(feature, name) for name in same},
        )
        _decide(route, reason=feature.reason, change="First route.", now=now, by=None)
    return True


def _decide(route: Route, *, reason: str, change: str, now: datetime, by: User | None) -> Decision:
    card = _card(route, now)
    return Decision.objects.create(
        route=route,
        model=route.model,
        answers=_answers(card) if card else {},
        recommendation=card.recommendation.size.value if card else "",
        reason=reason,
        ask_again=conditions_make(card.facts, is_owner=by is not None) if card and card.facts else [],
        change=change,
        decided_at=now,
        decided_by=by,
    )


def _card(route: Route, now: datetime) -> DecisionCard | None:
    """Return what the decision rests on; None for a feature that is not registered any more."""
    try:
        return card_of(feature_get(route.feature), route, now, visits_measure(now))
    except KeyError:
        return None


def _answers(card: DecisionCard) -> dict[str, Any]:
    """Return the five answers as they were weighed, each with its figure, as JSON."""
    weighed = asdict(card.answers.answers)
    return {each.name: {"answer": weighed[each.name], "figure": each.figure} for each in card.questions}
