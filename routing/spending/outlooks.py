"""What the calls of a feature would have cost otherwise, reckoned by the rules from the tokens they really used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from routing.caching.reads import plan_of
from routing.decisions.reads import tier_of
from routing.ledger.costs import Tier
from routing.ledger.tokens import NEW_FAMILY
from routing.models import LanguageModel, Price, Route
from routing.registry import shared_get
from routing.spending.whatif import Past, Scheme, outlook

_OFF = "off"


@dataclass(frozen=True, slots=True)
class Outlook:
    """One way it could have been: micro-dollars (None = a price or a count is unknown), and what was assumed."""

    name: str
    microusd: int | None
    note: str
    is_base: bool = False


def outlooks_of(route: Route, calls: Sequence[Past], today: date) -> list[Outlook]:
    """Reckon every alternative for calls of the routed model, oldest first. Two queries."""
    tiers = tiers_today(today)
    model = route.model
    floor = model.floor
    base = Scheme(tiers=tiers.get(model.pk, ()), floor=floor, policy=route.cache)
    ways = [("This routing", base, "The same reckoning for what was really sent."), *_policies(route, base)]
    found = [Outlook(name, outlook(calls, scheme), note, scheme is base) for name, scheme, note in ways]
    others = LanguageModel.objects.exclude(pk=model.pk).exclude(lifecycle=LanguageModel.Lifecycle.RETIRED)
    for other in others.order_by("line", "-released_on", "api_id"):
        factor, note = _factor(model, other)
        own = other.floor
        scheme = replace(base, tiers=tiers.get(other.pk, ()), floor=own, factor=factor)
        found.append(Outlook(other.name, outlook(calls, scheme), note))
    return found


def _policies(route: Route, base: Scheme) -> Iterator[tuple[str, Scheme, str]]:
    if route.cache != _OFF:
        yield "Without a cache", replace(base, policy=_OFF), "Every call pays its whole prompt in full."
    if route.cache != "5m":
        yield "Kept 5 minutes", replace(base, policy="5m"), "The shared part is marked for five minutes."
    if route.cache != "1h":
        yield "Kept 1 hour", replace(base, policy="1h"), "The shared part is marked for an hour."
    padded = _padded(route)
    if padded:
        yield "Padded", replace(base, pad_to=padded), f"The prefix is filled up to {padded:,} tokens. Estimate."
    yield "Ten times the traffic", replace(base, times=10), "Ten calls for each, spread evenly: ten times the answers."


def _padded(route: Route) -> int:
    """Return the size a short prefix would be filled up to; 0 where it is long enough or the texts end before."""
    shared = shared_get(route.feature)
    if shared is None:
        return 0
    plan = plan_of(route, shared, calls=1e9)
    return plan.tokens if plan.pays else 0


def _factor(used: LanguageModel, other: LanguageModel) -> tuple[float, str]:
    """Return what turns one model's tokens into the other's, and how sure that is."""
    if used.tokenizer == other.tokenizer:
        return 1.0, "The same tokens at its prices."
    is_new = other.tokenizer == LanguageModel.Tokenizer.NEW
    factor = NEW_FAMILY if is_new else 1 / NEW_FAMILY
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
