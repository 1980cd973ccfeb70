"""What a call costs, in whole micro-dollars, and whether a prefix is long enough for the prompt cache.

One US dollar per 1M tokens is one micro-dollar per token. Prices are absolute per class, never derived from one
another: the cache multipliers differ between models. Under its floor a model caches nothing and gives no error, so no
cache mark is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from routing.words import MICRO


@dataclass(frozen=True, slots=True)
class Tier:
    """Prices in US dollars per million tokens, for prompts of more than `above` tokens (caches included)."""

    above: int
    input: Decimal
    output: Decimal
    write_5m: Decimal
    write_1h: Decimal
    read: Decimal


@dataclass(frozen=True, slots=True)
class Tokens:
    """The five classes of one call, in tokens. None = not reported, which is not the same as none."""

    input: int | None = None
    write_5m: int | None = None
    write_1h: int | None = None
    read: int | None = None
    output: int | None = None

    @property
    def prompt(self) -> int:
        """The whole prompt, caches included."""
        return sum(part or 0 for part in (self.input, self.write_5m, self.write_1h, self.read))


def microusd(usd: Decimal) -> int:
    """Turn US dollars into whole micro-dollars, rounding down: a cap is never widened by rounding."""
    return int(usd * MICRO)


def tier_for(tiers: Sequence[Tier], prompt_tokens: int) -> Tier | None:
    """Return the tier that prices a prompt of this size: the highest threshold it is above. None = price unknown."""
    held = [tier for tier in tiers if prompt_tokens > tier.above or tier.above == 0]
    return max(held, key=lambda tier: tier.above, default=None)


def cost(tokens: Tokens, tiers: Sequence[Tier]) -> int | None:
    """Return micro-dollars, rounded up; None when the price or the counts are unknown (never 0 instead).

    The size of the whole prompt chooses the tier for input and output alike.
    """
    tier = tier_for(tiers, tokens.prompt)
    if tier is None or tokens.input is None or tokens.output is None:
        return None
    exact = (
        tokens.input * tier.input
        + (tokens.write_5m or 0) * tier.write_5m
        + (tokens.write_1h or 0) * tier.write_1h
        + (tokens.read or 0) * tier.read
        + tokens.output * tier.output
    )
    return _up(exact)


def bound(*, input_upper: int, max_output: int, ttl: str, tiers: Sequence[Tier]) -> int | None:
    """Return the most such a call can cost: every token in the dearest class the mark allows, in the dearest tier.

    `input_upper` must be an upper bound of the prompt in this model's tokens. None when the price is unknown.
    """
    reached = [tier for tier in tiers if input_upper > tier.above or tier.above == 0]
    return max((_up(input_upper * _dearest(tier, ttl) + max_output * tier.output) for tier in reached), default=None)


def _dearest(tier: Tier, ttl: str) -> Decimal:
    classes = [tier.input, tier.read]
    if ttl:
        classes.append(tier.write_5m)
    if ttl == "1h":
        classes.append(tier.write_1h)
    return max(classes)


def _up(exact: Decimal) -> int:
    return int(exact.to_integral_value(rounding=ROUND_CEILING))


LIKELY, SURE = 0.8, 1.25


class Band(StrEnum):
    """How an estimated prefix stands to a floor; estimates are accurate to about ±20%."""

    TOO_SHORT = "too_short"
    LIKELY = "likely"
    SURE = "sure"


def band(tokens: int, floor: int, *, is_counted: bool = False) -> Band:
    """Return whether a prefix clears a floor: exact for a counted prefix, in three bands for an estimated one."""
    if is_counted:
        return Band.SURE if tokens >= floor else Band.TOO_SHORT
    if tokens >= SURE * floor:
        return Band.SURE
    return Band.LIKELY if tokens >= LIKELY * floor else Band.TOO_SHORT


def mark_ttl(*, policy: str, prefix: int, floor: int, has_cache: bool) -> str:
    """Return the mark to send: 5m, 1h, or nothing where the prefix is too short or the server has no cache."""
    if policy not in {"5m", "1h"} or not has_cache or band(prefix, floor) is Band.TOO_SHORT:
        return ""
    return policy
