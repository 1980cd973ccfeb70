"""Holds an answer against its sources, sentence by sentence. Pure: no model is asked, nothing is looked up.

A cited sentence must find its figures, months, names and skills in the blocks it cites; an uncited one in one section
of the site, with most of its words. What an answer says of itself, of the question, or of what the site does not say
claims nothing. What is found is evidence against a sentence, never proof of it: the meaning is not read.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise

from askai.answer.citations import AnswerPart, Citation
from askai.answer.figures import Figure, figures_of, is_span, months_of, values_of
from askai.answer.library import Library, Support, borne_out, is_word
from askai.answer.speech import (
    is_negated,
    is_of_itself,
    is_of_the_answer,
    is_silence,
    is_to_reader,
    without_silence,
)
from corpus.search.meanings import alike
from corpus.text import words as text_words
from corpus.text.words import STOP_WORDS, fold, lemma, lemmas, words

_CLAIM_WORDS = 6  # shorter sentences without a name or a figure are glue: "Yes." or "Before that, she did."
_BORNE_SHARE = 0.75  # of an uncited sentence's words stand in the one section that bears it
_RELATED_WORDS = 3  # fewer words say too little to be about something else
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•|>#]|\d+[.)]\s))")
_ENDS = re.compile(r"[.!?…][\"”’»)*_]*\s*$")
_MARKS = re.compile(r"[\s\W_]*(?:\d+[.)]\s+)?[\W_]*")
_NOW = re.compile(r"\bas of\b|\btoday\b|\bnow\b|\bso far\b|\bthis (?:year|month)\b", re.IGNORECASE)
_PERIODS = {
    **{f"q{number}": f"{word} quarter" for number, word in enumerate(("first", "second", "third", "fourth"), start=1)},
    **{f"h{number}": f"{word} half" for number, word in enumerate(("first", "second"), start=1)},
}
_PRONOUNS = frozenset(["she", "he", "they", "her", "his", "their", "him", "them", "hers", "theirs"])
_PLAIN = frozenset(["i", "i'm", "i've", "i'd", "i'll", "yes", "mr", "mrs", "ms", "dr", "am", "pm", "st"])


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer: where it stands in the whole text, and the citations of the blocks it runs through."""

    start: int
    end: int
    text: str
    cited: tuple[Citation, ...]
    follows_site: bool = False

    @property
    def said(self) -> str:
        """Return what it claims: without its clauses on what the site does not say."""
        text = re.sub(r"^\W*It\b", "The site", self.text) if self.follows_site else self.text
        return without_silence(text)


