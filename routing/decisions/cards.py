"""The decision card of a feature: five answers with their figures, what they recommend, what is routed, and why."""

from dataclasses import dataclass
from datetime import date, datetime

from routing.caching.card_line import CacheState, cache_state
from routing.decisions.ask_again import Condition, conditions_make, conditions_now
from routing.decisions.figure_reads import Measured, Visits, visits_measure
from routing.decisions.figure_words import NAMES, figure_words
from routing.decisions.figures import Corrected, Figures
from routing.decisions.framework import Reason, Recommendation, recommend
from routing.decisions.grounds import Ground, ground_of, marks_since
from routing.decisions.reads import routes_all
from routing.gateway.engines import engine
from routing.ledger.rates import rates_words
from routing.models import Decision, Engine, Price, Route
from routing.registry import Feature, feature_get, feature_list
from routing.words import price

_HISTORY = 30


@dataclass(frozen=True, slots=True)
class Question:
    """One of the five: the reason the framework gives for its answer, and what was measured ("" = nothing yet).

    `declared` is the owner's answer in words, `correction` why the answer is another one now, `doubt` a contradiction
    that rests on too few cases.
    """

    reason: Reason
    declared: str
    figure: str
    correction: str
    doubt: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How the routed model stands to the recommendation. `kept_because` "" = nobody has decided about it yet."""

    is_agreed: bool
    routed: str
    kept_because: str


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One price tier in words: US dollars per million tokens, for prompts of more than `above` tokens."""

    above: int
    input: str
    output: str
    read: str
    source: str
    since: date


@dataclass(frozen=True, slots=True)
class Card:
    """All that is said of a feature, in the admin and at `/how-it-works/`. Without a route only the task is known.

    `decision` is the newest about the route itself, `compared` the newest that a comparison wrote.
    """

    feature: Feature
    route: Route | None
    questions: tuple[Question, ...]
    recommendation: Recommendation
    measured: Measured | None
    is_demo: bool
    standing: Standing | None
    decision: Decision | None
    compared: Decision | None
    history: tuple[Decision, ...]
    conditions: tuple[Condition, ...]
    prices: tuple[PriceLine, ...]
    cache: CacheState | None
    rates: str
    prompt: str

    @property
    def asked_again(self) -> list[Condition]:
        """The conditions that have come true."""
        return [condition for condition in self.conditions if condition.is_true]


def route_card(feature: str, now: datetime) -> Card:
    """Return the card of one feature. Raises KeyError for one that is not registered."""
    routes = {route.feature: route for route in routes_all()}
    return _card(feature_get(feature), routes.get(feature), visits_measure(now), now)


def cards(now: datetime) -> list[Card]:
    """Return one card per registered feature."""
    routes = {route.feature: route for route in routes_all()}
    visits = visits_measure(now)
    return [_card(feature, routes.get(feature.key), visits, now) for feature in feature_list()]


def _card(feature: Feature, route: Route | None, visits: Visits, now: datetime) -> Card:
    if route is None:
        return _bare(feature)
    ground = ground_of(feature, route, now, visits)
    history = decisions_of(route)
    decision = next((each for each in history if each.comparison_id is None), None)
    kept = decision.ask_again if decision else conditions_make(ground.facts, is_owner=False)
    marks = marks_since(ground.triggers, decision.decided_at if decision else None)
    return Card(
        feature=feature,
        route=route,
        questions=_questions(feature, ground.measured.figures, ground.corrected),
        recommendation=ground.recommendation,
        measured=ground.measured,
        is_demo=engine() == Engine.STANDIN,
        standing=_standing(route, ground, decision),
        decision=decision,
        compared=next((each for each in history if each.comparison_id is not None), None),
        history=history,
        conditions=tuple(conditions_now(kept, ground.facts, marks)),
        prices=tuple(_price_line(row) for row in ground.prices),
        cache=cache_state(route, now),
        rates=rates_words(feature.rates_now()),
        prompt=feature.prompt_text(),
    )


def _bare(feature: Feature) -> Card:
    return Card(
        feature=feature,
        route=None,
        questions=_questions(feature, Figures(), Corrected(feature.answers, {}, {})),
        recommendation=recommend(feature.answers),
        measured=None,
        is_demo=engine() == Engine.STANDIN,
        standing=None,
        decision=None,
        compared=None,
        history=(),
        conditions=(),
        prices=(),
        cache=None,
        rates=rates_words(feature.rates_now()),
        prompt=feature.prompt_text(),
    )


def decisions_of(route: Route) -> tuple[Decision, ...]:
    """Return the newest decisions about a route, newest first, everything they show joined."""
    decisions = route.decisions.select_related("model", "decided_by", "comparison")
    return tuple(decisions.order_by("-decided_at", "-pk")[:_HISTORY])


def _price_line(row: Price) -> PriceLine:
    return PriceLine(
        above=row.above_prompt_tokens,
        input=price(row.input_usd),
        output=price(row.output_usd),
        read=price(row.read_usd),
        source=row.source,
        since=row.valid_from,
    )


def _questions(feature: Feature, figures: Figures, weighed: Corrected) -> tuple[Question, ...]:
    measured = figure_words(figures)
    declared, now = recommend(feature.answers).reasons, recommend(weighed.answers).reasons
    return tuple(
        Question(
            reason=reason,
            declared=said.answer,
            figure=measured[name],
            correction=weighed.because.get(name, ""),
            doubt=weighed.doubts.get(name, ""),
        )
        for name, said, reason in zip(NAMES, declared, now, strict=True)
    )


def _standing(route: Route, ground: Ground, decision: Decision | None) -> Standing:
    """Say whether route and recommendation agree; a decision taken when they already differed says why it is kept."""
    recommended = ground.recommendation.size.value
    is_agreed = route.model.size == recommended
    was_known = decision is not None and decision.recommendation == recommended and decision.model_id == route.model_id
    return Standing(is_agreed, route.model.size, decision.reason if decision and was_known and not is_agreed else "")
