"""Ranks the blocks of a corpus for a question: BM25 over stems, with titles, synonyms and spelling taken into account.

Why not SQLite's FTS5: its bm25 cannot weigh a synonym below the word itself, nor say how much of the question a block
covers, and covering is what decides between an answer and a decline.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from corpus.search.stems import STOP_WORDS, fold, sentences, spelt, words
from corpus.search.terms import alike, phrased, root

_ALIKE = 0.7  # what a synonym is worth against the word itself
_IN_TITLE, _NEARBY = 0.8, 0.3  # what a word is worth in the section's title, or in another block of the section
_SPOKEN = 0.45  # how much more a block is worth that speaks to the whole question itself
_MOST_TERMS = 24
_CLOSE = 0.5  # how much more a block is worth if the question names every word of its heading
_FOCUS = 1.7  # how much more the section quoted last is worth to a follow-up
_UNHEARD = 3.0  # the most that a word nobody knows weighs in a question of three topics or more
_LATER, _SOFT = 0.4, 0.4  # a later sentence of the question; a word that says little about the topic
_SOFT_LIST = """
experience background work working worked role roles job jobs professional specific significant key project projects
relate last recent important main day face faced overcome happen happened bring brings provide
meet biggest greatest style handle deal
"""
_SOFT_WORDS = frozenset(_SOFT_LIST.split())
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w+#.]*\w(?: [A-Z]\w+)*")
_LEAD = 0.4  # how much more a title is worth to the first block under it
_SATURATION, _LENGTH_SHARE = 1.2, 0.6  # BM25's k1 and b


@dataclass(frozen=True, slots=True)
class Section:
    """A titled stretch of the corpus: a page's section with its sentences, or a group of rows."""

    title: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One block of one section, both counted from 0, with the roots of its words."""

    section: int
    block: int
    text: str
    roots: Counter[str] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing the question asks about: the roots that would answer it, each with its worth, and its own weight."""

    worth: dict[str, float]
    weight: float
    idf: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A block and how well it answers: `score` orders, `coverage` is the share (0 to 1) of the question it speaks to.

    `own` is the share spoken to by the block itself, its title and section left out.
    """

    unit: Unit
    score: float
    coverage: float
    own: float


def topics_of(text: str) -> list[str]:
    """The words of a question that carry meaning, known phrases joined, each once."""
    joined = phrased(text).replace("-", "_").split()
    found: list[str] = []
    for token in joined:
        parts = words(token.replace("_", " "))
        found += ["_".join(parts)] if len(parts) > 1 else [part for part in parts if part not in STOP_WORDS]
    return list(dict.fromkeys(found))


def roots_of(text: str, *, with_parts: bool = True) -> list[str]:
    """Roots of the words that carry meaning, phrases joined, in order. `with_parts` counts a phrase's words as well."""
    found: list[str] = []
    for word in phrased(text).split():
        is_phrase = "_" in word
        parts = words(word.replace("_", " ").replace("-", " "))
        if is_phrase or "-" in word:
            found.append(root("_".join(parts)))
        if with_parts or not is_phrase:
            found += [root(part) for part in parts if part not in STOP_WORDS]
    return found