@dataclass(frozen=True, slots=True)
class Unsourced:
    """A sentence that nothing of the site bears out, from `start` to `end` of the answer's text, and what lacks it.

    `kind` is `uncited`, `figure`, `name`, `skill` or `unrelated` (the passage cited speaks of something else).
    """

    start: int
    end: int
    text: str
    kind: str

    def as_json(self) -> dict[str, str]:
        return {"text": self.text, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Held:
    """What an answer is held against besides the sources: the question, the day, and whether its server can cite."""

    question: str = ""
    today: date | None = None
    can_cite: bool = True


def sentences_of(parts: Sequence[AnswerPart]) -> list[Sentence]:
    """Cut an answer into sentences. A paragraph, a list item and a cited block that ends in a full stop end one."""
    found: list[Sentence] = []
    whole = "".join(part.text for part in parts)
    ends = list(accumulate(len(part.text) for part in parts))
    for start, end in _spans(parts, whole, ends):
        lead = _MARKS.match(whole, start, end)
        start = lead.end() if lead else start
        if start < end:
            follows_site = bool(found) and _is_of_site(found[-1])
            running = parts[bisect_right(ends, start) : bisect_left(ends, end) + 1]
            cited = dict.fromkeys(each for part in running if part.text.strip() for each in part.cited)
            found.append(Sentence(start, end, whole[start:end], tuple(cited), follows_site))
    return found


def _is_of_site(sentence: Sentence) -> bool:
    """Return whether a sentence speaks of the site or the chat, so that "It" after it is no one else."""
    is_going_on = sentence.follows_site and not sentence.said
    return is_going_on or is_silence(sentence.text) or is_of_itself(sentence.text)


def unsourced(parts: Sequence[AnswerPart], library: Library, held: Held) -> list[Unsourced]:
    """Return the sentences of an answer that the sources do not bear out, in order."""
    sentences = sentences_of(parts)
    is_read = library.reads(" ".join(sentence.text for sentence in sentences))
    all_cited = library.cited(citation for sentence in sentences for citation in sentence.cited)
    checked = ((sentence, _lacking(sentence, _Check(library, held, is_read, all_cited))) for sentence in sentences)
    return [Unsourced(each.start, each.end, each.text, kind) for each, kind in checked if kind]


def uncited(parts: Sequence[AnswerPart], library: Library) -> int:
    """Count the sentences that claim something and cite nothing."""
    sentences = sentences_of(parts)
    is_read = library.reads(" ".join(sentence.text for sentence in sentences))
    return sum(not each.cited and is_claim(each, library, is_read) for each in sentences)


def is_claim(sentence: Sentence, library: Library, is_read: bool) -> bool:
    """Return whether a sentence says something of the owner or their work, rather than talk to the reader."""
    said = library.without_titles(sentence.said).strip()
    if not said:
        return False
    if said.endswith(":") or is_to_reader(said) or is_of_itself(said):
        return bool(_digits(said))
    if _digits(said) or any(name not in library.owner for name in _names(said, library, is_read)):
        return True
    if not is_read:
        return bool({fold(word) for word in words(said)} & library.owner) and len(words(said)) >= _CLAIM_WORDS
    return len(words(said)) >= _CLAIM_WORDS and (_is_of_owner(said, library) or not is_of_the_answer(said))


@dataclass(frozen=True, slots=True)
class _Check:
    library: Library
    held: Held
    is_read: bool
    all_cited: Support

    def lacks(self, said: str, evidence: Support) -> str:
        """Return the kind of the first fact of a sentence that the evidence does not hold, "" where it holds all."""
        given = words(self.held.question) if is_negated(said) else []
        if self._lacks_figure(said, evidence, values_of([self.held.question]) if given else frozenset()):
            return "figure"
        known = evidence.words | {fold(word) for word in given} | self.library.owner
        if any(not _is_held(name, known, evidence) for name in _names(said, self.library, self.is_read)):
            return "name"
        asked = frozenset(lemmas(self.held.question)) if given else frozenset()
        spoken = frozenset(lemmas(said))
        named = (skill for skill in self.library.skills if skill.lemmas and skill.lemmas <= spoken)
        if any(
            _is_named(skill.name, said) and not skill.lemmas <= asked and not borne_out(skill, evidence)
            for skill in named
        ):
            return "skill"
        return ""

    def _lacks_figure(self, said: str, evidence: Support, asked: frozenset[float]) -> bool:
        today = self.held.today
        now = today if _NOW.search(said) else None
        known = values_of(evidence.blocks) | asked | ({float(now.year)} if now else set())
        for figure in figures_of(said):
            if figure.is_spelled and (not self.is_read or _counts_itself(figure, said)):
                continue
            if not figure.values & known and not is_span(figure, said, evidence.blocks, today):
                return True
        months = {month for block in evidence.blocks for month in months_of(block)} | (
            {today.month} if today else set()
        )
        return self.is_read and not months_of(said) <= months


def _lacking(sentence: Sentence, check: _Check) -> str:
    """Return what a sentence lacks a source for, "" for nothing."""
    library = check.library
    said = library.without_titles(sentence.said)
    if not is_claim(sentence, library, check.is_read):
        return ""
    if not sentence.cited:
        return _uncited(said, check)
    evidence = library.cited(sentence.cited)
    return check.lacks(said, evidence) or (
        "unrelated" if check.is_read and _is_unrelated(said, evidence, library) else ""
    )


def _uncited(said: str, check: _Check) -> str:
    """An uncited sentence is borne by what the answer cites elsewhere, or by one block of the site with its words."""
    spoken = _spoken(said, check.library)
    alike_ones = (block for block in check.library.blocks if _share(spoken, block.block_lemmas) >= _BORNE_SHARE)
    near = [block for block in alike_ones if is_negated(block.blocks[-1]) == is_negated(said)]
    if check.all_cited.blocks and _share(spoken, check.all_cited.lemmas) >= _BORNE_SHARE:
        near.insert(0, check.all_cited)
    if any(not check.lacks(said, block) for block in near):
        return ""
    if check.held.can_cite:
        return "uncited"
    kinds = {check.lacks(said, block) for block in check.library.blocks}
    return "" if "" in kinds or not kinds else min(kinds)


def _is_unrelated(said: str, evidence: Support, library: Library) -> bool:
    spoken = _spoken(said, library)
    return len(spoken) >= _RELATED_WORDS and not _share(spoken, evidence.block_lemmas)


def _spoken(said: str, library: Library) -> list[set[str]]:
    """Return a sentence's words of meaning, each with the words that mean about the same."""
    return [{word, *alike(word)} for word in set(lemmas(said)) if word not in library.owner and not word[0].isdigit()]


def _share(spoken: Sequence[set[str]], held: frozenset[str]) -> float:
    return sum(not held.isdisjoint(each) for each in spoken) / len(spoken) if spoken else 1.0


def _names(said: str, library: Library, is_read: bool) -> Iterator[str]:
    """Yield the names of a sentence: words with a capital inside it, acronyms, and words no dictionary has.

    In another language than the sources', and where every noun has a capital, only what no dictionary could hold.
    """
    is_first = True
    for word in words(said):
        is_marked = any(sign.isupper() for sign in word[1:]) or (word[0].isalpha() and any(map(str.isdigit, word)))
        is_plain = fold(word) in STOP_WORDS or fold(word) in _PLAIN or months_of(f"in {word}")
        by_capital = is_read and not library.is_german and word[0].isupper() and (not is_first or not is_word(word))
        is_first = False
        if not is_plain and (by_capital or (is_read and is_marked)):
            yield fold(word)


def _is_held(name: str, known: frozenset[str] | set[str], evidence: Support) -> bool:
    parts = [part for part in re.split(r"[-'./&]", name) if part]
    if name in known or lemma(name) in evidence.lemmas or all(part in known or part.isdigit() for part in parts):
        return True
    if name in _PERIODS:
        return any(_PERIODS[name] in text.lower() for text in evidence.blocks)
    return any(_spells(name, text) for text in evidence.blocks)


def _spells(acronym: str, text: str) -> bool:
    """Return whether neighbouring words of a text begin with the letters: "pm" and "product manager"."""
    letters = acronym.removesuffix("s")
    initials = "".join(word[0].lower() for word in words(text))
    return 2 <= len(letters) <= 5 and letters.isalpha() and letters in initials


def _is_named(skill: str, said: str) -> bool:
    """Return whether a sentence names the skill in a row of words. One plain word is too common to be a name."""
    name, text = (" ".join(lemma(word) for word in words(each)) for each in (skill, said))
    return f" {name} " in f" {text} " and (" " in name or not is_word(skill))


def _counts_itself(figure: Figure, said: str) -> bool:
    """Return whether a number word only counts: "one of", "three examples:", or the things the sentence lists."""
    listed = 1 + len(re.findall(r",\s+(?:and\s+)?|;\s+|\s+and\s+", said))
    is_lead = bool(re.match(r"[^,;.:]{0,60}:", said[figure.end :]))
    return figure.values <= {1.0} or is_lead or (float(listed) in figure.values and listed > 2)


def _digits(said: str) -> bool:
    return any(not figure.is_spelled for figure in figures_of(said))


def _is_of_owner(said: str, library: Library) -> bool:
    return any(fold(word) in library.owner | _PRONOUNS for word in words(said))


def _spans(parts: Sequence[AnswerPart], whole: str, ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence in the joined text."""
    cuts = {0, len(whole), *(hit.start() for hit in _PARAGRAPH.finditer(whole))}
    cuts.update(end for part, end in zip(parts, ends, strict=True) if _ENDS.search(part.text))
    for start, end in pairwise(sorted(cuts)):
        for low, high in text_words.sentences(whole[start:end]):
            yield start + low, start + high
