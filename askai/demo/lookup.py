"""Finds the sentences that answer a question: they cover its words, and they hold what its kind asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from askai.demo.gates import beside, gate_of
from askai.demo.material import Material
from askai.demo.questions import Kind, Question, class_of
from askai.demo.ranking import ALONE, WIDE, is_title_of, rank
from askai.demo.subjects import OTHER, distance_of, has_subject
from corpus.search import evidence
from corpus.search.index import Hit, Unit, best_worth
from corpus.text.words import fold, lemmas

WORDS_LIMIT, PIECES_LIMIT = 90, 3
_CANDIDATES = 25  # how far down the ranking an answer may stand
_ROW_OWN = 0.75  # the share of the question that a rated row must hold to answer it
_TITLED = 0.8  # what a word in the title is worth
_ALL_ALIKE = 0.75  # the share that is needed where a sentence has words of like meaning only
_LIKELY = 0.8  # the share of the most that any sentence says of the question, under which another is not weighed
_HALF = 0.45
_ASKED_WHY = 0.6
_NEIGHBOUR = 0.5  # the share of the best score that a further sentence of the section needs
_OF_ROWS = frozenset({Kind.WHAT, Kind.HOW, Kind.YES_NO, Kind.HOW_LONG, Kind.HOW_MANY})
_OWN_THING = re.compile(r"\w+['’]s\b|(?:My|His|Her|Their|Our)\b")
_LEANS = re.compile(
    r"(?:It|This|That|These|Those|They|Both|Neither|Such|There|The (?:second|other|latter|first|same))\b"
)

_LEARNT = re.compile(r"\b(?:learn\w*|lessons?|take ?aways?)\b")
EMPLOYER = re.compile(r"\bwork(?:s|ed|ing)? (?:at|for)\b")


def found(material: Material, question: Question, within: Collection[int] | None = None) -> list[Unit]:
    """The sentences that answer, at most three; none if nothing answers."""
    classed = class_of(question.text)
    if any(not term.is_heard and (term.is_name or fold(term.word) in classed) for term in question.keys):
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
    prose = [hit for hit in hits if not hit.unit.is_rated and _is_named(material, question, hit.unit)]
    fitting = [hit for hit in prose if gate(hit.unit)][:_CANDIDATES]
    fitting = [
        hit
        for hit in fitting
        if (hit.coverage >= needed and _speaks(material, question, hit, needed)) or _is_shared(material, question, hit)
    ]
    fitting = [hit for hit in fitting if question.kind is not Kind.WHY or _is_why(hit)]
    most = max((hit.coverage for hit in fitting), default=0.0)
    fitting = [hit for hit in fitting if hit.coverage >= _LIKELY * most]
    fitting.sort(key=lambda hit: rank(material, question, hit.unit))
    if fitting:
        return fitting[0]
    return _best_row(material, question, hits, needed)


def _best_row(material: Material, question: Question, hits: Sequence[Hit], needed: float) -> Hit | None:
    """The first rated row that holds enough of the question, one word of it exactly; of a class, in its name."""
    gate = gate_of(material, question)
    if question.kind not in _OF_ROWS or not question.keys:
        return None
    rows = [hit for hit in hits if hit.unit.is_rated and hit.own >= max(needed, _ROW_OWN) and gate(hit.unit)]
    rows = [hit for hit in rows if any(best_worth(term, hit.unit.lemmas) == 1.0 for term in question.keys)]
    if class_of(question.text) and len(question.keys) == 1:
        rows = [hit for hit in rows if best_worth(question.keys[0], lemmas(hit.unit.text.partition(":")[0])) == 1.0]
    return next((hit for hit in rows if _is_named(material, question, hit.unit)), None)


def lesson(material: Material, question: Question) -> list[Unit]:
    """What was learnt of something: the sentence of a lesson in the first section that speaks of all of it."""
    terms = [term for term in question.keys if "learn" not in term.worth]
    hits = material.index.ranked(terms) if terms and _LEARNT.search(question.text) else []
    for place in dict.fromkeys(hit.unit.section for hit in hits):
        held = {*material.index.held[place], *material.index.titles[place]}
        told = [
            unit for unit in material.index.by_section[place] if evidence.tells_a_lesson(unit) and not unit.is_rated
        ]
        if told and all(best_worth(term, held) for term in terms):
            return told[:1]
    return []


def _is_owners(material: Material, question: Question, unit: Unit) -> bool:
    """True if "which phone does she use" is answered by a sentence in which the owner uses one."""
    if not question.is_of_owner:
        return True
    is_used = all(best_worth(term, unit.lemmas) for term in question.terms if "use" in term.worth)
    return is_used and distance_of(material, unit) < OTHER and not _OWN_THING.match(unit.text)


def _needed(terms: int) -> float:
    """The share of a question that a sentence must speak to: the longer the question, the smaller."""
    return {0: 0.75, 1: 0.7, 2: 0.68, 3: 0.6, 4: 0.52}.get(terms, 0.45)


def _is_why(hit: Hit) -> bool:
    """True if the sentence gives a reason, or says most of what is asked about and leaves the reason to the next."""
    return evidence.has_reason(hit.unit) or hit.own >= _ASKED_WHY


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
    if class_of(question.text) and len(question.keys) == 1 and not _is_owners(material, question, hit.unit):
        return False
    is_exact = any(best_worth(term, held) == 1.0 or best_worth(term, titles) == 1.0 for term in keys)
    if not is_exact and (question.kind is Kind.WHO or hit.own < _ALL_ALIKE):
        return False
    others = [term for term in question.keys if not term.is_name]
    spoken = sum(term.total * max(best_worth(term, held), _TITLED * best_worth(term, titles)) for term in others)
    if others and spoken < _needed(len(others)) * sum(term.total for term in others):
        return False
    is_headed = (
        hit.unit.block == 0
        and question.kind in {*WIDE, Kind.HOW_MANY}
        and is_title_of(material, keys, hit.unit.section)
    )
    return hit.own >= needed / 2 or is_headed


def _is_named(material: Material, question: Question, unit: Unit) -> bool:
    """True if the sentence, its section or its page holds every name that the question names."""
    held = {*unit.lemmas, *material.index.titles[unit.section]}
    names = [term for term in question.keys if term.is_name]
    others = [term for term in names if not best_worth(term, material.index.titles[unit.section])]
    if EMPLOYER.search(question.text) and not all(_is_whole(term.word, unit.text, question.text) for term in others):
        return False
    return all(best_worth(term, held) for term in names)


def _is_whole(name: str, text: str, asked: str) -> bool:
    """False if all that a sentence has of a name is the beginning of another one: Google of Google Cloud."""
    following = re.findall(rf"\b{re.escape(name)}\b(?: ([A-Z]\w+))?", text)
    return not following or any(not word or fold(word) in asked for word in following)


def companions(material: Material, question: Question, best: Hit, hits: Sequence[Hit]) -> list[Unit]:
    """The best sentence with what it leans on, and further ones of its section that answer too, in page order."""
    chosen = [best.unit]
    before, after = beside(material, best.unit, -1), beside(material, best.unit, 1)
    if before is not None and _LEANS.match(best.unit.text):
        chosen.append(before)
    if after is not None and question.kind is Kind.WHY and not evidence.has_reason(best.unit):
        return fitting([*chosen, after])
    if question.kind not in ALONE and not best.unit.is_rated:
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


def about(material: Material, lemmas: Collection[str]) -> list[Unit]:
    """The first prose sentences that hold one of the lemmas, those with the most of them first."""
    prose = [unit for unit in material.index.units if not unit.is_rated]
    held = [(len(set(lemmas) & set(unit.lemmas)), unit) for unit in prose]
    return [unit for count, unit in sorted(held, key=lambda pair: -pair[0]) if count]
