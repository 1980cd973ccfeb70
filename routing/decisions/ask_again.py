"""When a routing question is asked again: what a decision knew, against what is true now.

A condition that was true when the owner decided asks again only when it gets worse: the decision is an answer to it.
A retired model always asks again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from routing.decisions.figures import SMALL_CORPUS
from routing.models import Price, Route

NOTICE = timedelta(days=90)


class ConditionKind(StrEnum):
    """What may have changed since."""

    PREFIX = "prefix"
    MODEL = "model"
    SUCCESSOR = "successor"
    PRICE = "price"
    MARKS = "marks"
    FIGURES = "figures"


class Ending(StrEnum):
    """How near a model's end is, from far to over."""

    NONE = ""
    RETIRING = "retiring"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


_ENDINGS = tuple(Ending)
_ENDING_WORDS = {
    Ending.RETIRING: "it may be retired on {} or later",
    Ending.DEPRECATED: "it is deprecated and will be retired on {}",
    Ending.RETIRED: "it is retired, so the feature cannot run on it",
}
Prices = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a route rests on at one moment. `prefix` in the model's tokens; `prices` one row a tier, as text.

    `most_prefix` = what the model's window leaves for it; `recommended` = what the five questions said.
    """

    prefix: int | None
    most_prefix: int
    ending: Ending
    ends_on: date | None
    successor: str
    prices: Prices
    recommended: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What the marks propose ("" = nothing), why, and whether one of them is newer than the decision."""

    proposal: str = ""
    reason: str = ""
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class RecheckCondition:
    """One reason to ask again: what it says, whether it is true now, and what was found."""

    kind: ConditionKind
    words: str
    is_true: bool
    found: str = ""


def ending_of(lifecycle: str, ends_on: date | None, today: date) -> Ending:
    """Return how near a model's end is, from its lifecycle and the earliest or announced day."""
    if lifecycle in {Ending.RETIRED, Ending.DEPRECATED}:
        return Ending(lifecycle)
    return Ending.RETIRING if ends_on is not None and ends_on <= today + NOTICE else Ending.NONE


def facts_of(route: Route, prices: Sequence[Price], prefix: int | None, recommended: str, today: date) -> Facts:
    """Return what may change under a route. The same prices give the same text, however they were stored."""
    model = route.model
    amounts = ("input_usd", "output_usd", "write_5m_usd", "write_1h_usd", "read_usd")
    return Facts(
        prefix=prefix,
        most_prefix=max(0, model.context_tokens - route.max_output_tokens),
        ending=ending_of(model.lifecycle, model.retires_on, today),
        ends_on=model.retires_on,
        successor=model.successor.api_id if model.successor else "",
        prices=[
            [str(price.above_prompt_tokens), *(f"{getattr(price, name).normalize():f}" for name in amounts)]
            for price in prices
        ],
        recommended=recommended,
    )


