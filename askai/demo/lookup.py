"""Finds the sentences that answer a question: they cover its words, and they hold what its kind asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from askai.demo.material import Material
from askai.demo.questions import Kind, Question
from corpus.search import evidence
from corpus.search.index import Hit, SearchTerm, Unit, best_worth
from corpus.text.words import fold

WORDS_LIMIT, PIECES_LIMIT = 90, 3
_CANDIDATES = 25  # how far down the ranking an answer may stand
_ROW_OWN = 0.75  # the share of the question that a rated row must hold to answer it
_TITLED = 0.8  # what a word in the title is worth
_HALF = 0.45
_NEIGHBOUR = 0.5  # the share of the best score that a further sentence of the section needs
_OF_ROWS = frozenset({Kind.WHAT, Kind.HOW, Kind.YES_NO, Kind.HOW_LONG})
_OWNERS = (["my"], ["his"], ["her"], ["their"])
_OF_SUBJECT = frozenset({Kind.YES_NO, Kind.HOW_MANY, Kind.HOW_LONG, Kind.HOW_OFTEN, Kind.WHEN})
_WIDE = frozenset({Kind.WHAT, Kind.HOW, Kind.WHY, Kind.MORE})
_ALONE = frozenset({Kind.WHEN, Kind.HOW_MANY, Kind.HOW_LONG, Kind.HOW_OFTEN, Kind.WHERE, Kind.HOME, Kind.POST})
_LEANS = re.compile(
    r"(?:It|This|That|These|Those|They|Both|Neither|Such|There|The (?:second|other|latter|first|same))\b"
)

_CHIEF = re.compile(r"\b(?:boss|manager|supervisor|reports? to|line manager)\b")
_ENDS = re.compile(r"^(?:and )?when\b.*\b(?:end|stop|close|withdrawn?|over)\b")
_BEGINS = re.compile(r"\b(?:start|begin|began|join|become)\b")

Gate = Callable[[Unit], bool]


def found(material: Material, question: Question, within: Collection[int] | None = None) -> list[Unit]:
    """The sentences that answer, at most three; none if nothing answers."""
    if any(not term.is_heard and term.is_name for term in question.keys):
        return []
    best = best_hit(material, question, within)
    if best is None:
        return []
    hits = material.index.ranked(question.terms, within)
    return companions(material, question, best, hits)


def best_hit(material: Material, question: Question, within: Collection[int] | None = None) -> Hit | None:
    """The nearest sentence that covers enough; a rated row only where no prose does."""
    hits = material.index.ranked(question.terms, within)
    gate = gate_of(material, question)
    needed = _needed(len(question.keys))
    prose = [hit for hit in hits if not material.is_row(hit.unit) and _is_named(material, question, hit.unit)]
    fitting = [hit for hit in prose if gate(hit.unit)][:_CANDIDATES]
    fitting = [
        hit
        for hit in fitting
        if (hit.coverage >= needed and _speaks(material, question, hit, needed)) or _is_shared(material, question, hit)
    ]
    fitting.sort(key=lambda hit: _rank(material, question, hit.unit))
    best = next(iter(fitting), None)
    if best is not None:
        return best
    if question.kind not in _OF_ROWS:
        return None
    rows = [hit for hit in hits if material.is_row(hit.unit) and hit.own >= max(needed, _ROW_OWN) and gate(hit.unit)]
    return rows[0] if rows else None


def _needed(terms: int) -> float:
    """The share of a question that a sentence must speak to: the longer the question, the smaller."""
    return {0: 0.85, 1: 0.7, 2: 0.68, 3: 0.6, 4: 0.52}.get(terms, 0.45)


def _is_shared(material: Material, question: Question, hit: Hit) -> bool:
    """True if a section says all of a long question, and this sentence of it about half."""
    held = {*material.index.held[hit.unit.section], *material.index.titles[hit.unit.section]}
    is_all = len(question.keys) > 2 and all(best_worth(term, held) for term in question.keys)
    return is_all and hit.own >= _HALF


def _speaks(material: Material, question: Question, hit: Hit, needed: float) -> bool:
    """True if the sentence itself holds half of what is asked, or opens the section that is headed by all of it."""
    keys = question.keys or question.terms
    if (
        question.kind is Kind.YES_NO
        and (len(keys) == 1 or question.is_of_owner)
        and not has_subject(material, hit.unit)
    ):
        return False
    held, titles = hit.unit.lemmas, material.index.titles[hit.unit.section]
    others = [term for term in question.keys if not term.is_name]
    spoken = sum(term.total * max(best_worth(term, held), _TITLED * best_worth(term, titles)) for term in others)
    if others and spoken < _needed(len(others)) * sum(term.total for term in others):
        return False
    is_headed = hit.unit.block == 0 and question.kind in _WIDE and is_title_of(material, keys, hit.unit.section)
    return hit.own >= needed / 2 or is_headed


def is_title_of(material: Material, terms: Sequence[SearchTerm], section: int, *, least: float = 0.1) -> bool:
    """True if a section's title names every term, and its own heading at least one."""
    titles, heading = material.index.titles[section], material.index.headings[section]
    return all(best_worth(term, titles) >= least for term in terms) and any(best_worth(term, heading) for term in terms)