class Index:
    """The blocks of one corpus, ready to be ranked. Immutable once built, so threads may share it."""

    def __init__(self, sections: tuple[Section, ...]) -> None:
        self.sections = sections
        self.units = tuple(
            Unit(place, number, text, Counter(roots_of(text)))
            for place, section in enumerate(sections)
            for number, text in enumerate(section.blocks)
            if text.strip()
        )
        self.titles = [frozenset(roots_of(section.title)) for section in sections]
        self.headings = [frozenset(roots_of(section.title.split("›")[-1])) for section in sections]
        self.held = [frozenset[str]() for _ in sections]
        for unit in self.units:
            self.held[unit.section] |= frozenset(unit.roots)
        self.spread = Counter(name for unit in self.units for name in {*unit.roots, *self.titles[unit.section]})
        self.known = frozenset(word for one in sections for word in words(" ".join((one.title, *one.blocks))))
        self.owner = _owner(self.units)
        total = sum(sum(unit.roots.values()) for unit in self.units)
        self.length = max(1.0, total / max(1, len(self.units)))

    def idf(self, name: str) -> float:
        """Rarity of a root: about 0.4 for a word in every other block, the highest for one that stands nowhere."""
        count = self.spread[name]
        return math.log(1 + (len(self.units) - count + 0.5) / (count + 0.5))

    def term(self, word: str, weight: float = 1.0) -> Term:
        """What would answer to one word of the question; a word nobody knows is first looked up by its spelling."""
        name = root(word)
        others = alike(name)
        if not self.spread[name] and not others and "_" not in word:
            near = spelt(word, self.known)
            name = root(near) if near else name
            others = alike(name)
        worth = {other: _ALIKE for other in others if self.spread[other]}
        worth[name] = 1.0
        known = [other for other in worth if self.spread[other]] or [name]
        rarity = self.idf(name) if self.spread[name] else min(map(self.idf, known))
        return Term(worth, weight, rarity)

    def terms(self, text: str) -> list[Term]:
        """What a text asks about. Its first sentence with a topic counts fully, later ones less; soft words little."""
        found: dict[str, Term] = {}
        weight = 1.0
        for sentence in sentences(text):
            asked = [part for name in topics_of(sentence) for part in self._parts(name) if part not in self.owner]
            for name in asked[: _MOST_TERMS - len(found)]:
                found.setdefault(name, self.term(name, weight * (_SOFT if name in _SOFT_WORDS else 1.0)))
            weight = _LATER if asked else weight
        terms = [term for name, term in found.items() if name not in _SOFT_WORDS or self._is_heard(term)]
        terms = terms[:_MOST_TERMS]
        return terms if len(terms) < 3 else [self._capped(term) for term in terms]

    def _capped(self, term: Term) -> Term:
        return term if self._is_heard(term) else replace(term, idf=min(term.idf, _UNHEARD))

    def _is_heard(self, term: Term) -> bool:
        return any(self.spread[name] for name in term.worth)

    def _parts(self, topic: str) -> list[str]:
        """A phrase as one topic if the corpus knows it or a synonym, else its words."""
        if "_" not in topic or any(self.spread[name] for name in (root(topic), *alike(root(topic)))):
            return [topic]
        return [part for part in topic.split("_") if part not in STOP_WORDS]

    def strangers(self, text: str) -> list[str]:
        """Proper names in a question (capitals inside a sentence) that the corpus does not know at all."""
        names = _NAME.findall(text)
        return [name for name in names if not any(self.is_known(word) for word in topics_of(name))]

    def is_known(self, word: str) -> bool:
        """True if the corpus holds the word, a synonym, or a word spelt nearly so."""
        roots = {root(word), *alike(root(word))}
        return any(self.spread[name] for name in roots) or word in self.owner or spelt(word, self.known) is not None

    def ranked(self, terms: Iterable[Term], earlier: Iterable[Term] = (), focus: Unit | None = None) -> list[Hit]:
        """Every block that speaks to some term, best first; ties go to the earlier block.

        `earlier` are the terms of the question before and count a third; the section of `focus` is preferred.
        """
        asked = (*terms, *(replace(term, weight=term.weight / 3) for term in earlier))
        total = sum(term.idf * term.weight for term in asked)
        if not total:
            return []
        names = frozenset(name for term in asked for name in term.worth)
        close = [1 + _CLOSE * _share(heading, names) for heading in self.headings]
        if focus is not None:
            close[focus.section] *= _FOCUS
        hits = (self._hit(unit, asked, total, close[unit.section]) for unit in self.units)
        return sorted((hit for hit in hits if hit.score > 0), key=lambda hit: -hit.score)

    def _hit(self, unit: Unit, asked: tuple[Term, ...], total: float, close: float) -> Hit:
        score = coverage = own = 0.0
        size = sum(unit.roots.values())
        for term in asked:
            weight = term.idf * term.weight
            here = max(self._frequency(unit.roots[name], size) * part for name, part in term.worth.items())
            says = _best(term, unit.roots)
            title = _IN_TITLE * _best(term, self.titles[unit.section])
            lead = title * _LEAD / (1 + unit.block)
            near = _NEARBY * _best(term, self.held[unit.section])
            score += weight * (here + title + lead + (0 if here else near))
            coverage += weight * max(says, title, near)
            own += weight * says
        return Hit(unit, score * close * (1 + _SPOKEN * own / total), coverage / total, own / total)

    def _frequency(self, count: int, size: int) -> float:
        longer = 1 - _LENGTH_SHARE + _LENGTH_SHARE * size / self.length
        return count * (_SATURATION + 1) / (count + _SATURATION * longer)


def _owner(units: tuple[Unit, ...]) -> frozenset[str]:
    """Words of the owner's name: what most often begins a sentence with a capital, with the longest name it begins."""
    starts = Counter(hit.group() for unit in units if (hit := re.match(r"[A-Z][a-z]+\b", unit.text)))
    starts = Counter({word: count for word, count in starts.items() if fold(word) not in STOP_WORDS})
    if not starts or starts.most_common(1)[0][1] * 10 < len(units):
        return frozenset()
    first = starts.most_common(1)[0][0]
    full = re.compile(rf"\b{first}(?: [A-Z][\w-]+)*")
    names = Counter(hit.group() for unit in units for hit in full.finditer(unit.text) if len(hit.group().split()) > 1)
    name = names.most_common(1)[0][0] if names else first
    return frozenset(words(name.replace("-", " "))) | {"_".join(words(part.replace("-", " "))) for part in name.split()}


def _share(heading: frozenset[str], names: frozenset[str]) -> float:
    """How much of a heading the question names, from 0 to 1."""
    return len(heading & names) / len(heading) if heading else 0.0


def _best(term: Term, roots: Container[str]) -> float:
    return max((worth for name, worth in term.worth.items() if name in roots), default=0.0)


@lru_cache(maxsize=8)
def index_of(sections: tuple[Section, ...]) -> Index:
    """The index of a corpus, built once per distinct corpus and kept for the last eight."""
    return Index(sections)
