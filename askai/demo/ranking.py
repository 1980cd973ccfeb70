"""Which of the sentences that answer goes first: before the score of the words, what the question asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from askai.demo.gates import SIZE, counted_of
from askai.demo.material import Material
from askai.demo.questions import Kind, Question
from askai.demo.subjects import around, distance_of
from corpus.search import evidence
from corpus.search.index import SearchTerm, Unit, best_worth
from corpus.text.words import fold

WIDE = frozenset({Kind.WHAT, Kind.HOW, Kind.WHY, Kind.MORE})
ALONE = frozenset({Kind.WHEN, Kind.HOW_MANY, Kind.HOW_LONG, Kind.HOW_OFTEN, Kind.WHERE, Kind.HOME, Kind.POST, Kind.WHO})
_OF_SUBJECT = frozenset({Kind.YES_NO, Kind.HOW_MANY, Kind.HOW_LONG, Kind.HOW_OFTEN, Kind.WHEN})
_SAME = 0.45  # the share of the words of a heading and of a question that are in both
_ENDS = re.compile(r"^(?:and )?when\b.*\b(?:end|stop|close|withdrawn?|over)\b")
_BEGINS = re.compile(r"\b(?:start|begin|began|join|become)\b")
_WISHES = re.compile(r"\b(?:would|want|wants|will|could|should|may|might|can|next|like|ideal|hope|plan)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NOW = re.compile(r"\b(?:now|today|currently|nowadays|these days)\b")
_HABIT = re.compile(r"(?:and |so )?how (?:do|does)\b")
_TOTAL = re.compile(r"\bha(?:s|ve)\b.*\bbeen\b")
_RESULT = re.compile(r"\b(?:results?|outcomes?|impact|effects?)\b")


def rank(material: Material, question: Question, unit: Unit) -> tuple[int, ...]:
    """What goes before the score, the weightiest first; 0 or False is better."""
    text, kind = question.text, question.kind
    return (
        kind is Kind.WHO and not evidence.persons(unit),
        kind is Kind.WHY and not evidence.has_reason(unit),
        kind in ALONE and evidence.is_wished(unit) and not _WISHES.search(text),
        kind in _OF_SUBJECT and question.is_of_owner and distance_of(material, unit),
        any(year not in unit.text for year in _YEAR.findall(text)),
        kind is Kind.HOW_MANY and bool(SIZE.search(text)) and not _is_sized(question, unit),
        *_by_tense(material, question, unit),
        not _repeats(question, material.index.sections[unit.section].heading),
        bool(_BEGINS.search(text) and {"leave", "left", "quit"} & set(unit.lemmas)),
        bool(_ENDS.search(text) and {"launch", "start", "begin", "join"} & set(unit.lemmas)),
        kind is Kind.HOW_LONG and bool(_TOTAL.search(text)) and not evidence.lasts_until_now(unit),
        bool(_RESULT.search(text)) and not evidence.has_figure(unit),
        kind is Kind.HOW_MANY and not _counts_first(question, unit),
        *_by_title(material, question, unit),
    )


def _is_sized(question: Question, unit: Unit) -> bool:
    """True if the sentence tells the size of the kind of thing asked for; of a place, how many people it has."""
    kinds = [term for term in question.keys if not term.is_name]
    return any(best_worth(term, unit.lemmas) == 1.0 for term in kinds) if kinds else evidence.has_headcount(unit)


def _by_tense(material: Material, question: Question, unit: Unit) -> tuple[bool, bool]:
    """A habit ("how does she …") and what is so now are told in the present, in the very words if they can be."""
    is_habit = question.kind is Kind.HOW and bool(_HABIT.match(question.text))
    is_now = question.kind in WIDE and bool(_NOW.search(question.text))
    return (
        is_habit and not all(best_worth(term, around(material, unit)) == 1.0 for term in question.keys),
        (is_habit or is_now) and evidence.tells_of_the_past(unit),
    )


def _by_title(material: Material, question: Question, unit: Unit) -> tuple[bool, bool, bool]:
    titles, heading = material.index.titles[unit.section], material.index.headings[unit.section]
    is_wide = question.kind in WIDE
    is_one = question.kind is Kind.WHAT and len(question.keys) == 1
    return (
        is_wide and any(best_worth(term, heading) < 1.0 for term in question.keys),
        is_wide and not is_title_of(material, question.keys, unit.section, least=1.0),
        is_one and best_worth(question.keys[0], titles) < 1.0,
    )


def is_title_of(material: Material, terms: Sequence[SearchTerm], section: int, *, least: float = 0.1) -> bool:
    """True if a section's title names every term, and its own heading at least one."""
    titles, heading = material.index.titles[section], material.index.headings[section]
    return all(best_worth(term, titles) >= least for term in terms) and any(best_worth(term, heading) for term in terms)


def _repeats(question: Question, heading: str) -> bool:
    """True if a section is headed by this very question, in most of its words."""
    asked, headed = set(re.findall(r"\w+", question.text)), set(re.findall(r"\w+", fold(heading)))
    return heading.endswith("?") and len(asked & headed) >= _SAME * len(asked | headed)


def _counts_first(question: Question, unit: Unit) -> bool:
    counted = counted_of(question)
    return counted is not None and evidence.has_count_of(unit, counted)
