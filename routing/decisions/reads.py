"""The decision card of a feature: five answers with their figures, what they recommend, what is routed, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from routing.catalogue.reads import call_latest, prices_of, routes_all
from routing.catalogue.rules import Band, band
from routing.decisions.ask_again import Facts, Marks, RecheckCondition, conditions_make, conditions_now, facts_of
from routing.decisions.figures import Figures, WeighedAnswers, corrected, figure_words
from routing.decisions.rules import Reason, Recommendation, recommend
from routing.gateway.engines import engine
from routing.ledger.rates import rates_words
from routing.ledger.reads import CallRow, read_percent, rows_of, session_count, sessions_of, spread_of, who_asked
from routing.marks.reads import TriggerState, trigger_state
from routing.marks.rules import Proposal
from routing.models import Call, CallStatus, Decision, Engine, Price, Route
from routing.models.ledger import ENDED
from routing.registry import Feature, feature_get, feature_list

WINDOW = timedelta(days=30)
MOST = 1_000
_HISTORY = 30

Visits = tuple[int, Counter[str]]
"""The visits to any feature among the newest calls, and how many of these calls each feature had."""


@dataclass(frozen=True, slots=True)
class CardQuestion:
    """One of the five, by the answer's name: its reason, and what was measured ("" = nothing yet).

    `correction` says why the answer differs from the declared one, `doubt` is a contradiction that rests on too few
    cases.
    """

    name: str
    reason: Reason
    figure: str
    correction: str
    doubt: str


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """All that is said of a feature, in the admin and at `/how-it-works/`. Without a route only the task is known."""

    feature: Feature
    answers: WeighedAnswers
    questions: tuple[CardQuestion, ...]
    recommendation: Recommendation
    rates: str
    prompt: str
    is_demo: bool
    figures: Figures
    route: Route | None = None
    facts: Facts | None = None
    prices: tuple[Price, ...] = ()
    history: tuple[Decision, ...] = ()
    conditions: tuple[RecheckCondition, ...] = ()
    days: int = WINDOW.days

    @property
    def decision(self) -> Decision | None:
        """The newest decision about the route itself."""
        return _newest(self.history)

    @property
    def compared(self) -> Decision | None:
        """The newest decision that a comparison wrote."""
        return next((each for each in self.history if each.comparison_id is not None), None)

    @property
    def asked_again(self) -> list[RecheckCondition]:
        """The conditions that have come true."""
        return [condition for condition in self.conditions if condition.is_true]

    @property
    def is_uncached(self) -> bool:
        """Whether the shared prefix is under the cache floor of the routed model: no cache mark is sent."""
        prefix = self.figures.prefix
        return bool(self.route and prefix and band(prefix, self.route.model.floor) is Band.TOO_SHORT)

    @property
    def is_agreed(self) -> bool:
        """Whether the routed model has the recommended size."""
        return self.route is not None and self.route.model.size == self.recommendation.size

    @property
    def kept_because(self) -> str:
        """Why another model than the recommended one is kept. "" = they agree, or nobody has decided about it yet."""
        last, size = self.decision, self.recommendation.size
        if self.is_agreed or self.route is None or last is None:
            return ""
        was_known = last.recommendation == size and last.model_id == self.route.model_id
        return last.reason if was_known else ""


def route_card(feature: str, now: datetime) -> DecisionCard:
    """Return the card of one feature. Raises KeyError for one that is not registered."""
    routes = {route.feature: route for route in routes_all()}
    return card_of(feature_get(feature), routes.get(feature), now, visits_measure(now))


def cards(now: datetime) -> list[DecisionCard]:
    """Return one card per registered feature."""
    routes = {route.feature: route for route in routes_all()}
    visits = visits_measure(now)
    return [card_of(feature, routes.get(feature.key), now, visits) for feature in feature_list()]


def card_of(feature: Feature, route: Route | None, now: datetime, visits: Visits) -> DecisionCard:
    """Measure a feature and its route. A fixed number of queries, whatever the traffic was."""
    if route is None:
        return _card(feature, Figures())
    triggers = trigger_state(feature.key, now)
    card = _card(feature, measure(route, visits, triggers, now))
    prices = tuple(prices_of(route.model, now.date()))
    facts = facts_of(route, prices, card.figures.prefix, card.recommendation.size.value, now.date())
    history = decisions_of(route)
    last = _newest(history)
    kept = last.ask_again if last else conditions_make(facts, is_owner=False)
    return replace(
        card,
        route=route,
        facts=facts,
        prices=prices,
        history=history,
        conditions=tuple(conditions_now(kept, facts, _marks_since(triggers, last))),
    )


def _card(feature: Feature, figures: Figures) -> DecisionCard:
    """Weigh what was measured; of the route nothing is known yet."""
    weighed = corrected(feature.answers, figures)
    recommendation = recommend(weighed.answers)
    questions = [
        CardQuestion(name, reason, figure, weighed.because.get(name, ""), weighed.doubts.get(name, ""))
        for (name, figure), reason in zip(figure_words(figures).items(), recommendation.reasons, strict=True)
    ]
    return DecisionCard(
        feature=feature,
        answers=weighed,
        questions=tuple(questions),
        recommendation=recommendation,
        rates=rates_words(feature.rates()),
        prompt=feature.prompt_text(),
        is_demo=engine() == Engine.STANDIN,
        figures=figures,
    )


def visits_measure(now: datetime) -> Visits:
    """Count the visits behind the newest calls of all features. One query."""
    newest = Call.objects.filter(engine=engine(), status__in=ENDED, started_at__gte=now - WINDOW)
    newest = newest.exclude(visitor="", network="").order_by("-started_at", "-pk")
    rows = list(newest.values_list("feature", "visitor", "network", "started_at")[:MOST])
    seen = [(who_asked(visitor, network, 0), at.timestamp()) for _, visitor, network, at in reversed(rows)]
    return session_count(seen), Counter(feature for feature, *_ in rows)


def measure(route: Route, visits: Visits, triggers: TriggerState, now: datetime) -> Figures:
    """Measure a route's feature over the last 30 days, its newest 1,000 calls at most. Two queries.

    Only calls of the engine that answers now; money, lengths and times only of the model routed now.
    """
    asked = Call.objects.filter(
        feature=route.feature, engine=engine(), status__in=ENDED, started_at__gte=now - WINDOW
    ).order_by("-started_at", "-pk")
    rows = rows_of(asked[: MOST + 1])
    last = call_latest(route)
    is_cut, rows = len(rows) > MOST, rows[:MOST][::-1]
    return replace(
        _of_model([row for row in rows if row.model_id == route.model_id]),
        calls=len(rows),
        sessions=sessions_of(rows),
        visits=visits[0],
        visit_calls=visits[1][route.feature],
        left=sum(row.status == CallStatus.CANCELLED for row in rows),
        prefix=last.prefix_tokens if last else None,
        window=route.model.context_tokens,
        most_written=route.max_output_tokens,
        answered=triggers.window.calls,
        wished_deeper=triggers.window.wished_deeper,
        too_much=triggers.window.too_much,
        since=rows[0].started_at if is_cut else now - WINDOW,
        is_cut=is_cut,
        is_free=engine().is_free,
    )


def _of_model(own: Sequence[CallRow]) -> Figures:
    """Measure what depends on the model: lengths, times and money."""
    finished = [row for row in own if row.is_answered]
    costs = [row.spent for row in own if row.spent is not None]
    return Figures(
        read=spread_of(row.prompt for row in finished),
        written=spread_of(row.output for row in finished),
        first=spread_of(row.ttft_ms for row in own),
        total=spread_of(row.total_ms for row in finished),
        spent_microusd=sum(costs) if costs else None,
        priced_sessions=sessions_of(own),
        unpriced=len(own) - len(costs),
        read_percent=read_percent(own),
    )


def decisions_of(route: Route) -> tuple[Decision, ...]:
    """Return the newest decisions about a route, newest first, everything they show joined."""
    decisions = route.decisions.select_related("model", "decided_by", "comparison__model_a", "comparison__model_b")
    return tuple(decisions.order_by("-decided_at", "-pk")[:_HISTORY])


def _newest(history: Sequence[Decision]) -> Decision | None:
    return next((each for each in history if each.comparison_id is None), None)


def _marks_since(triggers: TriggerState, decision: Decision | None) -> Marks:
    """Return what the marks propose, and whether one was set after the decision."""
    advice = triggers.advice
    if advice.proposal is Proposal.STAY:
        return Marks()
    is_new = decision is None or any(mark.marked_at > decision.decided_at for mark in triggers.marks)
    return Marks(advice.proposal.value, advice.reason, is_new)
