"""What a sentence must hold to answer a kind of question: a date, a place, a count, a reason, a person."""

from __future__ import annotations

import re
from collections.abc import Callable

from askai.demo.material import Material
from askai.demo.questions import Kind, Question
from askai.demo.subjects import around, distance_of
from corpus.search import evidence
from corpus.search.index import SearchTerm, Unit, best_worth
from corpus.text.words import fold, words

SIZE = re.compile(
    r"\bhow (?:big|large)\b|\bsize\b|\bhow many (?:people|persons|employees|staff|workers) (?:are|work|does|do)\b.* "
    r"(?:employ|have|at|for|with)\b"
)

_COUNTED = re.compile(
    r"\bhow (?:many|much) ((?:(?!(?:do|does|did|is|are|was|were|has|have|had|will|would|can|could|of|in|at|on)\b)"
    r"[\w-]+ ){1,3})(?=do|does|did|is|are|was|were|has|have|had|will|would|can|could|of|in|at|on)|"
    r"\bhow (?:many|much) ([\w-]+)"
)
Gate = Callable[[Unit], bool]
_BEGINS = re.compile(r"\b(?:start|begin|began|take up|get into|pick up|since when)\b")
_LASTS = re.compile(r"\bhow long ha(?:s|ve)\b|\bha(?:s|ve)\b.*\bbeen\b")
NAMED = re.compile(r"\bnames? of\b|\bcalled\b|\bnamed\b")
_SEVERAL = re.compile(r"\bwho\b(?: else)? (?:is|are|was|were|works?|worked)\b.*\b(?:on|in|with|alongside)\b")
_LIKES = re.compile(r"\b(?:do|does|did|to) (?:\w+ )?(?:really )?(?:like|enjoy|love|hate|mind)\b")
_WHOM = re.compile(r"\b(?:you|her|him|them|owner-name)\W*$")
_IS_ONE = re.compile(r"(?:is|are|was|were) (?:you|she|he|they|owner-name) an? ")
_FIRST = re.compile(r"\bfirst (\w+)")
_TIMES = frozenset({"job", "role", "position", "employer", "time", "month", "week", "year", "day", "quarter", "name"})
_PEOPLE = frozenset({"people", "person", "persons"})


def gate_of(material: Material, question: Question) -> Gate:
    """What a sentence must hold for this kind of question: what the kind asks for, and what its wording adds."""
    kind, wording = _kind_gate(material, question), _wording_gate(material, question)
    return lambda unit: kind(unit) and wording(unit)


def _wording_gate(material: Material, question: Question) -> Gate:
    """The first of its kind is told as the first, a beginning as one, a name as a name, a liking of prose."""
    text = question.text
    first = _FIRST.search(text)
    known = {*material.owner, *(term.word.lower() for term in question.keys)}
    wanted: list[Gate] = []
    if first and first[1] not in _TIMES:
        wanted.append(lambda unit: bool(re.search(r"\b(?:first|1st)\b", unit.text, re.IGNORECASE)))
    if _BEGINS.search(text) and question.kind is Kind.WHEN:
        wanted.append(evidence.tells_a_beginning)
    if _LASTS.search(text) and question.kind is Kind.HOW_LONG:
        wanted.append(evidence.lasts_until_now)
    if NAMED.search(text) and question.kind is Kind.WHAT:
        wanted.append(lambda unit: not unit.is_rated and evidence.names_a_thing(unit, known))
    if _LIKES.search(text):
        wanted.append(evidence.tells_a_liking)
    if _IS_ONE.match(text):
        said = {fold(term.word) for term in question.keys}
        wanted.append(lambda unit: not unit.is_rated or said <= {fold(word) for word in words(unit.text)})
    return lambda unit: all(gate(unit) for gate in wanted)


def _kind_gate(material: Material, question: Question) -> Gate:
    counted = counted_of(question)
    named = {*material.owner, *(term.word.lower() for term in question.keys if term.is_name)}
    gates: dict[Kind, Gate] = {
        Kind.WHEN: evidence.has_date,
        Kind.HOW_LONG: evidence.has_duration,
        Kind.HOW_OFTEN: evidence.has_frequency,
        Kind.HOW_MANY: lambda unit: (
            (_counts(unit, counted, question.text) and _is_done(material, unit, question))
            or _counts_group(unit, question)
        ),
        Kind.WHERE: lambda unit: evidence.has_place(unit, named) or _heads(material, unit, "where"),
        Kind.WHY: lambda unit: _tells_why(material, unit),
        Kind.WHO: lambda unit: not evidence.tells_a_post(unit) and _names_who(material, question, unit),
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


def _names_who(material: Material, question: Question, unit: Unit) -> bool:
    """True if the sentence names somebody the question does not, or the owner acts in it; two where many are asked."""
    asked = {name for term in question.keys for name, worth in term.worth.items() if worth == 1.0}
    persons = evidence.persons(unit, asked)
    if _SEVERAL.search(question.text):
        return len(persons) > 1
    is_whom = bool(_WHOM.search(question.text))
    return bool(persons) or (bool(question.keys and not is_whom) and distance_of(material, unit) == 0)


def is_of_people(question: Question) -> bool:
    """True if people are counted by what they do: any sentence with a number may count people."""
    said = _COUNTED.search(question.text)
    return said is not None and (said[1] or said[2]).strip() in _PEOPLE and not SIZE.search(question.text)


def _is_done(material: Material, unit: Unit, question: Question) -> bool:
    """True if the sentence or its title says what the people do that are counted, where people are."""
    if not is_of_people(question):
        return True
    doing = [
        term for term in question.terms if not term.is_name and fold(term.word) not in {*_PEOPLE, "work", "worked"}
    ]
    return all(best_worth(term, around(material, unit)) for term in doing)


def _counts(unit: Unit, counted: SearchTerm | None, text: str) -> bool:
    if SIZE.search(text):
        return evidence.has_size(unit)
    if counted is None or re.search(r"\bhow much\b|\b(?:share|percent\w*|proportion)\b", text):
        return evidence.has_figure(unit)
    return evidence.has_count_of(unit, counted)


def _counts_group(unit: Unit, question: Question) -> bool:
    """How many people are on a team may be told as "a team of five"."""
    is_of_people = re.search(r"\bhow many (?:people|persons|members|staff)\b", question.text)
    return bool(is_of_people) and any(
        evidence.has_count_of(unit, term) or evidence.has_count_in(unit, term)
        for term in question.keys
        if not term.is_name and fold(term.word) not in _PEOPLE
    )


def counted_of(question: Question) -> SearchTerm | None:
    """The thing that is counted: the last noun between "how many" and the verb, else the first the question names."""
    said = _COUNTED.search(question.text)
    counted = (said[1] or said[2]).split()[::-1] if said else []
    named = [term for word in counted for term in question.terms if fold(term.word) == word]
    return next(iter(named or question.keys or question.terms), None)


def _heads(material: Material, unit: Unit, words: str) -> bool:
    return bool(re.search(rf"\b(?:{words})\b", material.index.sections[unit.section].heading, re.IGNORECASE))


def beside(material: Material, unit: Unit, step: int) -> Unit | None:
    """The sentence so many steps after one, in its section."""
    places = [other for other in material.index.by_section[unit.section] if other.block == unit.block + step]
    return places[0] if places else None
