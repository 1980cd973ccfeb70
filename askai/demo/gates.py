"""What a sentence must hold to answer a kind of question: a date, a place, a count, a reason, a person."""

from __future__ import annotations

import re
from collections.abc import Callable

from askai.demo.material import Material
from askai.demo.questions import Kind, Question
from askai.demo.subjects import has_subject
from corpus.search import evidence
from corpus.search.index import SearchTerm, Unit
from corpus.text.words import fold

SIZE = re.compile(
    r"\bhow (?:big|large)\b|\bsize\b|\bhow many (?:people|persons|employees|staff|workers) (?:are|work|does|do)\b.* "
    r"(?:employ|have|at|for|with)\b"
)

Gate = Callable[[Unit], bool]


def gate_of(material: Material, question: Question) -> Gate:
    """What a sentence must hold for this kind of question."""
    counted = counted_of(question)
    named = {*material.owner, *(term.word.lower() for term in question.keys if term.is_name)}
    gates: dict[Kind, Gate] = {
        Kind.WHEN: evidence.has_date,
        Kind.HOW_LONG: evidence.has_duration,
        Kind.HOW_OFTEN: evidence.has_frequency,
        Kind.HOW_MANY: lambda unit: _counts(unit, counted, question.text) or _counts_group(unit, question),
        Kind.WHERE: lambda unit: evidence.has_place(unit, named) or _heads(material, unit, "where"),
        Kind.WHY: lambda unit: _tells_why(material, unit),
        Kind.WHO: lambda unit: (
            not evidence.tells_a_post(unit) and (evidence.names_a_person(unit) or has_subject(material, unit))
        ),
        Kind.POST: evidence.tells_a_post,
        Kind.HOME: evidence.tells_where_one_lives,
    }
    return gates.get(question.kind, lambda unit: True)


def _tells_why(material: Material, unit: Unit) -> bool:
    """True if the sentence tells a reason or half of one, stands under "why", or the sentence after it gives one."""
    if evidence.has_reason(unit) or evidence.has_occasion(unit) or _heads(material, unit, "why|reasons?"):
        return True
    after = beside(material, unit, 1)
    return after is not None and (evidence.has_reason(after) or evidence.explains(after))


def _counts(unit: Unit, counted: SearchTerm | None, text: str) -> bool:
    if SIZE.search(text):
        return evidence.has_size(unit)
    if counted is None or re.search(r"\bhow much\b|\b(?:share|percent\w*|proportion)\b", text):
        return evidence.has_figure(unit)
    return evidence.has_count_of(unit, counted)


def _counts_group(unit: Unit, question: Question) -> bool:
    """How many people are on a team may be told as "a team of five"."""
    is_of_people = re.search(r"\bhow many (?:people|persons|members|staff)\b", question.text)
    return bool(is_of_people) and any(evidence.has_count_of(unit, term) for term in question.keys if not term.is_name)


def counted_of(question: Question) -> SearchTerm | None:
    """The thing that is counted: the word after "how many", else the first that the question names."""
    said = re.search(r"\bhow (?:many|much) (?:\w+ )?(\w+)", question.text)
    words = said.group().split()[2:] if said else []
    named = [term for word in words for term in question.terms if fold(term.word) == word]
    return next(iter(named or question.keys or question.terms), None)


def _heads(material: Material, unit: Unit, words: str) -> bool:
    return bool(re.search(rf"\b(?:{words})\b", material.index.sections[unit.section].heading, re.IGNORECASE))


def beside(material: Material, unit: Unit, step: int) -> Unit | None:
    """The sentence so many steps after one, in its section."""
    places = [other for other in material.index.by_section[unit.section] if other.block == unit.block + step]
    return places[0] if places else None
