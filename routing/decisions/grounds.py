"""What a decision about a route rests on: the five answers as measured, what they recommend, and what may change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from routing.decisions.ask_again import Facts, Marks, Prices, ending_of
from routing.decisions.figure_reads import Measured, Visits, measure, visits_measure, with_marks
from routing.decisions.figures import Corrected, corrected
from routing.decisions.framework import Recommendation, recommend
from routing.decisions.reads import prices_of
from routing.marks.reads import TriggerState, trigger_state
from routing.marks.rules import Proposal
from routing.models import Price, Route
from routing.registry import Feature


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything known of one feature and its route at one moment. `corrected` are the answers that were weighed."""

    measured: Measured
    corrected: Corrected
    recommendation: Recommendation
    facts: Facts
    prices: tuple[Price, ...]
    triggers: TriggerState


def ground_of(feature: Feature, route: Route, now: datetime, visits: Visits | None = None) -> Ground:
    """Measure and weigh. `visits` may be passed in where several features are looked at. Five queries, or six."""
    triggers = trigger_state(feature.key, now)
    measured = with_marks(measure(route, visits or visits_measure(now), now), triggers.window)
    weighed = corrected(feature.answers, measured.figures)
    recommendation = recommend(weighed.answers)
    prices = tuple(prices_of(route.model, now.date()))
    facts = _facts(route, measured.figures.prefix, recommendation.size.value, prices, now.date())
    return Ground(measured, weighed, recommendation, facts, prices, triggers)


def _facts(route: Route, prefix: int | None, recommended: str, prices: Sequence[Price], today: date) -> Facts:
    """Return what may change under a route."""
    model = route.model
    return Facts(
        prefix=prefix,
        most_prefix=max(0, model.context_tokens - route.max_output_tokens),
        ending=ending_of(model.lifecycle, model.retires_on, today),
        ends_on=model.retires_on,
        successor=model.successor.api_id if model.successor else "",
        prices=_price_rows(prices),
        recommended=recommended,
    )


def _price_rows(prices: Sequence[Price]) -> Prices:
    """Return prices as text, one row a tier: the same figures give the same text, however they were stored."""
    return [
        [
            str(price.above_prompt_tokens),
            *(
                f"{amount.normalize():f}"
                for amount in (
                    price.input_usd, price.output_usd, price.write_5m_usd, price.write_1h_usd, price.read_usd,
                )
            ),
        ]
        for price in prices
    ]  # fmt: skip


def marks_since(triggers: TriggerState, decided_at: datetime | None) -> Marks:
    """Return what the marks propose, and whether one was set after the decision."""
    verdict = triggers.verdict
    if verdict.proposal is Proposal.STAY:
        return Marks()
    is_new = decided_at is None or any(mark.marked_at > decided_at for mark in triggers.marks)
    return Marks(verdict.proposal.value, verdict.reason, is_new)
