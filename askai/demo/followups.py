"""Follow-ups: what a question leans on, and where in the pages its answer is looked for first."""

from __future__ import annotations

import re
from collections.abc import Collection

from askai.demo import gates, lookup, rows
from askai.demo.material import Material
from askai.demo.questions import Kind, Question, question_of
from corpus.search import evidence
from corpus.search.index import SearchTerm, Unit, best_worth

_POINTS_BACK = re.compile(
    r"^(?:and|but|so|then|also|if so|(?:why|how come)[?.! ]*$)\b|"
    r"\b(?:it|that|this|those|these|them|there|then|afterwards?|the same|the one)\b"
)
_FIGURES = re.compile(
    r"^(?:and |so |by )?how (?:did (?:it|that|this|they|those) |(?:fast|big|much|many|well|high|large|good)\b)|"
    r"\b(?:results?|outcomes?|impact|effects?)\b"
)
_DEPTH = re.compile(r"(?:and |but )?(?:how (?:well|good|fluent|strong|deep)|(?:really|fluently|well|professionally)\b)")
_OPEN = frozenset({Kind.WHAT, Kind.HOW, Kind.YES_NO, Kind.WHO})
_TYPED = frozenset({Kind.WHEN, Kind.HOW_LONG, Kind.WHERE, Kind.WHY})
_FACTS = _TYPED | {Kind.HOW_MANY, Kind.HOW_OFTEN}
_SAME = 0.6  # the share of the question before that a further sentence must hold
_RESULT = frozenset({"result", "outcome", "impact", "effect", "happen"})
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
    said = _of_last_reply(material)
    runs = [run for unit in said for run in _places(material, unit)]
    for run in runs if question.kind in _TYPED and question.keys else ():
        if units := lookup.found(material, Question(question.kind, question.text, (*question.terms, *run))):
            return units
    if again := _said_already(material, question, said) or _counted(material, question, last):
        return again
    for within in ({last.section}, _page(material, last) if question.keys else ()):
        units = lookup.found(material, question, within)
        fresh = [unit for unit in units if unit not in material.quoted()]
        again = [unit for unit in units if question.kind in _TYPED or _names(question, unit)]
        if fresh or again:
            return fresh or again[:1]
        if question.kind is Kind.WHY and leans_back(question) and (why := _reasons(material, last)):
            return why
    names = names_before(material)
    terms = (*question.terms, *names)
    return lookup.found(material, Question(question.kind, question.text, terms)) if names else []


def _places(material: Material, unit: Unit) -> list[tuple[SearchTerm, ...]]:
    """The names that a sentence holds, each as its words: "Harbor Pay"."""
    runs = re.findall(r"(?<=[a-z,;:] )[A-Z][\w-]+(?: [A-Z][\w-]+)*", unit.text)
    kept = [run for run in runs if not material.owner & {word.lower() for word in run.split()}]
    return [tuple(material.index.term(word, is_name=True) for word in run.split()) for run in kept]


def _counted(material: Material, question: Question, last: Unit) -> list[Unit]:
    """The sentence of the section quoted last that counts what is counted, whatever else the question says."""
    if question.kind is not Kind.HOW_MANY or not question.keys:
        return []
    terms = question.terms if gates.is_of_people(question) else question.keys[:1]
    return lookup.found(material, Question(question.kind, question.text, terms), {last.section})


def _reasons(material: Material, last: Unit) -> list[Unit]:
    """What the section quoted last gives as a reason: "Why did it fail?"."""
    told = [unit for unit in material.index.by_section[last.section] if not unit.is_rated]
    return ([unit for unit in told if evidence.has_reason(unit)] or [unit for unit in told if evidence.explains(unit)])[
        :1
    ]


def _of_last_reply(material: Material) -> list[Unit]:
    said = " ".join(material.replies[-1].split()) if material.replies else ""
    return [unit for unit in material.quoted() if " ".join(unit.text.split()) in said]


