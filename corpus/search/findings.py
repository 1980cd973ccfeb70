"""What a search shows: each section or skill with its address and the words that were found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from corpus.models import SearchEntry
from corpus.search.store import BEGIN, END, Match, matches
from corpus.search.words import Query

SHOWN = 30
_PLACE = ("section__anchor", "section__page__slug", "skill__key")  # what an address is made of
_FOUND = re.compile(rf"{BEGIN}([^{END}]*){END}")

Run = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """`title_runs` and `excerpt_runs` part the texts into stretches, True where the words were found."""

    kind: Literal["section", "skill"]
    url: str
    title_runs: tuple[Run, ...]
    excerpt_runs: tuple[Run, ...]

    @property
    def title(self) -> str:
        return "".join(text for text, _is_found in self.title_runs)

    @property
    def excerpt(self) -> str:
        return "".join(text for text, _is_found in self.excerpt_runs)


def findings_of(query: Query, *, limit: int) -> list[SearchHit]:
    """Return what a query finds among the listed pages and skills, best first."""
    found = matches(query, limit=limit)
    places = SearchEntry.objects.select_related("section__page", "skill").only(*_PLACE)
    entries = places.in_bulk([match.entry_id for match in found])
    return [_finding(entries[match.entry_id], match) for match in found if match.entry_id in entries]


def _finding(entry: SearchEntry, match: Match) -> SearchHit:
    if entry.skill is not None:
        return SearchHit("skill", f"/skills/#skill-{entry.skill.key}", runs(match.title), runs(match.excerpt))
    url = entry.section.get_absolute_url() if entry.section else "/"
    return SearchHit("section", url, runs(match.title), runs(match.excerpt))


def runs(marked: str) -> tuple[Run, ...]:
    """Part a text at its marks."""
    parts = _FOUND.split(marked)
    return tuple((part, bool(number % 2)) for number, part in enumerate(parts) if part)
