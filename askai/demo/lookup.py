"""Finds the sentences that answer a question: they cover its words, and they hold what its kind asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from askai.demo import evidence
from askai.demo.material import Material
from askai.demo.questions import Kind, Question
from corpus.search.index import Hit, Term, Unit, best_worth

WORDS_LIMIT, PIECES_LIMIT = 90, 3
_CANDIDATES = 8  # how far down the ranking an answer may stand
_ROW_OWN = 0.75  # the share of the question that a rated row must hold to answer it
_NEIGHBOUR = 0.5  # the share of the best score that a further sentence of the section needs
_OF_ROWS = frozenset({Kind.WHAT, Kind.HOW, Kind.YES_NO, Kind.HOW_LONG})
_OWNERS = (["my"], ["his"], ["her"], ["their"])
_OF_SUBJECT = frozenset({Kind.YES_NO, Kind.HOW_MANY, Kind.HOW_LONG, Kind.HOW_OFTEN, Kind.WHEN})
_WIDE = frozenset({Kind.WHAT, Kind.HOW, Kind.WHY, Kind.MORE})
_ALONE = frozenset({Kind.WHEN, Kind.HOW_MANY, Kind.HOW_LONG, Kind.HOW_OFTEN, Kind.WHERE, Kind.HOME, Kind.POST})
_LEANS = re.compile(r"(?:It|This|That|These|Those|They|Both|Neither|Such|There|The (?:second|other|latter|first|same))\b")

_CHIEF = re.compile(r"\b(?:boss|manager|supervisor|reports? to|line manager)\b")
_NEXT = frozenset({"next", "look", "want", "wish", "seek", "future"})
_LEISURE = re.compile(
    r"\bhobb|\b(?:free|spare) time|\b(?:outside|beyond|besides|away from|after|off) (?:of )?(?:work|the|my|hours|duty)|"
    r"\bleisure|\bfor fun|\binterests$|\bpersonal$|\bprivate(?:ly)?$|\bnot working",
    re.IGNORECASE,
)

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
    needed = _needed(len(question.keys) or len(question.terms))
    prose = [hit for hit in hits if not material.is_row(hit.unit) and _is_named(material, question, hit.unit)]
    fitting = [hit for hit in prose if gate(hit.unit)][:_CANDIDATES]
    fitting = [hit for hit in fitting if hit.coverage >= needed and _speaks(material, question, hit, needed)]
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
    return {0: 0.7, 1: 0.7, 2: 0.68, 3: 0.6, 4: 0.52}.get(terms, 0.45)


def _speaks(material: Material, question: Question, hit: Hit, needed: float) -> bool:
    """True if the sentence itself holds half of what is asked, or opens the section that is headed by all of it."""
    keys = question.keys or question.terms
    if question.kind is Kind.YES_NO and (len(keys) == 1 or question.is_of_owner) and not _has_subject(material, hit.unit):
        return False
    heading = material.index.headings[hit.unit.section]
    is_headed = hit.unit.block == 0 and question.kind in _WIDE and all(best_worth(term, heading) for term in keys)
    return hit.own >= needed / 2 or is_headed


def _rank(material: Material, question: Question, unit: Unit) -> tuple[bool, ...]:
    """What goes before the score: the owner as the subject, what lasts until now, a figure, a title that names it."""
    asks_total = question.kind is Kind.HOW_LONG and bool(re.search(r"\bha(?:s|ve)\b.*\bbeen\b", question.text))
    asks_figure = bool(re.search(r"\b(?:results?|outcomes?|impact|effects?)\b", question.text))
    is_one = question.kind is Kind.WHAT and len(question.keys) == 1
    titles = material.index.titles[unit.section]
    return (
        question.kind in _OF_SUBJECT and question.is_of_owner and not _has_subject(material, unit),
        asks_total and not evidence.lasts_until_now(unit),
        asks_figure and not evidence.has_figure(unit),
        is_one and best_worth(question.keys[0], titles) < 1.0,
    )


def _has_subject(material: Material, unit: Unit) -> bool:
    """True if the sentence begins by telling of the owner."""
    start = re.findall(r"\w+", " ".join(unit.text.split()[:4]).lower())
    return bool({*material.owner, "i", "he", "she", "they", "we"} & set(start)) or start[:1] in _OWNERS


def _is_named(material: Material, question: Question, unit: Unit) -> bool:
    """True if the sentence, its section or its page holds every name that the question names."""
    held = {*unit.lemmas, *material.index.titles[unit.section]}
    return all(best_worth(term, held) for term in question.keys if term.is_name)


def gate_of(material: Material, question: Question) -> Gate:
    """What a sentence must hold for this kind of question."""
    counted = question.terms[0] if question.terms else None
    gates: dict[Kind, Gate] = {
        Kind.WHEN: evidence.has_date,
        Kind.HOW_LONG: evidence.has_duration,
        Kind.HOW_OFTEN: evidence.has_frequency,
        Kind.HOW_MANY: lambda unit: _counts(unit, counted, question.text),
        Kind.WHERE: lambda unit: evidence.has_place(unit, material.owner),
        Kind.WHY: lambda unit: evidence.has_reason(unit) or _heads_a_reason(material, unit),
        Kind.WHO: lambda unit: not _CHIEF.search(question.text) or evidence.tells_of_a_chief(unit),
        Kind.POST: evidence.tells_a_post,
        Kind.HOME: evidence.tells_where_one_lives,
    }
    return gates.get(question.kind, lambda unit: True)


def _counts(unit: Unit, counted: Term | None, text: str) -> bool:
    if re.search(r"\bhow (?:big|large)\b|\bsize of\b", text):
        return evidence.has_size(unit)
    if counted is None or "how much" in text:
        return evidence.has_figure(unit)
    return evidence.has_count_of(unit, counted)


def _heads_a_reason(material: Material, unit: Unit) -> bool:
    return bool(re.search(r"\b(?:why|reason)\b", material.index.sections[unit.section].heading, re.IGNORECASE))


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


def introduction(material: Material) -> list[Unit]:
    """The sentence that says who the owner is, and the one that says what the owner does now."""
    prose = [unit for unit in material.index.units if not material.is_row(unit)]
    named = [unit for unit in prose if _introduces(material, unit)]
    if not named:
        return []
    now = [unit for unit in prose if unit.section == named[0].section and unit != named[0] and evidence.tells_of_now(unit)]
    return fitting([named[0], *now[:1]])


def _introduces(material: Material, unit: Unit) -> bool:
    start = " ".join(unit.text.split()[:7])
    if re.match(r"(?:I am|I'm|I’m|My name)\b", start):
        return bool(re.search(r"\b(?:am|I'm|I’m) an?\b", start))
    is_named = bool(material.owner & set(re.findall(r"[\w]+", start.lower())))
    is_said = re.search(r"\b(?:is|works as|has been) (?:an?|the)\b(?! (?:sample|fiction|invent))", start)
    return is_named and bool(is_said)


def career(material: Material) -> list[Unit]:
    """The lines of a list of posts, or the sentences that tell of a post, one a page."""
    prose = [unit for unit in material.index.units if not material.is_row(unit)]
    lines = [unit for unit in prose if evidence.opens_with_years(unit)]
    if len(lines) > 1:
        return [unit for unit in lines if unit.section == lines[0].section][:6]
    posts = [unit for unit in prose if evidence.tells_a_post(unit) and (evidence.has_duration(unit) or evidence.has_date(unit))]
    by_page = {material.index.sections[unit.section].page: unit for unit in reversed(posts)}
    return fitting(list(reversed(by_page.values())))


def now(material: Material, question: Question) -> list[Unit]:
    """The sentences that tell of the owner's present post."""
    prose = [unit for unit in material.index.units if not material.is_row(unit)]
    posts = [unit for unit in prose if evidence.tells_a_post(unit) and evidence.tells_of_now(unit)]
    posts.sort(key=lambda unit: (evidence.opens_with_years(unit), not names_owner(material, unit)))
    return fitting(posts[:1]) or introduction(material)


