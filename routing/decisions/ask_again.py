"""When a routing question is asked again: what a decision knew, against what is true now.

A condition that was true when the owner decided stays quiet until it gets worse: a decision is an answer to it. Only
a retired model is never quiet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from routing.decisions.figures import SMALL_CORPUS

NOTICE = timedelta(days=90)


class Kind(StrEnum):
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
    Ending.RETIRING: "it may be retired from {} on",
    Ending.DEPRECATED: "it is deprecated and ends on {}",
    Ending.RETIRED: "it is retired: the feature cannot run on it",
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
class Condition:
    """One reason to ask again: what it says, whether it is true now, and what was found."""

    kind: Kind
    words: str
    is_true: bool
    found: str = ""


def ending_of(lifecycle: str, ends_on: date | None, today: date) -> Ending:
    """Return how near a model's end is, from its lifecycle and the earliest or announced day."""
    if lifecycle in {Ending.RETIRED, Ending.DEPRECATED}:
        return Ending(lifecycle)
    return Ending.RETIRING if ends_on is not None and ends_on <= today + NOTICE else Ending.NONE


def prefix_limit(prefix: int | None, most_prefix: int, tiers: Sequence[int]) -> int:
    """Return the size past which the question is asked again: the nearest line ahead.

    Lines are half as much again as now, the next price tier, the end of the small-corpus regime, the model's window.
    """
    lines = [SMALL_CORPUS, most_prefix, *(tier for tier in tiers if tier)]
    if prefix is not None:
        lines.append(max(prefix * 3 // 2, prefix + 2_000))
    return min((line for line in lines if line > (prefix or 0)), default=SMALL_CORPUS)


def conditions_make(facts: Facts, *, is_owner: bool) -> list[dict[str, Any]]:
    """Return what a decision keeps, as JSON. Only an owner's decision has answered to an ending that was in sight."""
    limit = prefix_limit(facts.prefix, facts.most_prefix, [int(row[0]) for row in facts.prices])
    return [
        {"kind": Kind.PREFIX.value, "limit": limit},
        {"kind": Kind.MODEL.value, "knew": facts.ending.value if is_owner else ""},
        {"kind": Kind.SUCCESSOR.value, "knew": facts.successor},
        {"kind": Kind.PRICE.value, "knew": [list(row) for row in facts.prices]},
        {"kind": Kind.MARKS.value},
        {"kind": Kind.FIGURES.value, "knew": facts.recommended},
    ]


def conditions_now(kept: Sequence[Any], facts: Facts, marks: Marks) -> list[Condition]:
    """Hold what a decision kept against what is true now. Unreadable entries are left out."""
    found = []
    for entry in kept:
        if isinstance(entry, Mapping) and entry.get("kind") in _CHECKS:
            found.append(_CHECKS[entry["kind"]](entry, facts, marks))
    return found


def _prefix(entry: Mapping[str, Any], facts: Facts, _marks: Marks) -> Condition:
    limit = int(entry["limit"])
    found = "" if facts.prefix is None else f"now about {facts.prefix:,}"
    words = f"The shared text grows past {limit:,} tokens."
    return Condition(Kind.PREFIX, words, facts.prefix is not None and facts.prefix > limit, found)


def _model(entry: Mapping[str, Any], facts: Facts, _marks: Marks) -> Condition:
    knew = Ending(entry.get("knew", ""))
    is_worse = _ENDINGS.index(facts.ending) > _ENDINGS.index(knew)
    found = _ENDING_WORDS.get(facts.ending, "").format(_day(facts.ends_on))
    if found and not is_worse and facts.ending is not Ending.RETIRED:
        found += "; known when this was decided"
    words = f"The model is deprecated, or may be retired within {NOTICE.days} days."
    return Condition(Kind.MODEL, words, is_worse or facts.ending is Ending.RETIRED, found)


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "a day not told"


def _successor(entry: Mapping[str, Any], facts: Facts, _marks: Marks) -> Condition:
    is_new = bool(facts.successor) and facts.successor != entry.get("knew", "")
    found = f"there is {facts.successor}" if facts.successor else ""
    return Condition(Kind.SUCCESSOR, "A successor of the model appears.", is_new, found)


def _price(entry: Mapping[str, Any], facts: Facts, _marks: Marks) -> Condition:
    before, now = [tuple(row) for row in entry.get("knew", [])], [tuple(row) for row in facts.prices]
    found = "" if before == now else _price_words(before, now)
    return Condition(Kind.PRICE, "A price of the model changes.", before != now, found)


def _marks(_entry: Mapping[str, Any], _facts: Facts, marks: Marks) -> Condition:
    words = "Marks on real answers cross their threshold."
    return Condition(Kind.MARKS, words, bool(marks.proposal) and marks.is_new, marks.reason if marks.proposal else "")


def _figures(entry: Mapping[str, Any], facts: Facts, _marks: Marks) -> Condition:
    knew = entry.get("knew", "")
    is_other = bool(facts.recommended) and facts.recommended != knew
    found = f"a {facts.recommended} model now, a {knew} one then" if is_other else ""
    return Condition(Kind.FIGURES, "The figures recommend another size of model.", is_other, found)


def _price_words(before: Sequence[tuple[str, ...]], now: Sequence[tuple[str, ...]]) -> str:
    if not now:
        return "no price is known any more"
    if not before:
        return f"${now[0][1]} a million tokens in, ${now[0][2]} out; it was unknown"
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
    Kind.PREFIX: _prefix,
    Kind.MODEL: _model,
    Kind.SUCCESSOR: _successor,
    Kind.PRICE: _price,
    Kind.MARKS: _marks,
    Kind.FIGURES: _figures,
}