def prefix_limit(prefix: int | None, most_prefix: int, tiers: Sequence[int]) -> int:
    """Return the size above which the question is asked again: the nearest of these that is larger than now.

    Half as much again as now, the next price tier, the size from which texts must be searched, the model's window.
    """
    lines = [SMALL_CORPUS, most_prefix, *(tier for tier in tiers if tier)]
    if prefix is not None:
        lines.append(max(prefix * 3 // 2, prefix + 2_000))
    return min((line for line in lines if line > (prefix or 0)), default=SMALL_CORPUS)


def conditions_make(facts: Facts, *, is_owner: bool) -> list[dict[str, Any]]:
    """Return what a decision keeps, as JSON. Only the owner's own decision counts as an answer to a known ending."""
    limit = prefix_limit(facts.prefix, facts.most_prefix, [int(row[0]) for row in facts.prices])
    return [
        {"kind": ConditionKind.PREFIX.value, "limit": limit},
        {"kind": ConditionKind.MODEL.value, "knew": facts.ending.value if is_owner else ""},
        {"kind": ConditionKind.SUCCESSOR.value, "knew": facts.successor},
        {"kind": ConditionKind.PRICE.value, "knew": [list(row) for row in facts.prices]},
        {"kind": ConditionKind.MARKS.value},
        {"kind": ConditionKind.FIGURES.value, "knew": facts.recommended},
    ]


def conditions_now(kept: Sequence[Any], facts: Facts, marks: Marks) -> list[RecheckCondition]:
    """Compare what a decision kept with what is true now. Unreadable entries are left out."""
    readable = [entry for entry in kept if isinstance(entry, Mapping) and entry.get("kind") in _CHECKS]
    return [_CHECKS[entry["kind"]](entry, facts, marks) for entry in readable]


def _prefix(entry: Mapping[str, Any], facts: Facts, _marks: Marks) -> RecheckCondition:
    limit = int(entry["limit"])
    found = "" if facts.prefix is None else f"now about {facts.prefix:,}"
    words = f"The shared text grows beyond {limit:,} tokens."
    return RecheckCondition(ConditionKind.PREFIX, words, facts.prefix is not None and facts.prefix > limit, found)


def _model(entry: Mapping[str, Any], facts: Facts, _marks: Marks) -> RecheckCondition:
    knew = Ending(entry.get("knew", ""))
    is_worse = _ENDINGS.index(facts.ending) > _ENDINGS.index(knew)
    found = _ENDING_WORDS.get(facts.ending, "").format(_day(facts.ends_on))
    if found and not is_worse and facts.ending is not Ending.RETIRED:
        found += "; this was known at the last decision"
    words = f"The model is deprecated, or may be retired within {NOTICE.days} days."
    return RecheckCondition(ConditionKind.MODEL, words, is_worse or facts.ending is Ending.RETIRED, found)


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "a day not announced"


def _successor(entry: Mapping[str, Any], facts: Facts, _marks: Marks) -> RecheckCondition:
    is_new = bool(facts.successor) and facts.successor != entry.get("knew", "")
    found = f"there is {facts.successor}" if facts.successor else ""
    return RecheckCondition(ConditionKind.SUCCESSOR, "A successor of the model appears.", is_new, found)


def _price(entry: Mapping[str, Any], facts: Facts, _marks: Marks) -> RecheckCondition:
    before, now = [tuple(row) for row in entry.get("knew", [])], [tuple(row) for row in facts.prices]
    found = "" if before == now else _price_words(before, now)
    return RecheckCondition(ConditionKind.PRICE, "A price of the model changes.", before != now, found)


def _marks(_entry: Mapping[str, Any], _facts: Facts, marks: Marks) -> RecheckCondition:
    words = "Marks on real answers reach the threshold for a change."
    return RecheckCondition(
        ConditionKind.MARKS, words, bool(marks.proposal) and marks.is_new, marks.reason if marks.proposal else ""
    )


def _figures(entry: Mapping[str, Any], facts: Facts, _marks: Marks) -> RecheckCondition:
    knew = entry.get("knew", "")
    is_other = bool(facts.recommended) and facts.recommended != knew
    found = f"a {facts.recommended} model now, a {knew} one at the last decision" if is_other else ""
    return RecheckCondition(
        ConditionKind.FIGURES, "The measured figures recommend another size of model.", is_other, found
    )


def _price_words(before: Sequence[tuple[str, ...]], now: Sequence[tuple[str, ...]]) -> str:
    if not now:
        return "no price is known now"
    if not before:
        return f"${now[0][1]} per 1M input tokens, ${now[0][2]} per 1M output tokens; before, the price was unknown"
    names = ("threshold", "input", "output", "5-minute writes", "1-hour writes", "reads")
    if len(before) != len(now):
        return f"{len(now)} price tiers instead of {len(before)}"
    return ", ".join(
        f"{name} {old} → {new}"
        for was, row in zip(before, now, strict=True)
        for name, old, new in zip(names, was, row, strict=True)
        if old != new
    )


_CHECKS = {
    ConditionKind.PREFIX: _prefix,
    ConditionKind.MODEL: _model,
    ConditionKind.SUCCESSOR: _successor,
    ConditionKind.PRICE: _price,
    ConditionKind.MARKS: _marks,
    ConditionKind.FIGURES: _figures,
}
