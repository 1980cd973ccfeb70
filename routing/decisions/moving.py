"""What changes when a route moves to the successor of its model: money, cache, tokens, thinking, window, effort.

The same text makes about 35% more tokens in the newer tokenizer family, so a price that looks halved is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from routing.catalogue.reads import call_latest, route_refusal, tiers_of
from routing.catalogue.rules import Tier
from routing.models import LanguageModel, Route
from routing.standin.tokens import NEWER_FAMILY_FACTOR as NEW_FAMILY
from routing.words import price

_CLASSES = (
    ("input", "Input"),
    ("write_5m", "Cache write, 5 minutes"),
    ("write_1h", "Cache write, 1 hour"),
    ("read", "Cache read"),
    ("output", "Output"),
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What a move compares. Lengths in tokens; `thinking_off` = the `thinking.type` that stops it ("" = it is off)."""

    name: str
    tokenizer: str
    floor: int
    context: int
    max_output: int
    thinking_off: str
    efforts: tuple[str, ...]
    tiers: Sequence[Tier]


@dataclass(frozen=True, slots=True)
class PriceChange:
    """One class of tokens: US dollars per 1M before and after, and the ratio of what the same text costs."""

    name: str
    before: Decimal | None
    after: Decimal | None
    ratio: Decimal | None

    @property
    def words(self) -> tuple[str, str, str]:
        """The three figures as text."""
        return price(self.before), price(self.after), "unknown" if self.ratio is None else f"× {self.ratio}"


@dataclass(frozen=True, slots=True)
class TraitChange:
    """One thing that changes, and what it means for the owner."""

    name: str
    before: str
    after: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Move:
    """The two models, what changes, and why it cannot be done ("" = it can)."""

    old: LanguageModel
    new: LanguageModel
    prices: Sequence[PriceChange]
    changes: Sequence[TraitChange]
    refusal: str


def move_of(route: Route, now: datetime) -> Move | None:
    """Compare a route's model with its successor; None where the catalogue names none."""
    old, new = route.model, route.model.successor
    if new is None:
        return None
    last = call_latest(route)
    before, after = traits_of(old, now), traits_of(new, now)
    prefix, most = last.prefix_tokens if last else None, route.max_output_tokens
    listed = changes(before, after, prefix=prefix, effort=route.effort, max_output=most)
    return Move(old, new, price_changes(before, after), listed, route_refusal(new, now))


def traits_of(model: LanguageModel, now: datetime) -> Traits:
    """Return what is compared of a model, at today's prices."""
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


def tokens_factor(old: Traits, new: Traits) -> Decimal:
    """Return how many tokens the new model makes of what was one token in the old one."""
    factors = {"old": Decimal(1), "new": Decimal(str(NEW_FAMILY))}
    return factors[new.tokenizer] / factors[old.tokenizer]


def price_changes(old: Traits, new: Traits) -> list[PriceChange]:
    """Compare the prices of ordinary prompts, class by class; the ratio is for the same text. None = unknown."""
    before, after = (next((tier for tier in each.tiers if tier.above == 0), None) for each in (old, new))
    factor = tokens_factor(old, new)
    found = []
    for name, label in _CLASSES:
        was, now = (getattr(tier, name) if tier else None for tier in (before, after))
        ratio = (now * factor / was).quantize(Decimal("0.01")) if was and now is not None else None
        found.append(PriceChange(label, was, now, ratio))
    return found


def changes(old: Traits, new: Traits, *, prefix: int | None, effort: str, max_output: int) -> list[TraitChange]:
    """Return everything but the prices that changes. `prefix` in the old model's tokens; the rest is the route's."""
    factor = tokens_factor(old, new)
    return [
        *_floor(old, new, None if prefix is None else int(prefix * factor)),
        *_tokenizer(old, new, factor),
        *_thinking(old, new, max_output),
        *_effort(old, new, effort),
        *_lengths(old, new, max_output),
    ]


def _floor(old: Traits, new: Traits, prefix: int | None) -> Iterator[TraitChange]:
    if old.floor == new.floor:
        return
    meaning = "The smallest prefix that the prompt cache keeps."
    if prefix is not None:
        clears = "long enough" if prefix >= new.floor else "too short"
        meaning = f"The shared text is about {prefix:,} of the new tokens: {clears} for the prompt cache."
    yield TraitChange("Cache floor", f"{old.floor:,} tokens", f"{new.floor:,} tokens", meaning)


def _tokenizer(old: Traits, new: Traits, factor: Decimal) -> Iterator[TraitChange]:
    if old.tokenizer == new.tokenizer:
        return
    more = round((factor - 1) * 100)
    way = f"about {more}% more" if more > 0 else f"about {-more}% fewer"
    meaning = f"The same text is {way} tokens: in the prompt, in the answer, in the length limit and in the bill."
    yield TraitChange("Tokenizer", f"{old.tokenizer} family", f"{new.tokenizer} family", meaning)


def _thinking(old: Traits, new: Traits, max_output: int) -> Iterator[TraitChange]:
    if old.thinking_off == new.thinking_off:
        return
    before, after = ("on by default" if each.thinking_off else "off by default" for each in (old, new))
    meaning = "No setting is needed to switch thinking off."
    if new.thinking_off:
        meaning = (
            f'Every request sends thinking: {{"type": "{new.thinking_off}"}}. If the model still thinks, the limit of '
            f"{max_output:,} tokens covers thinking and answer together."
        )
    yield TraitChange("Thinking", before, after, meaning)


def _effort(old: Traits, new: Traits, effort: str) -> Iterator[TraitChange]:
    if not effort or (effort in old.efforts) == (effort in new.efforts):
        return
    before, after = ("sent" if effort in each.efforts else "not sent" for each in (old, new))
    yield TraitChange("Effort", before, after, f"The route asks for {effort}; only models that accept it get it.")


def _lengths(old: Traits, new: Traits, max_output: int) -> Iterator[TraitChange]:
    if old.context != new.context:
        meaning = "How much the model can read at once."
        yield TraitChange("Window", f"{old.context:,} tokens", f"{new.context:,} tokens", meaning)
    if old.max_output != new.max_output:
        is_cut = new.max_output < max_output
        meaning = "The route's own limit is reduced to it." if is_cut else "The route's own limit stays below it."
        yield TraitChange("Longest answer", f"{old.max_output:,} tokens", f"{new.max_output:,} tokens", meaning)
    before, after = (sorted(tier.above for tier in each.tiers if tier.above) for each in (old, new))
    if before != after:
        meaning = "Above such a size the higher price holds for the whole prompt, cached parts included."
        yield TraitChange("Price tiers", _tier_words(before), _tier_words(after), meaning)


def _tier_words(thresholds: Sequence[int]) -> str:
    return ", ".join(f"above {threshold:,} tokens" for threshold in thresholds) or "one price for all sizes"