def _said_already(material: Material, question: Question, said: list[Unit]) -> list[Unit]:
    """The sentence of the last reply that holds the kind of fact asked for: "And where was that?"."""
    gate = gates.gate_of(material, question)
    held = [unit for unit in said if gate(unit) and all(best_worth(term, unit.lemmas) for term in question.keys)]
    return held[:1] if question.kind in _FACTS else []


def _names(question: Question, unit: Unit) -> bool:
    """True if a sentence that was quoted already holds every word of the new question: it answers once more."""
    return bool(question.keys) and all(best_worth(term, unit.lemmas) == 1.0 for term in question.keys)


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


def _further(material: Material, question: Question, last: Unit, gate: gates.Gate) -> list[Unit]:
    """Unquoted sentences after the last one, then before it; for a figure or a date quoted ones too, then the page."""
    quoted = sorted(material.quoted(), key=_place)
    held = [unit for unit in material.index.units if unit.section in _page(material, last) and gate(unit)]
    page = [unit for unit in held if unit not in quoted and unit.section != last.section]
    rest = [unit for unit in held if unit not in quoted and unit.section == last.section]
    after = [unit for unit in rest if unit.block > last.block] or rest
    again = [unit for unit in quoted if unit.section == last.section and gate(unit)]
    if question.kind in _TYPED:
        return after or again
    if gate is evidence.tells_a_lesson:
        return after or again
    if gate is evidence.has_measure:
        headed = [unit for unit in held if _RESULT & material.index.headings[unit.section]]
        return after or again or headed or page
    return after or (_alike(material, last) if question.kind is Kind.MORE else [])


def _alike(material: Material, last: Unit) -> list[Unit]:
    """What other sections say of the things that the question before asked for."""
    before = question_of(material.asked[-2], material.index, material.owner) if len(material.asked) > 1 else None
    hits = material.index.ranked(before.keys) if before else []
    quoted = material.quoted()
    return [hit.unit for hit in hits if hit.own >= _SAME and not hit.unit.is_rated and hit.unit not in quoted][:1]


def _place(unit: Unit) -> tuple[int, int]:
    return unit.section, unit.block


def _with_before(material: Material, question: Question) -> list[Unit]:
    """What answers the kind of this question about the things of the one before: "And when was that?"."""
    last = earlier(material)
    if question.keys or last is None or len(material.asked) < 2:
        return []
    before = question_of(material.asked[-2], material.index, material.owner)
    if _DEPTH.match(question.text):
        return [row.unit for row in rows.named_rows(material, before.keys)[:1]]
    if question.kind not in _TYPED:
        return []
    within = _page(material, last)
    names = tuple(term for term in before.keys if term.is_name)
    tries: list[tuple[tuple[SearchTerm, ...], Collection[int] | None]] = [(before.keys, within), (names, within)]
    tries += [(before.keys, None)] if question.kind is Kind.WHEN else []
    return next((units for terms, where in tries if terms and (units := _about(material, question, terms, where))), [])


def _about(
    material: Material, question: Question, terms: tuple[SearchTerm, ...], within: Collection[int] | None
) -> list[Unit]:
    return lookup.found(material, Question(question.kind, question.text, terms), within)


def _page(material: Material, unit: Unit) -> frozenset[int]:
    """The sections of the page that a sentence stands on."""
    sections = material.index.sections
    return frozenset(place for place, one in enumerate(sections) if one.page == sections[unit.section].page)


def _gate(material: Material, question: Question) -> gates.Gate:
    """What a sentence must hold to answer a question without a topic of its own."""
    if question.kind is Kind.HOW_MANY and question.keys:
        return lambda unit: False
    if _FIGURES.search(question.text):
        return evidence.has_measure
    if re.search(r"\b(?:learn\w*|lessons?|take away|differently|afterwards?)\b", question.text):
        return evidence.tells_a_lesson
    if question.kind in _OPEN and question.terms:
        return lambda unit: False
    return gates.gate_of(material, Question(question.kind, question.text, ()))
