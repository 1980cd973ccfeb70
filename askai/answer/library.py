"""What an answer is held against: the sources that were sent, cut into blocks, with the words and figures of each."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import simplemma

from askai.answer.citations import Citation, squeeze
from corpus.search.index import Index, IndexedSection, index_of
from corpus.search.meanings import alike
from corpus.text.lines import SkillLine
from corpus.text.values import CorpusText
from corpus.text.words import fold, language_of, lemmas, words

_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl")
_READ_SHARE = 0.5  # of an answer's small words, so many are the corpus's: it is in the corpus's language
_CLEARLY_READ = 0.8  # below this a neighbouring language is possible, and its letters are asked
_NOUN_CAPITALS = 0.28  # a corpus with more words in capitals than this writes every noun so, as German does
_KIN = 3  # lemmas a skill's row shares with a passage that bears the skill out
_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")


@dataclass(frozen=True, slots=True)
class Support:
    """What a claim may rest on: the blocks cited, and for names all words of the sections these are from."""

    blocks: tuple[str, ...]
    words: frozenset[str]
    lemmas: frozenset[str]
    block_lemmas: frozenset[str]

    def __or__(self, other: "Support") -> "Support":
        return Support(
            (*self.blocks, *other.blocks),
            self.words | other.words,
            self.lemmas | other.lemmas,
            self.block_lemmas | other.block_lemmas,
        )


NOTHING = Support((), frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class SkillName:
    """A skill as the matrix names it: the lemmas of its name, and those of its row."""

    name: str
    lemmas: frozenset[str]
    row: frozenset[str]


class Library:
    """The sources of one corpus. Immutable once built, so threads may share it."""

    def __init__(self, corpus: CorpusText) -> None:
        self.index: Index = index_of(tuple(IndexedSection(each.title, each.blocks) for each in corpus.sources))
        self.language = _language(self.index)
        self.owner = frozenset(part for word in words(corpus.owner) for part in _parts(word))
        self._places: dict[str, list[int]] = {}
        for place, source in enumerate(corpus.sources):
            self._places.setdefault(source.url, []).append(place)
        self._words = [
            frozenset(part for text in (one.title, *one.blocks) for word in words(text) for part in _parts(word))
            for one in self.index.sections
        ]
        self._titles = {fold(part) for one in self.index.sections for part in (one.title, one.page, one.heading)}
        self._lemmas = {unit.text: frozenset(unit.lemmas) for unit in self.index.units}
        self.blocks = tuple(self._evidence(unit.section, (unit.text,)) for unit in self.index.units)
        self.skills = tuple(_skills(block for section in self.index.sections for block in section.blocks))
        self.is_german = _capitals(self.index) > _NOUN_CAPITALS

    def cited(self, citations: Iterable[Citation]) -> Support:
        """Return the blocks that the citations quote from."""
        found = NOTHING
        for citation in citations:
            for place in self._places.get(citation.source, ()):
                blocks = _quoted(self.index.sections[place].blocks, squeeze(citation.quote))
                if blocks:
                    found |= self._evidence(place, blocks)
        return found

    def without_titles(self, text: str) -> str:
        """Return the text without what it points to: titles of sections and pages in quotation marks."""
        return _QUOTED.sub(lambda hit: "" if fold(hit[1]) in self._titles else hit[0], text)

    def reads(self, text: str) -> bool:
        """Return whether a text is in the language of the sources, as far as its words tell."""
        small = [word for word in words(text) if word.isalpha() and word.islower()]
        known = sum(fold(word) in self.index.known or is_word(word, self.language) for word in small)
        if known < _READ_SHARE * len(small):
            return False
        return known >= _CLEARLY_READ * len(small) or language_of(text, among=_LANGUAGES) == self.language

    def _evidence(self, place: int, blocks: Sequence[str]) -> Support:
        return Support(
            (self.index.sections[place].title, *blocks),
            self._words[place],
            self.index.held[place] | self.index.titles[place],
            frozenset[str]().union(*(self._lemmas.get(block, frozenset()) for block in blocks)),
        )


@lru_cache(maxsize=4)
def library_of(corpus: CorpusText) -> Library:
    """Return the library of a corpus, built at the first answer over it."""
    return Library(corpus)


def is_word(word: str, language: str = "en") -> bool:
    """Return whether a dictionary has the word in small letters: a name is then known only by its capital."""
    return simplemma.is_known(word.lower(), lang=language)


def borne_out(skill: SkillName, evidence: Support) -> bool:
    """Return whether a passage speaks of a skill: by its name, in like words, or as the skill's own row does."""
    said = evidence.lemmas | {other for lemma in evidence.block_lemmas for other in alike(lemma)}
    return skill.lemmas <= said or len(skill.row & evidence.block_lemmas) >= _KIN


def _parts(word: str) -> set[str]:
    folded = fold(word)
    return {folded, *(part for part in re.split(r"[-'./&]", folded) if part)}


def _quoted(blocks: Sequence[str], quote: str) -> list[str]:
    """Return the blocks that a squeezed quote covers, wholly or in part."""
    squeezed = [squeeze(block) for block in blocks]
    start = "".join(squeezed).find(quote)
    if start < 0:
        return []
    found, place = [], 0
    for block, text in zip(blocks, squeezed, strict=True):
        if place < start + len(quote) and start < place + len(text):
            found.append(block)
        place += len(text)
    return found


def _skills(blocks: Iterable[str]) -> Iterable[SkillName]:
    for block in blocks:
        line = SkillLine.parse(block)
        if line is not None:
            yield SkillName(line.name, frozenset(lemmas(line.name)), frozenset(lemmas(block)))


def _language(index: Index) -> str:
    """Return the language of the sources: English where a dictionary knows its words, else by the letters."""
    known = sum(is_word(word) for word in index.known)
    if known >= _READ_SHARE * len(index.known):
        return "en"
    return language_of(" ".join(unit.text for unit in index.units), among=_LANGUAGES)


def _capitals(index: Index) -> float:
    inner = [word for unit in index.units for word in words(unit.text)[1:] if word.isalpha()]
    return sum(word[0].isupper() and word[1:].islower() for word in inner) / len(inner) if inner else 0.0