def _rank(material: Material, question: Question, unit: Unit) -> tuple[bool, ...]:
    """What goes before the score: the owner as the subject, what lasts until now, a figure, a title that names it."""
    asks_total = question.kind is Kind.HOW_LONG and bool(re.search(r"\bha(?:s|ve)\b.*\bbeen\b", question.text))
    asks_figure = bool(re.search(r"\b(?:results?|outcomes?|impact|effects?)\b", question.text))
    is_one = question.kind is Kind.WHAT and len(question.keys) == 1
    titles, heading = material.index.titles[unit.section], material.index.headings[unit.section]
    return (
        question.kind in _OF_SUBJECT and question.is_of_owner and not has_subject(material, unit),
        bool(_BEGINS.search(question.text) and {"leave", "left", "quit"} & set(unit.lemmas)),
        bool(_ENDS.search(question.text) and {"launch", "start", "begin", "join"} & set(unit.lemmas)),
        asks_total and not evidence.lasts_until_now(unit),
        asks_figure and not evidence.has_figure(unit),
        question.kind is Kind.HOW_MANY and not _counts_first(question, unit),
        question.kind in _WIDE and any(best_worth(term, heading) < 1.0 for term in question.keys),
        question.kind in _WIDE and not is_title_of(material, question.keys, unit.section, least=1.0),
        is_one and best_worth(question.keys[0], titles) < 1.0,
    )


def _counts_first(question: Question, unit: Unit) -> bool:
    counted = _counted(question)
    return counted is not None and evidence.has_count_of(unit, counted)


def _counted(question: Question) -> SearchTerm | None:
    """The thing that is counted: the word after "how many", else the first that the question names."""
    said = re.search(r"\bhow (?:many|much) (?:\w+ )?(\w+)", question.text)
    words = said.group().split()[2:] if said else []
    named = [term for word in words for term in question.terms if fold(term.word) == word]
    return next(iter(named or question.keys or question.terms), None)


def has_subject(material: Material, unit: Unit) -> bool:
    """True if the sentence begins by telling of the owner."""
    start = re.findall(r"\w+", " ".join(unit.text.split()[:4]).lower())
    return bool({*material.owner, "i", "he", "she", "they", "we"} & set(start)) or start[:1] in _OWNERS


def _is_named(material: Material, question: Question, unit: Unit) -> bool:
    """True if the sentence, its section or its page holds every name that the question names."""
    held = {*unit.lemmas, *material.index.titles[unit.section]}
    return all(best_worth(term, held) for term in question.keys if term.is_name)


def gate_of(material: Material, question: Question) -> Gate:
    """What a sentence must hold for this kind of question."""
    counted = _counted(question)
    gates: dict[Kind, Gate] = {
        Kind.WHEN: evidence.has_date,
        Kind.HOW_LONG: evidence.has_duration,
        Kind.HOW_OFTEN: evidence.has_frequency,
        Kind.HOW_MANY: lambda unit: _counts(unit, counted, question.text) or _counts_group(unit, question),
        Kind.WHERE: lambda unit: evidence.has_place(unit, material.owner) or _heads(material, unit, "where"),
        Kind.WHY: lambda unit: evidence.has_reason(unit) or _heads(material, unit, "why|reasons?"),
        Kind.WHO: lambda unit: not _CHIEF.search(question.text) or evidence.tells_of_a_chief(unit),
        Kind.POST: evidence.tells_a_post,
        Kind.HOME: evidence.tells_where_one_lives,
    }
    return gates.get(question.kind, lambda unit: True)


def _counts(unit: Unit, counted: SearchTerm | None, text: str) -> bool:
    if re.search(r"\bhow (?:big|large)\b|\bsize\b", text):
        return evidence.has_size(unit)
    if counted is None or re.search(r"\bhow much\b|\b(?:share|percent\w*|proportion)\b", text):
        return evidence.has_figure(unit)
    return evidence.has_count_of(unit, counted)


def _counts_group(unit: Unit, question: Question) -> bool:
    """How many people are on a team may be told as "a team of five"."""
    is_of_people = re.search(r"\bhow many (?:people|persons|members|staff)\b", question.text)
    return bool(is_of_people) and any(evidence.has_count_of(unit, term) for term in question.keys if not term.is_name)


def _heads(material: Material, unit: Unit, words: str) -> bool:
    return bool(re.search(rf"\b(?:{words})\b", material.index.sections[unit.section].heading, re.IGNORECASE))


def companions(material: Material, question: Question, best: Hit, hits: Sequence[Hit]) -> list[Unit]:
    """The best sentence with what it leans on, and further ones of its section that answer too, in page order."""
    chosen = [best.unit]
    before = _before(material, best.unit)
    if before is not None and _LEANS.match(best.unit.text):
        chosen.append(before)
    if question.kind not in _ALONE and not material.is_row(best.unit):
        near = [hit for hit in hits[:12] if hit.unit.section == best.unit.section and hit.unit not in chosen]
        chosen += [hit.unit for hit in near if hit.score >= _NEIGHBOUR * best.score]
    return fitting(chosen)


def fitting(units: Sequence[Unit]) -> list[Unit]:
    """The first of the sentences that fit an answer, in the order of the pages."""
    kept: list[Unit] = []
    for unit in units:
        words = sum(len(other.text.split()) for other in (*kept, unit))
        if not kept or (len(kept) < PIECES_LIMIT and words <= WORDS_LIMIT):
            kept.append(unit)
    return sorted(kept, key=lambda unit: (unit.section, unit.block))


def _before(material: Material, unit: Unit) -> Unit | None:
    places = [other for other in material.index.units if (other.section, other.block) == (unit.section, unit.block - 1)]
    return places[0] if places else None


def about(material: Material, lemmas: Collection[str]) -> list[Unit]:
    """The first prose sentences that hold one of the lemmas, those with the most of them first."""
    prose = [unit for unit in material.index.units if not material.is_row(unit)]
    held = [(len(set(lemmas) & set(unit.lemmas)), unit) for unit in prose]
    return [unit for count, unit in sorted(held, key=lambda pair: -pair[0]) if count]
