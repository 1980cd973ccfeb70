"""Words that mean something: a text as lemmas with their places, and the rows of a matrix found in it by name."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.text.values import SkillRow
from corpus.text.words import STOP_WORDS, fold, lemma
from fitcheck.posting.trades import is_person
from fitcheck.verdict.senses import addresses_blanked, is_of_others, is_setting, object_of, small_after, small_before

# Scripts without spaces stand beside Latin names without a border ("Kafkaを"): a name ends where its script does.
_OTHER = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
# Soft hyphens, and hyphens at the end of a line, part no word ("road-\nmap").
_JOINT = re.compile(r"\u00ad|[-\u2010]\s*\n\s*(?=[a-zß-ÿ])")
_TOKEN = re.compile(rf"\.NET\b|[{_OTHER}]+|[^\W_{_OTHER}]+(?:(?:{_JOINT.pattern})[^\W_{_OTHER}]+)*[+#]*")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{1,5}s?")
# What a posting asks with, never what it asks for: a word in common among these says nothing.
_ASKING_LIST = """
ability able across advanced area background basic best build candidate close closely company comfortable
communicate core create daily deep demonstrate demonstrated drive driven effective effectively ensure
environment excellent exceptional experience experienced expert expertise familiar familiarity field former
full good great hands help high highly include including individual industry job key know knowledge least lead
level like make many minimum month must need new other outcome own part people person plus practice prefer
preferred previous problem professional proficiency proficient proven related relevant require required
requirement result role run set several skill small solid someone strong successful support team thing time
together track understand understanding use using various way week well work working world year
"""
_ASKING = frozenset(_ASKING_LIST.split())
_COMMON_SHARE = 0.04  # a word in more rows of the matrix than this tells no row from another
_COMMON_LEAST = 4
_MOST_FOUND = 4_096


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


@lru_cache(maxsize=16_384)
def terms_of(text: str) -> tuple[Term, ...]:
    """Return the words that are no stop words, in order; where links lead is no part of a text."""
    found = ((_JOINT.sub("", hit.group()), *hit.span()) for hit in _TOKEN.finditer(addresses_blanked(text)))
    terms = (Term(_form(word), start, end, _plain(word)) for word, start, end in found)
    return tuple(term for term in terms if term.lemma not in STOP_WORDS)


@lru_cache(maxsize=16_384)
def meanings_of(text: str) -> frozenset[str]:
    """Return the lemmas that say what is meant, the words of asking left out."""
    return frozenset(term.lemma for term in terms_of(text) if is_meant(term.lemma))


def is_meant(word: str) -> bool:
    """Say whether a lemma can tell one ask from another: no word of asking, no number, no single letter."""
    folded = word.casefold().rstrip("+#")
    return folded not in _ASKING and not folded.isdigit() and (len(folded) > 1 or word.isupper())


def _form(word: str) -> str:
    """Acronyms keep their capitals, so that they are found exactly (IT is not it); the rest is a folded lemma."""
    if _ACRONYM.fullmatch(word):
        return word.removesuffix("s") if word[:-1].isupper() and word.endswith("s") else word
    if len(word) == 1 and word.isupper() and word not in {"A", "I"}:
        return word
    return lemma(word)


@dataclass(frozen=True)
class MatrixTerms:
    """The matrix ready for search: rows by each of their names in lemmas, names of one word by their own form.

    `common` are words that too many rows have to tell one from another, `vocabulary` all that mean something.
    """

    names: Mapping[tuple[str, ...], tuple[str, ...]]
    alone: Mapping[tuple[str, str], set[tuple[str, str]]]
    common: frozenset[str]
    vocabulary: frozenset[str]
    longest: int
    people: frozenset[tuple[str, ...]]
    words: Mapping[str, frozenset[str]]
    found: dict[str, tuple[Named, ...]] = field(default_factory=dict, compare=False)

    def named_in(self, text: str) -> tuple[Named, ...]:
        """Return every row named in a text. A name inside a longer one of another row is none of its own."""
        if text not in self.found:
            if len(self.found) > _MOST_FOUND:
                self.found.clear()
            hits = list(dict.fromkeys(self._hits(text, terms_of(text))))
            self.found[text] = tuple(hit for hit in hits if not any(_is_inside(hit, other) for other in hits))
        return self.found[text]

    def _hits(self, text: str, terms: Sequence[Term]) -> Iterator[Named]:
        words = tuple(term.lemma for term in terms)
        loose = tuple(word.casefold() for word in words)
        for at in range(len(terms)):
            for end in range(at + 1, min(at + self.longest, len(terms)) + 1):
                keys = self.names.get(words[at:end]) or self.names.get(loose[at:end]) or ()
                span = (terms[at].start, terms[end - 1].end)
                is_other = words[at:end] in self.people and is_of_others(text, *span)
                if not keys or is_other or is_setting(text, *span):
                    continue
                if end - at > 1:
                    yield from (Named(key, *span) for key in keys)
                elif self._is_form(terms[at], text):
                    yield from (Named(key, *span) for key in keys if self._is_noun(key, text, *span))

    def _is_form(self, term: Term, text: str) -> bool:
        """Say whether one word is a name as it stands: an acronym, or in the name's form and with its small words."""
        names = self.alone.get((term.lemma.casefold(), term.plain), ())
        return term.lemma.isupper() or any(
            small_before(text, term.start).endswith(before) and small_after(text, term.end).startswith(after)
            for before, after in names
        )

    def _is_noun(self, key: str, text: str, start: int, end: int) -> bool:
        """A verb with an object is the name of a row only if the row speaks of the object, or it is done to people."""
        objects = object_of(text, start, end)
        meant = [word for word in objects if is_meant(word)]
        return not meant or any(word in self.words[key] or is_person(word) for word in meant)

    def is_foreign_to(self, term: Term) -> bool:
        """Say whether a word means something of which no row has a word."""
        return is_meant(term.lemma) and term.lemma.casefold() not in self.vocabulary

    def shared(self, text: str, other: str) -> frozenset[str]:
        """Return the meaning words two texts share that few rows of the matrix have."""
        return (meanings_of(text) & meanings_of(other)) - self.common


