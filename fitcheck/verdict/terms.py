"""Words that mean something: a text as lemmas with their places, and the rows of a matrix found in it by name."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.text.values import SkillRow
from corpus.text.words import STOP_WORDS, fold, lemma

_TOKEN = re.compile(r"\.NET\b|[^\W_]+[+#]*")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{1,5}s?")
# What a posting asks with, never what it asks for: a word in common among these says nothing.
_ASKING_LIST = """
ability able across advanced area background basic best build candidate close closely company comfortable
communicate core create daily deep demonstrate demonstrated drive driven effective effectively ensure
environment excellent exceptional experience experienced expert expertise familiar familiarity field former
full good great hands help high highly include including individual industry job know knowledge least lead
level like make many minimum month must need new other outcome own part people person plus practice prefer
preferred previous problem professional proficiency proficient proven related relevant require required
requirement result role run set several skill small solid someone strong successful support team thing time
together track understand understanding use using various way week well work working world year
"""
_ASKING = frozenset(
    _ASKING_LIST.split()
)
_COMMON_SHARE = 0.04  # a word in more rows of the matrix than this tells no row from another
_COMMON_LEAST = 4


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a text: its lemma, its place in characters, and its folded form without a plural s."""

    lemma: str
    start: int
    end: int
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A row found by its name or an alias, and where."""

    key: str
    start: int
    end: int


@lru_cache(maxsize=8_192)
def terms_of(text: str) -> tuple[Term, ...]:
    """Return the words that are no stop words, in order."""
    found = (Term(_form(hit.group()), hit.start(), hit.end(), _plain(hit.group())) for hit in _TOKEN.finditer(text))
    return tuple(term for term in found if term.lemma not in STOP_WORDS)


def meanings_of(text: str) -> frozenset[str]:
    """Return the lemmas that say what is meant, the words of asking left out."""
    return frozenset(term.lemma for term in terms_of(text) if is_meant(term.lemma))


def is_meant(word: str) -> bool:
    """Say whether a lemma can tell one ask from another: no word of asking, no number, no single letter."""
    folded = word.casefold()
    return folded not in _ASKING and not folded.isdigit() and (len(folded) > 1 or word.isupper())


def _form(word: str) -> str:
    """Acronyms keep their capitals, so that they are found exactly (IT is not it); the rest is a folded lemma."""
    if _ACRONYM.fullmatch(word):
        return word.removesuffix("s") if word[:-1].isupper() and word.endswith("s") else word
    if len(word) == 1 and word.isupper() and word not in {"A", "I"}:
        return word
    return lemma(word)


@dataclass(frozen=True, slots=True)
class MatrixTerms:
    """The matrix ready for search: phrases by their first lemma, names of one word in their form, common words."""

    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    alone: frozenset[tuple[str, str]]
    common: frozenset[str]

    def named_in(self, text: str) -> tuple[Named, ...]:
        """Return every row named in a text. A name inside a longer one of another row is none of its own."""
        hits = list(self._hits(terms_of(text)))
        kept = [hit for hit in hits if not any(other is not hit and _is_inside(hit, other) for other in hits)]
        return tuple(dict.fromkeys(kept))

    def _hits(self, terms: Sequence[Term]) -> Iterator[Named]:
        words = [term.lemma for term in terms]
        plain = [term.plain for term in terms]
        loose = [word.casefold() for word in words]
        for at, word in enumerate(loose):
            for phrase, key in self.phrases.get(word, ()):
                is_alone = len(phrase) == 1 and not words[at].isupper() and (phrase[0], plain[at]) not in self.alone
                if _is_at(phrase, words, loose, at) and not is_alone:
                    yield Named(key, terms[at].start, terms[at + len(phrase) - 1].end)

    def shared(self, text: str, other: str) -> frozenset[str]:
        """Return the meaning words two texts share that few rows of the matrix have."""
        return (meanings_of(text) & meanings_of(other)) - self.common


def _is_inside(one: Named, other: Named) -> bool:
    is_within = other.start <= one.start and one.end <= other.end
    return is_within and other.end - other.start > one.end - one.start


def _is_at(phrase: tuple[str, ...], words: list[str], loose: list[str], at: int) -> bool:
    if len(words) - at < len(phrase):
        return False
    pairs = zip(phrase, words[at:], loose[at:], strict=False)
    return all(wanted == word if wanted.isupper() else wanted == folded for wanted, word, folded in pairs)


@lru_cache(maxsize=8)
def matrix_terms(rows: tuple[SkillRow, ...]) -> MatrixTerms:
    """Prepare a matrix once for all requirements of all checks against it."""
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in rows:
        for phrase in dict.fromkeys(_phrases(row)):
            phrases.setdefault(phrase[0].casefold(), []).append((phrase, row.key))
    return MatrixTerms(phrases={word: tuple(found) for word, found in phrases.items()}, alone=_alone(rows), common=_common(rows))


def _alone(rows: Sequence[SkillRow]) -> frozenset[tuple[str, str]]:
    """Names of one word are found in that form only: monitoring is the name of something, to monitor is not."""
    names = (terms_of(name) for row in rows for name in (row.name, *row.aliases))
    return frozenset((found[0].lemma, found[0].plain) for found in names if len(found) == 1)


def _plain(word: str) -> str:
    return fold(word).removesuffix("s")


def _phrases(row: SkillRow) -> Iterator[tuple[str, ...]]:
    for name in (row.name, *row.aliases):
        phrase = tuple(term.lemma for term in terms_of(name))
        if phrase and _tells(phrase):
            yield phrase


def _tells(phrase: tuple[str, ...]) -> bool:
    """One letter is a name only as a capital (the language R); a word of asking alone is the name of nothing."""
    if len(phrase) > 1:
        return True
    return is_meant(phrase[0]) and (len(phrase[0]) > 1 or phrase[0].isupper())


def _common(rows: Sequence[SkillRow]) -> frozenset[str]:
    counts = Counter(word for row in rows for word in meanings_of(f"{row.name} {row.evidence}"))
    most = max(_COMMON_LEAST, _COMMON_SHARE * len(rows))
    return frozenset(word for word, count in counts.items() if count > most)


def is_same(one: str, other: str) -> bool:
    """Say whether two texts are the same but for case, accents and white space."""
    return " ".join(fold(one).split()) == " ".join(fold(other).split())
