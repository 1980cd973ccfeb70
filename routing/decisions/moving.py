"""What changes when a route moves from one model to another: money, cache, tokens, thinking, window, effort.

The same text makes about 35 % more tokens in the newer tokenizer family, so a price that looks halved is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from routing.ledger.costs import Tier
from routing.ledger.tokens import NEW_FAMILY
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
    """One class of tokens: US dollars per million before and after, and what the same text costs against before."""

    name: str
    before: Decimal | None
    after: Decimal | None
    ratio: Decimal | None

    @property
    def words(self) -> tuple[str, str, str]:
        """The three figures as text."""
        return price(self.before), price(self.after), "unknown" if self.ratio is None else f"× {self.ratio}"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that will be otherwise, and what it means for the owner."""

    name: str
    before: str
    after: str
    meaning: str


def tokens_factor(old: Traits, new: Traits) -> Decimal:
    """Return how many tokens the new model makes of what was one token in the old one."""
    factors = {"old": Decimal(1), "new": Decimal(str(NEW_FAMILY))}
    return factors[new.tokenizer] / factors[old.tokenizer]


def price_changes(old: Traits, new: Traits) -> list[PriceChange]:
    """Compare the prices of ordinary prompts, class by class; the ratio is for the same text. None = unknown."""
    before, after = _base(old.tiers), _base(new.tiers)
    factor = tokens_factor(old, new)
    return [_price_change(label, name, before, after, factor) for name, label in _CLASSES]


def changes(old: Traits, new: Traits, *, prefix: int | None, effort: str, max_output: int) -> list[Change]:
    """Return everything but the prices that changes. `prefix` in the old model's tokens; the rest is the route's."""
    factor = tokens_factor(old, new)
    return [
        *_floor(old, new, None if prefix is None else int(prefix * factor)),
        *_tokenizer(old, new, factor),
        *_thinking(old, new, max_output),
        *_effort(old, new, effort),
        *_lengths(old, new, max_output),
        *_tiers(old, new),
    ]


def _base(tiers: Sequence[Tier]) -> Tier | None:
    return next((tier for tier in tiers if tier.above == 0), None)


def _price_change(label: str, name: str, before: Tier | None, after: Tier | None, factor: Decimal) -> PriceChange:
    old = getattr(before, name) if before else None
    new = getattr(after, name) if after else None
    ratio = (new * factor / old).quantize(Decimal("0.01")) if old and new is not None else None
    return PriceChange(label, old, new, ratio)


def _floor(old: Traits, new: Traits, prefix: int | None) -> Iterator[Change]:
    if old.floor == new.floor:
        return
    meaning = "The smallest text the cache keeps."
    if prefix is not None:
        clears = "is kept" if prefix >= new.floor else "is too short to be kept"
        meaning = f"The shared text comes to about {prefix:,} of the new tokens: it {clears}."
    yield Change("Cache floor", f"{old.floor:,} tokens", f"{new.floor:,} tokens", meaning)


def _tokenizer(old: Traits, new: Traits, factor: Decimal) -> Iterator[Change]:
    if old.tokenizer == new.tokenizer:
        return
    more = round((factor - 1) * 100)
    way = f"about {more} % more" if more > 0 else f"about {-more} % fewer"
    meaning = f"The same text is {way} tokens: in the prompt, in the answer, in the length limit and in the bill."
    yield Change("Tokenizer", f"{old.tokenizer} family", f"{new.tokenizer} family", meaning)


def _thinking(old: Traits, new: Traits, max_output: int) -> Iterator[Change]:
    if old.thinking_off == new.thinking_off:
        return
    before, after = _thinking_words(old), _thinking_words(new)
    if new.thinking_off:
        meaning = (
            f'Every request says thinking: {{"type": "{new.thinking_off}"}}. Where it still thinks, the limit of '
            f"{max_output:,} tokens covers thinking and answer together."
        )
    else:
        meaning = "Nothing needs to be said to keep it from thinking."
    yield Change("Thinking", before, after, meaning)


def _thinking_words(model: Traits) -> str:
    return "on unless told otherwise" if model.thinking_off else "off unless asked for"


def _effort(old: Traits, new: Traits, effort: str) -> Iterator[Change]:
    if not effort or (effort in old.efforts) == (effort in new.efforts):
        return
    before, after = ("sent" if effort in model.efforts else "not sent" for model in (old, new))
    yield Change("Effort", before, after, f"The route asks for {effort}; a model is only told what it takes.")


def _lengths(old: Traits, new: Traits, max_output: int) -> Iterator[Change]:
    if old.context != new.context:
        yield Change("Window", f"{old.context:,} tokens", f"{new.context:,} tokens", "What it can read at once.")
    if old.max_output != new.max_output:
        is_cut = new.max_output < max_output
        meaning = "The route's limit is cut to it." if is_cut else "The route's own limit stays below it."
        yield Change("Longest answer", f"{old.max_output:,} tokens", f"{new.max_output:,} tokens", meaning)


def _tiers(old: Traits, new: Traits) -> Iterator[Change]:
    before, after = (sorted(tier.above for tier in model.tiers if tier.above) for model in (old, new))
    if before == after:
        return
    meaning = "Above such a size the whole prompt, caches included, costs the dearer tier."
    yield Change("Price tiers", _tier_words(before), _tier_words(after), meaning)


def _tier_words(thresholds: Sequence[int]) -> str:
    return ", ".join(f"above {threshold:,} tokens" for threshold in thresholds) or "one for all sizes"
