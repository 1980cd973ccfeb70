"""Whether a prefix that is too short for the prompt cache should be padded, and with which useful blocks.

Padding is paid on every call, so it pays only where enough calls read one written entry. Filler is never sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from routing.catalogue.floors import SURE, Band, band
from routing.registry import PaddingBlock


@dataclass(frozen=True, slots=True)
class PaddingPlan:
    """How many blocks are added, in order (0 = none), the prefix with them in tokens, and why."""

    take: int
    tokens: int
    words: str

    @property
    def pays(self) -> bool:
        return self.take > 0


def window_calls(starts: Sequence[float], lifetime: float) -> float | None:
    """Return how many calls one written entry serves on average, the writing one included. None without calls.

    `starts` in seconds, oldest first: an entry lives as long as no gap is longer than its lifetime.
    """
    cold = 1 + sum(later - earlier >= lifetime for earlier, later in pairwise(starts))
    return len(starts) / cold if starts else None


def padding_calls(prefix: int, padded: int) -> int | None:
    """Return from how many calls per cache lifetime a padded prefix costs less than the plain one.

    N* = 1.15·F / (P − 0.1·F): one write at 1.25 and reads at 0.1 of F tokens, against N times P at full price.
    0 when nothing needs padding; None when padding never pays (P ≤ 0.1·F).
    """
    if prefix >= padded:
        return 0
    gain = prefix - 0.1 * padded
    return ceil(1.15 * padded / gain) if gain > 0 else None


def padding_plan(*, prefix: int, floor: int, blocks: Sequence[PaddingBlock], calls: float | None) -> PaddingPlan:
    """Weigh padding of a prefix of so many tokens for so many calls per cache lifetime; None = not measured: refused.

    It is padded to 1.25 times the floor, because estimates are accurate to about ±20%.
    """
    if band(prefix, floor) is Band.SURE:
        return PaddingPlan(0, prefix, f"Not needed: {prefix:,} tokens clear the floor of {floor:,}.")
    target, padded, take = ceil(SURE * floor), prefix, 0
    while padded < target and take < len(blocks):
        padded, take = padded + blocks[take].tokens, take + 1
    needed = padding_calls(prefix, padded)
    refusal = ""
    if padded < target:
        refusal = f"all useful blocks together give {padded:,} tokens of {target:,}. Filler is never sent"
    elif needed is None:
        refusal = f"reading {padded:,} cached tokens costs as much as sending {prefix:,}, so it never pays"
    elif calls is None or calls < needed:
        seen = "no calls were observed yet" if calls is None else f"{calls:.1f} were observed"
        refusal = f"it pays from {needed} calls per cache lifetime, and {seen}"
    if refusal:
        return PaddingPlan(0, prefix, f"Refused: {refusal}.")
    names = ", ".join(block.name for block in blocks[:take])
    seen = f"Pays from {needed} calls per cache lifetime, {calls:.1f} were observed"
    return PaddingPlan(take, padded, f"{seen}: {names} pad it to {padded:,} tokens.")
