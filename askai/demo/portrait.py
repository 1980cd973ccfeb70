"""The questions everybody asks of a person: who, where, what now, what before, what next, what beside work."""

from __future__ import annotations

import re

from askai.demo.lookup import about, fitting, found, gate_of, has_subject
from askai.demo.material import Material
from askai.demo.questions import Kind, Question
from corpus.search import evidence
from corpus.search.index import Unit

_STUDIED = frozenset(
    ("study", "degree", "university", "college", "bachelor", "master", "graduate", "diploma", "qualify")
)
_DEGREE = ("degree", "bachelor", "master", "diploma", "doctorate", "study", "graduate", "qualify")
_PLAIN = {"when": Kind.WHEN, "where": Kind.WHERE}
_STARTS = frozenset({"start", "notice", "available", "availability"})
_NEXT = frozenset({"next", "look", "want", "wish", "seek", "future"})
_LEISURE = re.compile(
    r"\bhobb|\b(?:free|spare) time|\b(?:outside|beyond|besides|away from|after|off) (?:of )?(?:work|the|my|hours|duty)|"
    r"\bleisure|\bfor fun|\binterests$|\bpersonal$|\bprivate(?:ly)?$|\bnot working",
    re.IGNORECASE,
)


def introduction(material: Material) -> list[Unit]:
    """The sentence that says who the owner is, and the one that says what the owner does now."""
    prose = [unit for unit in material.index.units if not material.is_row(unit)]
    named = [unit for unit in prose if _introduces(material, unit)]
    if not named:
        return []
    now = [
        unit for unit in prose if unit.section == named[0].section and unit != named[0] and evidence.tells_of_now(unit)
    ]
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
    posts = [
        unit
        for unit in prose
        if evidence.tells_a_post(unit) and (evidence.has_duration(unit) or evidence.has_date(unit))
    ]
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
        if evidence.tells_where_one_lives(unit)
        and evidence.has_place(unit, material.owner)
        and names_owner(material, unit)
    ]
    told.sort(key=lambda unit: not re.search(r"\b(?:lives?|based|home)\b", unit.text))
    return told[:1] or [unit for unit in introduction(material)[:1] if evidence.has_place(unit, material.owner)]


def hobbies(material: Material) -> list[Unit]:
    """The first sentences of the section about free time, else those with a word of it."""
    headed = [unit for unit in material.index.units if _LEISURE.search(material.index.sections[unit.section].heading)]
    return fitting(headed[:2]) or fitting(about(material, ("hobby", "leisure", "pastime"))[:2])


def study(material: Material, question: Question) -> list[Unit]:
    """What answers the question itself, else the sentence that tells what was studied, and where or when if asked."""
    units = found(material, question)
    if units:
        return units[:1] if re.search(r"\b(?:when|where|what year|which year)\b", question.text) else units
    gate = gate_of(material, Question(_PLAIN.get(question.text.split(" ")[0], Kind.WHAT), question.text, ()))
    told = [unit for unit in about(material, _STUDIED) if gate(unit) and has_subject(material, unit)]
    return fitting([unit for unit in told if set(_DEGREE) & set(unit.lemmas)][:1] or told[:1])


def starts(material: Material, question: Question) -> list[Unit]:
    """When the owner could begin: a date or a time of notice, in the sentences that speak of starting."""
    told = [unit for unit in about(material, _STARTS) if evidence.has_date(unit) or evidence.has_duration(unit)]
    headed = [unit for unit in told if _STARTS & material.index.titles[unit.section]] or told
    return fitting([unit for unit in headed if evidence.is_to_come(unit)][:2] or headed[:1])


def wants(material: Material, question: Question) -> list[Unit]:
    """What the owner is looking for: what answers in the sections headed so, else how the first of them opens."""
    titles = material.index.titles
    headed = [place for place in range(len(titles)) if _NEXT & titles[place]]
    headed = [place for place in headed if not any(row.unit.section == place for row in material.rows)]
    terms = tuple(term for term in question.terms if not _NEXT & set(term.worth))
    is_size = bool(re.search(r"\bsize\b", question.text))
    terms = tuple(term for term in terms if not is_size or "size" not in term.worth)
    asked = Question(Kind.HOW_MANY if is_size else Kind.WHAT, question.text, terms)
    units = found(material, asked, headed) if terms and headed else []
    return units or fitting([unit for unit in material.index.units if unit.section in headed[:1]][:2])
