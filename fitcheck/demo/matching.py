"""Finds the rows of a matrix that speak of a requirement: by name and alias, by stems and synonyms."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from corpus.search.ranking import roots_of
from corpus.search.terms import root
from fitcheck.demo.matrix import Row

_COVERED = 0.8  # the share of a name or alias that the requirement must hold
_ONE_WORD, _SEVERAL = 2.6, 2.2  # what the held words must weigh together (idf): a common word is not a skill
_ALIKE = 0.8
_GENERIC_WEIGHT = 0.5
_WINDOW = 3  # how many words more than its own a name may be spread over
_NEAR, _AS_NEAR = 0.75, 0.95  # what a further row of the same words must weigh against the nearest; if rated higher
_APART = 0.4  # the same for a row that speaks of other words
_GENERIC = """
experience skills ability able knowledge work manage tool team process practice product user customer develop develops
service business software technical digital deliver lead partner program plan build strong system excel project design
data goals need support organization level effective engineer research feedback requirements time role collaborate write
end_to_end communication documentation partnership writing written testing performance clear quality decision change
growth health
"""
# Words that postings use for the same skill; one line is one meaning.
_SAME = """
experiments ab
metrics kpis
verbal oral spoken
coach mentor teach
hire recruit
prioritize trade_off
accessibility wcag a11y
agile scrum
electrical electrician electronics
"""
_FULL = 200  # rows; a small matrix is weighed as if it were full, or none of its words would be rare
_MOST = 3


@dataclass(frozen=True, slots=True)
class _Name:
    row: int
    roots: frozenset[str]
    size: float


@dataclass(frozen=True, slots=True)
class Match:
    """A row and how much of the requirement's words it answers for (idf, higher is nearer)."""

    row: Row
    weight: float


class Matcher:
    """The names and aliases of a matrix, ready to be held against requirements."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows
        named = [
            (number, frozenset(roots_of(name, with_parts=False)))
            for number, row in enumerate(rows)
            for name in (row.name, *row.aliases)
        ]
        spread = Counter(word for _, word in {(number, word) for number, roots in named for word in roots})
        self._generic = frozenset(map(root, _GENERIC.split()))
        full = max(len(rows), _FULL)
        self._idf = {word: self._weight(word, math.log(1 + full / count)) for word, count in spread.items()}
        self.names = [_Name(number, roots, sum(self._idf[word] for word in roots)) for number, roots in named if roots]
        self._by_root: dict[str, list[int]] = {}
        for place, name in enumerate(self.names):
            for word in name.roots:
                self._by_root.setdefault(word, []).append(place)

    def _weight(self, word: str, idf: float) -> float:
        return idf * _GENERIC_WEIGHT if word in self._generic else idf

    def matches(self, text: str) -> list[Match]:
        """At most three rows, nearest first. A better rated row is kept only if it is about as near as the nearest."""
        places = _places(roots_of(text, with_parts=False))
        best: dict[int, tuple[float, frozenset[str]]] = {}
        for number in sorted({number for name in places for number in self._by_root.get(name, ())}):
            name = self.names[number]
            weight = self._weight_of(name, places)
            if weight > best.get(name.row, (0.0, frozenset()))[0]:
                best[name.row] = (weight, name.roots)
        ranked = sorted(best, key=lambda row: (-best[row][0], -self.rows[row].rating, row))
        kept: list[int] = []
        for row in ranked:
            if len(kept) < _MOST and all(self._adds(row, other, best) for other in kept):
                kept.append(row)
        return [Match(self.rows[row], best[row][0]) for row in kept]

    def _adds(self, row: int, kept: int, best: dict[int, tuple[float, frozenset[str]]]) -> bool:
        """True if a row may stand beside a kept one: it speaks of other words, or is about as near."""
        (weight, roots), (most, taken) = best[row], best[kept]
        if not roots & taken:
            return weight >= _APART * most
        return weight >= most * (_AS_NEAR if self.rows[row].rating > self.rows[kept].rating else _NEAR)

    def _weight_of(self, name: _Name, places: dict[str, tuple[float, list[int]]]) -> float:
        """What a name weighs in a text: 0 unless enough of it stands there, close together."""
        held = {word: places[word] for word in name.roots if word in places}
        weight = sum(self._idf[word] * worth for word, (worth, _) in held.items())
        share = weight / name.size
        if share < _COVERED or weight < (_ONE_WORD if len(name.roots) == 1 else _SEVERAL):
            return 0.0
        return weight * share if _is_close([spots for _, spots in held.values()], len(name.roots)) else 0.0


def _is_close(spots: list[list[int]], words: int) -> bool:
    """True if one spot of each word can be chosen within the window."""
    return any(
        all(any(abs(other - start) <= words + _WINDOW for other in others) for others in spots[1:])
        for start in spots[0]
    )


def _places(roots: list[str]) -> dict[str, tuple[float, list[int]]]:
    """For each root of a requirement, and each synonym: its worth and where it stands."""
    found: dict[str, tuple[float, list[int]]] = {}
    for place, name in enumerate(roots):
        for other in _same().get(name, frozenset((name,))):
            worth = 1.0 if other == name else _ALIKE
            held, spots = found.get(other, (0.0, []))
            found[other] = (max(held, worth), [*spots, place])
    return found


@lru_cache(maxsize=1)
def _same() -> dict[str, frozenset[str]]:
    groups = [frozenset(map(root, line.split())) for line in _SAME.strip().splitlines()]
    return {name: group for group in groups for name in group}


@lru_cache(maxsize=8)
def matcher_of(rows: tuple[Row, ...]) -> Matcher:
    """The matcher of a matrix, built once per distinct matrix and kept for the last eight."""
    return Matcher(rows)
