"""What a route's move to the successor of its model would change, read from the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from routing.decisions.moving import Change, PriceChange, Traits, changes, price_changes
from routing.decisions.reads import call_latest, route_refusal, tiers_of
from routing.models import LanguageModel, Route


@dataclass(frozen=True, slots=True)
class Move:
    """The two models, what changes, and why it cannot be done ("" = it can)."""

    old: LanguageModel
    new: LanguageModel
    prices: Sequence[PriceChange]
    changes: Sequence[Change]
    refusal: str


def move_of(route: Route, now: datetime) -> Move | None:
    """Compare a route's model with its successor; None where the catalogue names none."""
    old, new = route.model, route.model.successor
    if new is None:
        return None
    last = call_latest(route)
    before, after = traits_of(old, now), traits_of(new, now)
    return Move(
        old=old,
        new=new,
        prices=price_changes(before, after),
        changes=changes(
            before,
            after,
            prefix=last.prefix_tokens if last else None,
            effort=route.effort,
            max_output=route.max_output_tokens,
        ),
        refusal=route_refusal(new, now),
    )


def traits_of(model: LanguageModel, now: datetime) -> Traits:
    """Return a model as the rules compare it, at today's prices."""
    return Traits(
        name=model.name,
        tokenizer=model.tokenizer,
        floor=model.floor,
        context=model.context_tokens,
        max_output=model.max_output_tokens,
        thinking_off=str(model.capabilities.get("thinking_off", "")),
        efforts=tuple(model.capabilities.get("effort") or ()),
        tiers=tiers_of(model, now.date()),
    )
