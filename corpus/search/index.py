"""Ranks the blocks of a corpus for a question: BM25 over lemmas; titles, like meanings and spelling count.

Why not the database's full text: its rank cannot weigh a synonym below the word itself, nor say how much of the
question a block covers, and covering is what decides between an answer and none.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import simplemma

from corpus.search.meanings import alike, derived, phrases, present, spellings
from corpus.text.spelling import spelt
from corpus.text.words import fold, lemma, lemmas, words

_ALIKE = 0.8  # what a word of like meaning is worth against the word itself
_IN_TITLE, _NEARBY = 0.8, 0.3  # what a word is worth in the section's title, or in another block of the section
_SPOKEN = 0.45  # how much more a block is worth that speaks to the whole question itself
_CLOSE = 0.5  # how much more a block is worth if the question names every word of its heading
_LEAD = 0.4  # how much more a title is worth to the first block under it
_SATURATION, _LENGTH_SHARE = 1.2, 0.6  # BM25's k1 and b
_UNSAID, _UNHEARD = 0.75, 3.0  # what a word counts that stands nowhere: this share of the rarest, at most so much


_OPENING = re.compile(r"(?:^|(?<=[.:!?] ))[A-Z](?=[a-z])")
_RATED = re.compile(r"[^:]{1,120}: [0-5] of 5\b")
SCALE = re.compile(r"(?<=: )[0-5] of 5 \([^)]*\)[^.]*\.")  # a rating, its words and its facts: no topic of the row's


@dataclass(frozen=True, slots=True)
class IndexedSection:
    """A titled stretch of the corpus: a page's section with its sentences, or a group of rows."""

    title: str
    blocks: tuple[str, ...]

    @property
    def page(self) -> str:
        return self.title.split("›")[0].strip()

    @property
    def heading(self) -> str:
        return self.title.split("›")[-1].strip()


