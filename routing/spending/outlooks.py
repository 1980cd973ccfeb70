"""What the same calls would have cost otherwise: with another model, cache lifetime, or ten times the traffic.

Each call is divided into the shared prefix and the rest. The rest keeps its price classes; the class of the shared part
depends on the time between calls. Prices are today's, each tier by the size of the whole prompt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from routing.caching.rules import SECONDS
from routing.catalogue.reads import tier_of
from routing.catalogue.rules import Band, Tier, Tokens, band, cost
from routing.ledger.reads import CallRow
from routing.models import LanguageModel, Price, Route
from routing.tokens import family_ratio

_CLASS = {"5m": "write_5m", "1h": "write_1h"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """How the calls would have been made.

    `factor` turns tokens of the model that was used into those of this one (1 within a family). `policy` is off, 5m or
    1h; `times` is how dense the traffic is.
    """

    tiers: Sequence[Tier]
    floor: int
    policy: str
    factor: float = 1.0
    times: int = 1


@dataclass(frozen=True, slots=True)
class Outlook:
    """One alternative: micro-dollars (None = a price or a count is unknown), and what was assumed."""

    name: str
    microusd: int | None
    note: str
    is_base: bool = False


def outlooks_of(route: Route, calls: Sequence[CallRow], today: date) -> list[Outlook]:
    """Price every alternative for calls of the routed model, oldest first. Two queries."""
    tiers = tiers_today(today)
    model = route.model
    base = Scheme(tiers=tiers.get(model.pk, ()), floor=model.floor, policy=route.cache)
    ways = [("This routing", base, "The calls as they were sent, at today's prices."), *_policies(route, base)]
    found = [Outlook(name, outlook_cost(calls, scheme), note, scheme is base) for name, scheme, note in ways]
    others = LanguageModel.objects.exclude(pk=model.pk).exclude(lifecycle=LanguageModel.Lifecycle.RETIRED)
    for other in others.order_by("line", "-released_on", "api_id"):
        factor, note = _factor(model, other)
        scheme = replace(base, tiers=tiers.get(other.pk, ()), floor=other.floor, factor=factor)
        found.append(Outlook(other.name, outlook_cost(calls, scheme), note))
    return found


def _policies(route: Route, base: Scheme) -> Iterator[tuple[str, Scheme, str]]:
    if route.cache != "off":
        yield "Without a cache", replace(base, policy="off"), "Every call pays the full price for its whole prompt."
    if route.cache != "5m":
        yield "5-minute cache", replace(base, policy="5m"), "The shared part is cached for five minutes."
    if route.cache != "1h":
        yield "1-hour cache", replace(base, policy="1h"), "The shared part is cached for an hour."
    yield "Ten times the traffic", replace(base, times=10), "Ten calls for each one, spread evenly."


def _factor(used: LanguageModel, other: LanguageModel) -> tuple[float, str]:
    """Return what turns one model's tokens into the other's, and how sure that is."""
    if used.tokenizer == other.tokenizer:
        return 1.0, "The same tokens at the prices of this model."
    factor = float(family_ratio(used.tokenizer, other.tokenizer))
    return factor, f"Estimate: its tokenizer makes about {factor:.2f} times as many tokens."


def tiers_today(today: date) -> dict[int, list[Tier]]:
    """Return the price tiers of every model as they hold on that day, by the model's key."""
    newest: dict[tuple[int, int], Price] = {}
    for price in Price.objects.filter(valid_from__lte=today).order_by("valid_from", "above_prompt_tokens"):
        newest[price.model_id, price.above_prompt_tokens] = price
    tiers: dict[int, list[Tier]] = {}
    for (model_id, _), price in sorted(newest.items()):
        tiers.setdefault(model_id, []).append(tier_of(price))
    return tiers


def outlook_cost(calls: Sequence[CallRow], scheme: Scheme) -> int | None:
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


def _gaps(calls: Sequence[CallRow]) -> list[tuple[float | None, float]]:
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


def _cost(call: CallRow, scheme: Scheme, *, gap: float | None) -> int | None:
    if call.input is None or call.output is None:
        return None
    rest, shared = rest_of(call)
    rest, shared = _scaled(rest, scheme.factor), _up(shared * scheme.factor)
    if scheme.policy == "off" or band(shared, scheme.floor, is_counted=True) is Band.TOO_SHORT:
        plain = Tokens(input=rest.prompt + shared, output=rest.output)
        return cost(plain, scheme.tiers)
    is_read = gap is not None and gap < SECONDS[scheme.policy]
    name = "read" if is_read else _CLASS[scheme.policy]
    return cost(replace(rest, **{name: (getattr(rest, name) or 0) + shared}), scheme.tiers)


def rest_of(call: CallRow) -> tuple[Tokens, int]:
    """Return what a call had beside the shared prefix, in its own classes, and the shared tokens."""
    tokens = call.tokens
    shared = min(call.prefix or 0, tokens.prompt)
    left = shared
    kept: dict[str, int] = {}
    for name in _order(tokens, shared):
        have = getattr(tokens, name) or 0
        taken = min(have, left)
        kept[name], left = have - taken, left - taken
    return Tokens(**kept, output=tokens.output), shared


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
