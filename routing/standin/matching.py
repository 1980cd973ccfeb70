"""Finds the rows of a matrix that speak of a requirement: by name and alias, by stems and synonyms."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from routing.standin.matrix import Row
from routing.standin.retrieval import roots_of

_COVERED = 0.72  # the share of a name or alias that the requirement must hold
_SPECIFIC = 2.6  # what the held words must weigh together: one common word is not a skill
_ALIKE = 0.75
_GENERIC_WEIGHT = 0.25
_GENERIC = """
experi experienc skil abilit able knowledg work working manag tool team proces practic product user customer develop
service servic busines softwar technic digital deliver lead partner program plan build strong system excel planning
communic project data design goal need support product_management product_manager organization leadership level
effectiv engineer research feedback requir time role partnership collaboration collabor write
"""
# Stems that postings use for the same skill. One line is one meaning; the first word is the matrix's likelier one.
_SAME = """
experiment ab test
metric kpi measur
interview convers
writ written document
verbal oral spoken
coach mentor teach
hir recruit
roadmap road_map
vision direct
prioritiz priorit trade_off
accessibl wcag a11y
agile scrum iter
stakehold sponsor
regul complianc
cloud aws azur
nurs clinic patient
electric electrician electron
"""
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
            (number, frozenset(roots_of(name))) for number, row in enumerate(rows) for name in (row.name, *row.aliases)
        ]
        spread = Counter(root for number, root in {(number, root) for number, roots in named for root in roots})
        self._generic = frozenset(_GENERIC.split())
        self._idf = {root: self._weight(root, math.log(1 + len(rows) / count)) for root, count in spread.items()}
        self.names = [_Name(number, roots, sum(self._idf[root] for root in roots)) for number, roots in named if roots]
        self._by_root: dict[str, list[int]] = {}
        for place, name in enumerate(self.names):
            for root in name.roots:
                self._by_root.setdefault(root, []).append(place)

    def _weight(self, root: str, idf: float) -> float:
        return idf * _GENERIC_WEIGHT if root in self._generic else idf

    def matches(self, text: str) -> list[Match]:
        """At most three rows, nearest first: those named whole first, and the better rated of equals."""
        asked = _widened(roots_of(text))
        best: dict[int, float] = {}
        for place in {place for root in asked for place in self._by_root.get(root, ())}:
            name = self.names[place]
            held = sum(self._idf[root] * asked.get(root, 0.0) for root in name.roots)
            share = held / name.size
            if share >= _COVERED and held >= _SPECIFIC:
                best[name.row] = max(best.get(name.row, 0.0), held * share)
        ranked = sorted(best, key=lambda number: (-best[number], -self.rows[number].rating, number))
        enough = best[ranked[0]] * 0.5 if ranked else 0.0
        return [Match(self.rows[number], best[number]) for number in ranked[:_MOST] if best[number] >= enough]


def _widened(roots: list[str]) -> dict[str, float]:
    """The roots of a requirement and their synonyms, each with its worth."""
    wide = {other: _ALIKE for root in roots for other in _same().get(root, frozenset())}
    wide |= dict.fromkeys(roots, 1.0)
    return wide


@lru_cache(maxsize=1)
def _same() -> dict[str, frozenset[str]]:
    groups = [frozenset(line.split()) for line in _SAME.strip().splitlines()]
    return {root: group for group in groups for root in group}


@lru_cache(maxsize=8)
def matcher_of(rows: tuple[Row, ...]) -> Matcher:
    """The matcher of a matrix, built once per distinct matrix and kept for the last eight."""
    return Matcher(rows)
