"""Follow-ups: what a question leans on, and where in the pages its answer is looked for first."""

from __future__ import annotations

import re
from collections.abc import Collection

from askai.demo import lookup
from askai.demo.material import Material
from askai.demo.questions import Kind, Question, question_of
from corpus.search import evidence
from corpus.search.index import SearchTerm, Unit

_POINTS_BACK = re.compile(
    r"^(?:and|but|so|then|also|if so|(?:why|how come)[?.! ]*$)\b|"
    r"\b(?:it|that|this|those|these|them|there|then|the same|the one)\b"
)
_FIGURES = re.compile(
    r"^(?:and |so |by )?how (?:did (?:it|that|this|they|those) |(?:fast|big|much|many|well|high|large|good)\b)|"
    r"\b(?:results?|outcomes?|impact|effects?)\b"
)
_OPEN = frozenset({Kind.WHAT, Kind.HOW, Kind.YES_NO, Kind.WHO})
_TYPED = frozenset({Kind.WHEN, Kind.HOW_LONG, Kind.WHERE, Kind.WHY})
_IS_SHORT = 9  # words; a longer question speaks for itself


def leans_back(question: Question) -> bool:
    """True if the question points to an earlier one: it is short and names nothing by itself."""
    is_short = len(question.text.split()) <= _IS_SHORT and not any(term.is_name for term in question.keys)
    return is_short and bool(_POINTS_BACK.search(question.text))


def is_bare(question: Question) -> bool:
    """True if the question could be about what was quoted last, or about anything: "What did she learn?"."""
    return len(question.keys) < 2 and not any(term.is_name for term in question.keys)


def earlier(material: Material) -> Unit | None:
    """The sentence that was quoted last."""
    places = material.quoted()
    return max(places, key=lambda unit: places[unit]) if places else None


def followed(material: Material, question: Question, last: Unit) -> list[Unit]:
    """The sentences of the section quoted last, or else of its page, that answer a follow-up."""
    for within in ({last.section}, _page(material, last)):
        units = lookup.found(material, question, within)
        fresh = [unit for unit in units if unit not in material.quoted()]
        if fresh or (units and question.kind in _TYPED):
            return fresh or units[:1]
    names = names_before(material)
    terms = (*question.terms, *names)
    return lookup.found(material, Question(question.kind, question.text, terms)) if names else []


def names_before(material: Material) -> tuple[SearchTerm, ...]:
    """The names in the newest question before this one that has any."""
    for written in reversed(material.asked[-4:-1]):
        before = question_of(written, material.index, material.owner)
        if names := tuple(term for term in before.keys if term.is_name and term.is_heard):
            return names
    return ()


def further(material: Material, question: Question) -> list[Unit]:
    """What the section quoted last says further, of the kind asked for: for a question without a topic of its own."""
    last = earlier(material)
    if last is None:
        return []
    gate = _gate(material, question)
    return _with_before(material, question) or lookup.fitting(_further(material, question, last, gate)[:2])


def _further(material: Material, question: Question, last: Unit, gate: lookup.Gate) -> list[Unit]:
    """Unquoted sentences after the last one, then before it; for a figure or a date quoted ones too, then the page."""
    quoted = sorted(material.quoted(), key=_place)
    held = [unit for unit in material.index.units if unit.section in _page(material, last) and gate(unit)]
    page = [unit for unit in held if unit not in quoted and unit.section != last.section]
    rest = [unit for unit in held if unit not in quoted and unit.section == last.section]
    after = [unit for unit in rest if unit.block > last.block] or rest
    again = [unit for unit in quoted if unit.section == last.section and gate(unit)]
    if question.kind in _TYPED:
        return after or again
    if gate is evidence.has_figure:
        return after or again or page
    following = [unit for unit in page if unit.section > last.section]
    return after or (following if question.kind is Kind.MORE else [])


def _place(unit: Unit) -> tuple[int, int]:
    return unit.section, unit.block


def _with_before(material: Material, question: Question) -> list[Unit]:
    """What answers the kind of this question about the things of the one before: "And when was that?"."""
    last = earlier(material)
    if question.keys or question.kind not in _TYPED or last is None or len(material.asked) < 2:
        return []
    within = _page(material, last)
    before = question_of(material.asked[-2], material.index, material.owner)
    names = tuple(term for term in before.keys if term.is_name)
    tries = (before.keys, names) if names else (before.keys,)
    return next((units for terms in tries if terms and (units := _about(material, question, terms, within))), [])


def _about(
    material: Material, question: Question, terms: tuple[SearchTerm, ...], within: Collection[int]
) -> list[Unit]:
    return lookup.found(material, Question(question.kind, question.text, terms), within)


def _page(material: Material, unit: Unit) -> frozenset[int]:
    """The sections of the page that a sentence stands on."""
    sections = material.index.sections
    return frozenset(place for place, one in enumerate(sections) if one.page == sections[unit.section].page)


def _gate(material: Material, question: Question) -> lookup.Gate:
    """What a sentence must hold to answer a question without a topic of its own."""
    if _FIGURES.search(question.text):
        return evidence.has_figure
    if re.search(r"\b(?:learn\w*|lessons?|take away|differently)\b", question.text):
        return evidence.tells_a_lesson
    if question.kind in _OPEN and question.terms:
        return lambda unit: False
    return lookup.gate_of(material, Question(question.kind, question.text, ()))
