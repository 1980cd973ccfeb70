"""manage.py why FEATURE: which model serves a feature, who decided so, and the figures behind it."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from routing.decisions.reads import DecisionCard, route_card
from routing.registry import feature_list
from routing.words import price, usd


class Command(BaseCommand):
    help = "Prints a feature's decision card: its model, the reason, the five questions with what was measured."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("feature", help="A feature's key or how it begins, as in ask or fit.")

    def handle(self, *args: Any, **options: Any) -> None:
        known = [feature.key for feature in feature_list()]
        wanted = options["feature"]
        key = wanted if wanted in known else next((each for each in known if each.startswith(wanted)), None)
        if key is None:
            raise CommandError(f"No feature begins with {wanted}. There are: {', '.join(known)}")
        for line in _lines(route_card(key, timezone.now())):
            self.stdout.write(line)


def _lines(card: DecisionCard) -> Iterator[str]:
    """Yield the card in plain words: the same figures as the admin's page."""
    yield f"{card.feature.name} ({card.feature.key}): {card.feature.purpose}"
    yield from _route_lines(card)
    yield ""
    for question in card.questions:
        yield f"{question.reason.question} {question.reason.answer} {question.reason.why}"
        yield f"  measured: {question.figure or 'nothing yet'}"
        for word, said in (("corrected", question.correction), ("in doubt", question.doubt)):
            if said:
                yield f"  {word}: {said}"
    yield f"Together they recommend a {card.recommendation.size} model."
    spent = f"; spent {usd(card.figures.spent_microusd)}" if card.figures.calls else ""
    yield f"Calls in the last {card.days} days: {card.figures.calls}{spent}."
    for condition in card.conditions:
        yield f"  {'NOW' if condition.is_true else 'not yet'}: {condition.words} {condition.found}".rstrip()


def _route_lines(card: DecisionCard) -> Iterator[str]:
    if card.route is None:
        yield "It has no route yet: run manage.py load_catalogue."
        return
    engine = ", the demo engine answers now" if card.is_demo else ""
    yield f"Model: {card.route.model.name} ({card.route.model.api_id}), a {card.route.model.size} one{engine}."
    for tier in card.prices:
        yield f"Price: ${price(tier.input_usd)} and ${price(tier.output_usd)} per 1M input and output tokens."
    if card.decision is not None:
        yield f"Decided on {card.decision.decided_at:%Y-%m-%d}: {card.decision.reason}"