def _is_inside(one: Named, other: Named) -> bool:
    is_within = other.start <= one.start and one.end <= other.end
    return is_within and other.end - other.start > one.end - one.start


@lru_cache(maxsize=8)
def matrix_terms(rows: tuple[SkillRow, ...]) -> MatrixTerms:
    """Prepare a matrix once for all requirements of all checks against it."""
    names: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        for phrase in dict.fromkeys(_phrases(row)):
            names.setdefault(phrase, []).append(row.key)
    return MatrixTerms(
        names={phrase: tuple(keys) for phrase, keys in names.items()},
        alone=_alone(rows),
        common=_common(rows),
        vocabulary=frozenset(word.casefold() for row in rows for text in _texts(row) for word in meanings_of(text)),
        longest=max(map(len, names), default=0),
        people=frozenset(_people(rows)),
        words={row.key: frozenset().union(*map(meanings_of, _texts(row))) for row in rows},
    )


def _people(rows: Sequence[SkillRow]) -> Iterator[tuple[str, ...]]:
    """Yield the names that name one who does it, in the singular: "software engineer", not "work with engineers"."""
    for name in (name for row in rows for name in (row.name, *row.aliases)):
        phrase = tuple(term.lemma for term in terms_of(name))
        if phrase and is_person(phrase[-1]) and not name.casefold().endswith("s"):
            yield phrase


def _texts(row: SkillRow) -> tuple[str, ...]:
    return (row.name, *row.aliases, row.evidence, row.gap_reason)


def _alone(rows: Sequence[SkillRow]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Names of one word are found in that form only: monitoring is the name of something, to monitor is not.

    The small words before and after it are part of the name: "on" of on-call, "in" of buy-in.
    """
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for name in (name for row in rows for name in (row.name, *row.aliases)):
        terms = terms_of(name)
        if len(terms) == 1:
            around = found.setdefault((terms[0].lemma.casefold(), terms[0].plain), set())
            around.add((small_before(name, terms[0].start), small_after(name, terms[0].end)))
    return found


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


def name_in(row: SkillRow, quote: str) -> str:
    """Return a row's name, with those of its other names that the quote holds: "Experimentation (A/B tests)"."""
    asked = meanings_of(quote)
    also = [name for name in row.aliases if meanings_of(name) and meanings_of(name) <= asked]
    return f"{row.name} ({', '.join(also)})" if also else row.name


def is_same(one: str, other: str) -> bool:
    """Say whether two texts are the same but for case, accents and white space."""
    return " ".join(fold(one).split()) == " ".join(fold(other).split())
