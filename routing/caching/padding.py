"""Whether a prefix that is too short for the cache should be filled up, and with which useful blocks.

Padding is paid on every call: it pays only where enough calls read one written entry. Filler is never sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from routing.caching.rules import Band, band, padding_calls

_SURE = 1.25


@dataclass(frozen=True, slots=True)
class Block:
    """A useful text a feature could add to its prefix. `tokens` estimated, in the model's own family."""

    name: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The verdict. `take` blocks are added, in order (0 = none); `tokens` is the prefix with them.

    `calls_needed` = calls per cache lifetime from which it pays (None = never); `is_needed` False = long enough.
    """

    take: int
    tokens: int
    calls_needed: int | None
    is_needed: bool
    words: str

    @property
    def pays(self) -> bool:
        return self.take > 0


def padding_plan(
    *, prefix: int, floor: int, blocks: Sequence[Block], calls: float | None, counted: bool = False
) -> Plan:
    """Weigh padding of a prefix of so many tokens against a floor, for so many calls per cache lifetime.

    An unmeasured number of calls (None) refuses. An estimated prefix is padded to 1.25 times the floor, because
    estimates are good to about ±20 %; one that already counts as sure is left as it is.
    """
    if band(prefix, floor, is_counted=counted) is Band.SURE:
        return Plan(0, prefix, 0, False, f"Not needed: {prefix:,} tokens clear the floor of {floor:,}.")
    target = floor if counted else ceil(_SURE * floor)
    take, padded = _reach(prefix, target, blocks)
    if take is None:
        words = f"Refused: with every useful block it comes to {padded:,} tokens of {target:,}. Filler is never sent."
        return Plan(0, prefix, None, True, words)
    needed = padding_calls(prefix, padded)
    refusal = _refusal(prefix, padded, needed, calls)
    if refusal:
        return Plan(0, prefix, needed, True, refusal)
    names = ", ".join(block.name for block in blocks[:take])
    words = (
        f"Pays from {needed} calls per cache lifetime, {calls:.1f} were observed: {names} fill it to {padded:,} tokens."
    )
    return Plan(take, padded, needed, True, words)


def _reach(prefix: int, target: int, blocks: Sequence[Block]) -> tuple[int | None, int]:
    """Return how many blocks it takes to reach the target and the size then; None where all are not enough."""
    size = prefix
    for number, block in enumerate(blocks, 1):
        size += block.tokens
        if size >= target:
            return number, size
    return None, size


def _refusal(prefix: int, padded: int, needed: int | None, calls: float | None) -> str:
    if needed is None:
        return f"Refused: {prefix:,} tokens are so few that reading {padded:,} back costs as much; it never pays."
    if calls is None:
        return f"Refused: it pays from {needed} calls per cache lifetime, and none were observed yet."
    if calls < needed:
        return f"Refused: it pays from {needed} calls per cache lifetime, {calls:.1f} were observed."
    return ""
