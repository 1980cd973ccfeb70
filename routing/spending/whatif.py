"""What the same calls would have cost otherwise: another model, no cache, padding, an hour, ten times the traffic.

Each call is cut into the shared prefix and its own rest. The rest keeps the price classes it had; the shared part gets
its class from how the calls follow one another. Prices are today's, each tier by the size of the whole prompt.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from routing.caching.rules import Band, band
from routing.caching.windows import SECONDS
from routing.ledger.costs import Tier, Tokens, cost

_CLASS = {"5m": "write_5m", "1h": "write_1h"}


@dataclass(frozen=True, slots=True)
class Past:
    """One settled call: when it started (seconds), its shared prefix in tokens and its fingerprint, its counts."""

    at: float
    prefix: int
    sha: str
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Scheme:
    """How the calls would have been made.

    `factor` turns tokens of the model that was used into those of this one (1 within a family). `policy` is off, 5m or
    1h; `pad_to` fills shorter prefixes up to so many tokens; `times` is how dense the traffic is.
    """

    tiers: Sequence[Tier]
    floor: int
    policy: str
    factor: float = 1.0
    pad_to: int = 0
    times: int = 1


def outlook(calls: Sequence[Past], scheme: Scheme) -> int | None:
    """Return micro-dollars for these calls, oldest first; None where a price or a count is unknown (never 0).

    With denser traffic every call stands for `times` calls, spread evenly until the next one of the same prefix.
    """
    gaps = _gaps(calls)
    total = 0
    for call, (before, after) in zip(calls, gaps, strict=True):
        first = _cost(call, scheme, gap=None if before is None else before / scheme.times)
        rest = _cost(call, scheme, gap=after / scheme.times) if scheme.times > 1 else 0
        if first is None or rest is None:
            return None
        total += first + (scheme.times - 1) * rest
    return total


def _gaps(calls: Sequence[Past]) -> list[tuple[float | None, float]]:
    """Return the seconds since the call before with the same prefix (None = first) and until the next."""
    before: list[float | None] = [None] * len(calls)
    after = [0.0] * len(calls)
    last: dict[str, int] = {}
    for number, call in enumerate(calls):
        earlier = last.get(call.sha)
        if earlier is not None:
            before[number] = call.at - calls[earlier].at
            after[earlier] = call.at - calls[earlier].at
        last[call.sha] = number
    return list(zip(before, after, strict=True))


def _cost(call: Past, scheme: Scheme, *, gap: float | None) -> int | None:
    if call.tokens.input is None or call.tokens.output is None:
        return None
    rest, shared = rest_of(call)
    rest, shared = _scaled(rest, scheme.factor), _up(shared * scheme.factor)
    shared = max(shared, scheme.pad_to)
    if scheme.policy == "off" or band(shared, scheme.floor, is_counted=True) is Band.TOO_SHORT:
        plain = Tokens(input=rest.prompt + shared, output=rest.output)
        return cost(plain, scheme.tiers)
    is_read = gap is not None and gap < SECONDS[scheme.policy]
    name = "read" if is_read else _CLASS[scheme.policy]
    return cost(replace(rest, **{name: (getattr(rest, name) or 0) + shared}), scheme.tiers)


def rest_of(call: Past) -> tuple[Tokens, int]:
    """Return what a call had beside the shared prefix, in its own classes, and the shared tokens."""
    shared = min(call.prefix, call.tokens.prompt)
    left = shared
    kept: dict[str, int] = {}
    for name in _order(call.tokens, shared):
        have = getattr(call.tokens, name) or 0
        taken = min(have, left)
        kept[name], left = have - taken, left - taken
    return Tokens(**kept, output=call.tokens.output), shared


def _order(tokens: Tokens, shared: int) -> tuple[str, ...]:
    """Return the classes in the order in which the shared part was most likely billed."""
    if (tokens.read or 0) * 2 >= shared:
        return ("read", "write_5m", "write_1h", "input")
    written = sorted(("write_5m", "write_1h"), key=lambda name: -(getattr(tokens, name) or 0))
    if (getattr(tokens, written[0]) or 0) * 2 >= shared:
        return (*written, "read", "input")
    return ("input", *written, "read")


def _scaled(tokens: Tokens, factor: float) -> Tokens:
    if factor == 1.0:
        return tokens
    counts = {name: getattr(tokens, name) for name in ("input", "write_5m", "write_1h", "read", "output")}
    return Tokens(**{name: None if count is None else _up(count * factor) for name, count in counts.items()})


def _up(tokens: float) -> int:
    """Round up to whole tokens; what only the float added is no token."""
    return ceil(round(tokens, 6))
