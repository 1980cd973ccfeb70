"""What the owner should look at in routing: reasons to decide again, and missing models, prices and routes."""

from dataclasses import dataclass
from datetime import datetime

from routing.checks import LIFECYCLE, warnings
from routing.decisions.reads import cards


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