def names_owner(material: Material, unit: Unit) -> bool:
    return bool(material.owner & set(re.findall(r"\w+", unit.text.lower()))) or unit.text.startswith("I ")


def home(material: Material, question: Question) -> list[Unit]:
    """Where the owner lives: a sentence that says so, else the introduction if it names a place."""
    prose = [unit for unit in material.index.units if not material.is_row(unit)]
    told = [
        unit
        for unit in prose
        if evidence.tells_where_one_lives(unit) and evidence.has_place(unit, material.owner) and names_owner(material, unit)
    ]
    told.sort(key=lambda unit: not re.search(r"\b(?:lives?|based|home)\b", unit.text))
    return told[:1] or [unit for unit in introduction(material)[:1] if evidence.has_place(unit, material.owner)]


def hobbies(material: Material) -> list[Unit]:
    """The first sentences of the section about free time, else those with a word of it."""
    headed = [unit for unit in material.index.units if _LEISURE.search(material.index.sections[unit.section].heading)]
    return fitting(headed[:2]) or fitting(about(material, ("hobby", "leisure", "pastime"))[:2])


def wants(material: Material, question: Question) -> list[Unit]:
    """What the owner is looking for: what answers in the sections headed so, else how the first of them opens."""
    titles = material.index.titles
    headed = [place for place in range(len(titles)) if _NEXT & titles[place]]
    headed = [place for place in headed if not any(row.unit.section == place for row in material.rows)]
    terms = tuple(term for term in question.terms if not _NEXT & set(term.worth))
    asked = Question(Kind.WHAT, question.text, terms)
    units = found(material, asked, headed) if terms and headed else []
    return units or fitting([unit for unit in material.index.units if unit.section in headed[:1]][:2])


def about(material: Material, lemmas: Collection[str]) -> list[Unit]:
    """The first prose sentences that hold one of the lemmas, those with the most of them first."""
    prose = [unit for unit in material.index.units if not material.is_row(unit)]
    held = [(len(set(lemmas) & set(unit.lemmas)), unit) for unit in prose]
    return [unit for count, unit in sorted(held, key=lambda pair: -pair[0]) if count]
