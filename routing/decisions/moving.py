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
from routing.tokens import family_ratio
from routing.words import price

TiersOfBoth = tuple[Sequence[Tier], Sequence[Tier]]
"""Today's price tiers of the old model, and of the new one."""
_CLASSES = (
    ("input", "Input"),
    ("write_5m", "Cache write, 5 minutes"),
    ("write_1h", "Cache write, 1 hour"),
    ("read", "Cache read"),
    ("output", "Output"),
)


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
    prefix, most = last.prefix_tokens if last else None, route.max_output_tokens
    tiers = tiers_of(old, now.date()), tiers_of(new, now.date())
    listed = changes(old, new, tiers, prefix=prefix, effort=route.effort, max_output=most)
    return Move(old, new, price_changes(old, new, tiers), listed, route_refusal(new, now))


def price_changes(old: LanguageModel, new: LanguageModel, tiers: TiersOfBoth) -> list[PriceChange]:
    """Compare the prices of ordinary prompts, class by class; the ratio is for the same text. None = unknown."""
    before, after = (next((tier for tier in each if tier.above == 0), None) for each in tiers)
    factor = family_ratio(old.tokenizer, new.tokenizer)
    found = []
    for name, label in _CLASSES:
        was, now = (getattr(tier, name) if tier else None for tier in (before, after))
        ratio = (now * factor / was).quantize(Decimal("0.01")) if was and now is not None else None
        found.append(PriceChange(label, was, now, ratio))
    return found


def changes(
    old: LanguageModel, new: LanguageModel, tiers: TiersOfBoth, *, prefix: int | None, effort: str, max_output: int
) -> list[TraitChange]:
    """Return everything but the prices that changes. `prefix` in the old model's tokens; the rest is the route's."""
    factor = family_ratio(old.tokenizer, new.tokenizer)
    return [
        *_floor(old, new, None if prefix is None else int(prefix * factor)),
        *_tokenizer(old, new, factor),
        *_thinking(old, new, max_output),
        *_effort(old, new, effort),
        *_lengths(old, new, max_output),
        *_tiers(*tiers),
    ]


def _floor(old: LanguageModel, new: LanguageModel, prefix: int | None) -> Iterator[TraitChange]:
    if old.floor == new.floor:
        return
    meaning = "The smallest prefix that the prompt cache keeps."
    if prefix is not None:
        clears = "long enough" if prefix >= new.floor else "too short"
        meaning = f"The shared text is about {prefix:,} of the new tokens: {clears} for the prompt cache."
    yield TraitChange("Cache floor", f"{old.floor:,} tokens", f"{new.floor:,} tokens", meaning)


def _tokenizer(old: LanguageModel, new: LanguageModel, factor: Decimal) -> Iterator[TraitChange]:
    if old.tokenizer == new.tokenizer:
        return
    more = round((factor - 1) * 100)
    way = f"about {more}% more" if more > 0 else f"about {-more}% fewer"
    meaning = f"The same text is {way} tokens: in the prompt, in the answer, in the length limit and in the bill."
    yield TraitChange("Tokenizer", f"{old.tokenizer} family", f"{new.tokenizer} family", meaning)


def _thinking(old: LanguageModel, new: LanguageModel, max_output: int) -> Iterator[TraitChange]:
    if _thinking_off(old) == _thinking_off(new):
        return
    before, after = ("on by default" if _thinking_off(each) else "off by default" for each in (old, new))
    meaning = "No setting is needed to switch thinking off."
    if _thinking_off(new):
        meaning = (
            f'Every request sends thinking: {{"type": "{_thinking_off(new)}"}}. If the model still thinks, the limit '
            f"of {max_output:,} tokens covers thinking and answer together."
        )
    yield TraitChange("Thinking", before, after, meaning)


def _thinking_off(model: LanguageModel) -> str:
    """Return the `thinking.type` that stops it; "" = it does not think unless asked to."""
    return str(model.capabilities.get("thinking_off", ""))


def _takes(model: LanguageModel, effort: str) -> bool:
    return effort in (model.capabilities.get("effort") or ())


def _effort(old: LanguageModel, new: LanguageModel, effort: str) -> Iterator[TraitChange]:
    if not effort or _takes(old, effort) == _takes(new, effort):
        return
    before, after = ("sent" if _takes(each, effort) else "not sent" for each in (old, new))
    yield TraitChange("Effort", before, after, f"The route asks for {effort}; only models that accept it get it.")


def _lengths(old: LanguageModel, new: LanguageModel, max_output: int) -> Iterator[TraitChange]:
    if old.context_tokens != new.context_tokens:
        meaning = "How much the model can read at once."
        yield TraitChange("Window", f"{old.context_tokens:,} tokens", f"{new.context_tokens:,} tokens", meaning)
    if old.max_output_tokens != new.max_output_tokens:
        is_cut = new.max_output_tokens < max_output
        meaning = "The route's own limit is reduced to it." if is_cut else "The route's own limit stays below it."
        yield TraitChange(
            "Longest answer", f"{old.max_output_tokens:,} tokens", f"{new.max_output_tokens:,} tokens", meaning
        )


def _tiers(*tiers: Sequence[Tier]) -> Iterator[TraitChange]:
    before, after = (sorted(tier.above for tier in each if tier.above) for each in tiers)
    if before != after:
        meaning = "Above such a size the higher price holds for the whole prompt, cached parts included."
        yield TraitChange("Price tiers", _tier_words(before), _tier_words(after), meaning)


def _tier_words(thresholds: Sequence[int]) -> str:
    return ", ".join(f"above {threshold:,} tokens" for threshold in thresholds) or "one price for all sizes"
