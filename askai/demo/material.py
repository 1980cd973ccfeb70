"""What a request holds, as a reader takes it: whose site it is, prose, rated rows, and the conversation so far."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from corpus.search.index import Index, IndexedSection, Unit, index_of
from corpus.text.words import STOP_WORDS, fold, lemmas, words
from routing.standin.content import Json
from routing.standin.request import Result, results, text_of, turns

_ROW = re.compile(r"(?P<name>[^:]{1,120}): (?P<rating>[0-5]) of 5\b(?P<facts>[^.]*)\.")
_OWNER = re.compile(r"\bsite of ([^\n]{2,120}?)\.(?:\s|$)")
_YEARS = re.compile(r"(\d+) years?\b")


@dataclass(frozen=True, slots=True)
class RatedUnit:
    """A row of the skills: its name's lemmas, its rating (0 to 5), its years (0 = not said)."""

    unit: Unit
    name: str
    lemmas: frozenset[str]
    rating: int
    years: int


@dataclass(frozen=True, slots=True)
class Material:
    """`owner` = the folded words of the owner's name; `asked` and `replies` oldest first, the newest question last."""

    index: Index
    results: tuple[Result, ...]
    owner: frozenset[str]
    rows: tuple[RatedUnit, ...]
    asked: tuple[str, ...]
    replies: tuple[str, ...]

    @property
    def question(self) -> str:
        return self.asked[-1] if self.asked else ""

    def quoted(self) -> dict[Unit, int]:
        """Every block that stands in a reply so far, with its last place there."""
        said = "\n".join(" ".join(reply.split()) for reply in self.replies)
        places = {unit: said.rfind(" ".join(unit.text.split())) for unit in self.index.units} if said else {}
        return {unit: place for unit, place in places.items() if place >= 0}


def material_of(request: Json) -> Material:
    """Read a Messages API request."""
    found = results(request)
    index = index_of(tuple(IndexedSection(result.title, result.blocks) for result in found))
    said = turns(request)
    return Material(
        index=index,
        results=found,
        owner=_owner(text_of(request.get("system")), index.units),
        rows=_rows(index),
        asked=tuple(turn.text.replace("{name}", "").strip() for turn in said if turn.role == "user"),
        replies=tuple(turn.text for turn in said if turn.role == "assistant"),
    )


@lru_cache(maxsize=8)
def _rows(index: Index) -> tuple[RatedUnit, ...]:
    return tuple(row for unit in index.units if (row := _row(unit)))


def _row(unit: Unit) -> RatedUnit | None:
    hit = _ROW.match(unit.text)
    if hit is None:
        return None
    years = _YEARS.search(hit["facts"])
    name = hit["name"]
    return RatedUnit(unit, name, frozenset(lemmas(name)), int(hit["rating"]), int(years.group(1)) if years else 0)


def _owner(system: str, units: tuple[Unit, ...]) -> frozenset[str]:
    """The words of the owner's name: as the instructions say it, else what most often begins a sentence."""
    told = _OWNER.search(system)
    if told:
        return _parts(told.group(1))
    starts = Counter(hit.group() for unit in units if (hit := re.match(r"[A-Z][a-zà-ÿ]+\b", unit.text)))
    starts = Counter({word: count for word, count in starts.items() if fold(word) not in STOP_WORDS})
    if not starts or starts.most_common(1)[0][1] * 10 < len(units):
        return frozenset()
    first = starts.most_common(1)[0][0]
    full = re.compile(rf"\b{first}(?: [A-Z][\w-]+)+")
    names = Counter(hit.group() for unit in units for hit in full.finditer(unit.text))
    return _parts(names.most_common(1)[0][0] if names else first)


def _parts(name: str) -> frozenset[str]:
    return frozenset(part for word in words(name) for part in (fold(word), *re.split(r"[-'.]", fold(word))) if part)