@dataclass(frozen=True, slots=True)
class Unit:
    """One block of one section, both counted from 0, with the lemmas of its words."""

    section: int
    block: int
    text: str
    lemmas: Counter[str] = field(compare=False)

    @property
    def is_rated(self) -> bool:
        """True for the row of a skill: "SQL: 3 of 5 (…)"."""
        return bool(_RATED.match(self.text))


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """One thing asked about: `worth` = the lemmas that would answer, each 0 to 1; `weight` = 1 or less if it is soft.

    `is_name` = written as a name is, or no word of the dictionary.
    """

    word: str
    worth: dict[str, float] = field(compare=False)
    weight: float
    idf: float
    is_heard: bool
    is_name: bool = False

    @property
    def total(self) -> float:
        return self.weight * self.idf

    @property
    def is_soft(self) -> bool:
        return self.weight < 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A block and how well it answers: `score` orders, `coverage` is the share (0 to 1) of the question's terms that
    it speaks to, the soft ones left out where there are others.

    `own` is the share spoken to by the block itself, its title and section left out.
    """

    unit: Unit
    score: float
    coverage: float
    own: float


class _Asked:
    """The terms of one question, with what every block is held against."""

    def __init__(self, terms: Sequence[SearchTerm]) -> None:
        self.terms = terms
        self.is_soft_only = all(term.is_soft for term in terms)
        self.total = sum(term.total for term in terms if self.counts(term))
        self.names = frozenset(name for term in terms for name in term.worth)
        self.exact = frozenset(name for term in terms for name, worth in term.worth.items() if worth == 1.0)

    def counts(self, term: SearchTerm) -> bool:
        """Return True where a term counts towards the share of the question that is covered."""
        return self.is_soft_only or not term.is_soft


class Index:
    """The blocks of one corpus, ready to be ranked. Immutable once built, so threads may share it."""

    def __init__(self, sections: tuple[IndexedSection, ...]) -> None:
        self.sections = sections
        self.units = tuple(
            Unit(place, number, text, Counter(_lemmas(text)))
            for place, section in enumerate(sections)
            for number, text in enumerate(section.blocks)
            if text.strip()
        )
        self.titles = [frozenset(_lemmas(section.title)) for section in sections]
        self.headings = [frozenset(_lemmas(section.heading)) for section in sections]
        self.by_section: list[list[Unit]] = [[] for _ in sections]
        for unit in self.units:
            self.by_section[unit.section].append(unit)
        self.held = [frozenset(name for unit in units for name in unit.lemmas) for units in self.by_section]
        self.spread = Counter(name for unit in self.units for name in {*unit.lemmas, *self.titles[unit.section]})
        self.known = frozenset(
            fold(word) for one in sections for text in (one.title, *one.blocks) for word in words(text)
        )
        self.length = max(1.0, sum(sum(unit.lemmas.values()) for unit in self.units) / max(1, len(self.units)))

    def idf(self, name: str) -> float:
        """Rarity of a lemma: about 0.4 for one in every other block, the highest for one that stands nowhere."""
        count = self.spread[name]
        return math.log(1 + (len(self.units) - count + 0.5) / (count + 0.5))

    def term(self, word: str, *, is_name: bool = False) -> SearchTerm:
        """What would answer to one word of a question. A word that no dictionary has is also looked up by spelling."""
        name = fold(word) if self.spread[fold(word)] else lemma(fold(word))
        others = {other for written in (name, *spellings(name)) for other in alike(written)} - {name}
        is_word = simplemma.is_known(word.lower(), lang="en")
        if not is_word and not any(self.spread[other] for other in (name, *others)):
            name = lemma(spelt(fold(word), self.known) or name)
            others = set(alike(name))
        others |= set() if is_name else derived(name) | present(name)
        worth = {other: _ALIKE for other in others if self.spread[other]}
        worth |= dict.fromkeys((name, *(other for other in spellings(name) if self.spread[other])), 1.0)
        heard = [self.idf(other) for other in worth if self.spread[other]]
        idf = self.idf(name) if self.spread[name] else min(heard, default=min(self.idf(name) * _UNSAID, _UNHEARD))
        return SearchTerm(word, worth, 1.0, idf, bool(heard), is_name or not is_word)

    def ranked(self, terms: Sequence[SearchTerm], within: Collection[int] | None = None) -> list[Hit]:
        """Every block (of the sections `within`) that speaks to some term, best first; ties go to the earlier one."""
        if not terms:
            return []
        asked = _Asked(terms)
        places = range(len(self.sections)) if within is None else sorted(within)
        hits = [hit for place in places for hit in self._hits(place, asked)]
        return sorted((hit for hit in hits if hit.score > 0), key=lambda hit: -hit.score)

    def _hits(self, place: int, asked: _Asked) -> list[Hit]:
        """The hits of one section; none, and soon, where it holds no word that is asked for."""
        held, titles, heading = self.held[place], self.titles[place], self.headings[place]
        if asked.names.isdisjoint(held) and asked.names.isdisjoint(titles):
            return []
        near = [(best_worth(term, titles), best_worth(term, held)) for term in asked.terms]
        close = 1 + _CLOSE * _share(heading, asked.names)
        return [self._hit(unit, asked, near, close) for unit in self.by_section[place]]

    def _hit(self, unit: Unit, asked: _Asked, around: Sequence[tuple[float, float]], close: float) -> Hit:
        score = coverage = own = 0.0
        size = sum(unit.lemmas.values())
        for term, (in_title, in_section) in zip(asked.terms, around, strict=True):
            inside = [(name, part) for name, part in term.worth.items() if name in unit.lemmas]
            here = max((self._frequency(unit.lemmas[name], size) * part for name, part in inside), default=0.0)
            says = max((part for name, part in inside if part == 1.0 or name not in asked.exact), default=0.0)
            title, near = _IN_TITLE * in_title, _NEARBY * in_section
            score += term.total * (here + title + title * _LEAD / (1 + unit.block) + (0 if here else near))
            if asked.counts(term):
                coverage += term.total * max(says, title, near)
                own += term.total * says
        return Hit(unit, score * close * (1 + _SPOKEN * own / asked.total), coverage / asked.total, own / asked.total)

    def _frequency(self, count: int, size: int) -> float:
        longer = 1 - _LENGTH_SHARE + _LENGTH_SHARE * size / self.length
        return count * (_SATURATION + 1) / (count + _SATURATION * longer)


def _lemmas(text: str) -> list[str]:
    """The lemmas of a text, a capital at the start of a sentence taken for none.

    "Owns" and "owned" are kept: only the adjective of the same form makes them a stop word.
    """
    text = SCALE.sub("", _OPENING.sub(lambda hit: hit.group().lower(), text))
    own = ("own" for word in words(text) if fold(word) in {"owns", "owned"})
    found = [*lemmas(text), *own, *phrases(text)]
    return [*found, *(form for name in found for form in present(name))]


def best_worth(term: SearchTerm, held: Collection[str]) -> float:
    """Return the worth of the best lemma of a term among those held; 0 if none is."""
    return max((worth for name, worth in term.worth.items() if name in held), default=0.0)


def _share(heading: frozenset[str], names: frozenset[str]) -> float:
    return len(heading & names) / len(heading) if heading else 0.0


@lru_cache(maxsize=8)
def index_of(sections: tuple[IndexedSection, ...]) -> Index:
    """The index of a corpus, built once per distinct corpus and kept for the last eight."""
    return Index(sections)
