"""The questions everybody asks of a person: who, where, what now, what before, what next, what beside work."""

from __future__ import annotations

import re

from askai.demo.followups import names_before
from askai.demo.gates import gate_of
from askai.demo.lookup import about, fitting, found
from askai.demo.material import Material
from askai.demo.questions import Kind, Question
from askai.demo.subjects import around, distance_of, has_subject
from corpus.search import evidence
from corpus.search.index import SearchTerm, Unit, best_worth
from corpus.text.words import fold

_STUDIED = frozenset(
    ("study", "degree", "university", "college", "bachelor", "master", "graduate", "diploma", "qualify")
)
_DEGREE = ("degree", "bachelor", "master", "diploma", "doctorate", "study", "graduate", "qualify")
_PLAIN = {"when": Kind.WHEN, "where": Kind.WHERE}
_WHETHER = re.compile(r"(?:and )?(?:do|does|did|is|has|have|had|was)\b")
_WORST = re.compile(
    r"\b(?:worst|biggest|greatest|most (?:serious|costly|expensive)) (?:mistake|failure|decision|regret|error)|"
    r"\bregrets?\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"(?:She|He|They|I) \w+ (?:it|this|that)\b|(?:It|This|That)\b")
_LEAVES = re.compile(r"\b(?:look(?:s|ing) for|wants?|wish(?:es)?|plans?|leav(?:es|ing))\b")
_LEARNS = re.compile(r"\b(?:am|is|are)(?: (?:now|currently|still))? (?:learning|studying|training)\b")
_ORIGIN = re.compile(
    r"\b(?:grew up|comes? from|came from|(?:is|am|was) (?:originally )?from|native of|raised)\b|\bhome town\b"
)
_AFTER = re.compile(r"\b(?:next|after)\b")
_STARTS = frozenset({"start", "notice", "available", "availability"})
_NEXT = frozenset({"next", "look", "want", "wish", "seek", "future"})
_LEISURE = re.compile(
    r"\bhobb|\b(?:free|spare) time|\b(?:outside|beyond|besides|away from|after|off) (?:of )?(?:work|the|my|hours|duty)|"
    r"\bleisure|\bfor fun|\binterests$|\bpersonal$|\bprivate(?:ly)?$|\bnot working",
    re.IGNORECASE,
)


def introduction(material: Material) -> list[Unit]:
    """The sentence that says who the owner is, and the one that says what the owner does now."""
    prose = [unit for unit in material.index.units if not unit.is_rated]
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


def _exactly(term: SearchTerm) -> list[str]:
    return [name for name, worth in term.worth.items() if worth == 1.0]


def posts(material: Material, question: Question) -> list[Unit]:
    """The lines of the years that the question names, or the one before or after the place it names; else all."""
    lines = [unit for unit in career(material) if evidence.opens_with_years(unit)]
    lines.sort(key=lambda unit: evidence.years_of(unit).start)
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", question.text)]
    if lines and years:
        span = range(min(years), max(years) + 1)
        return [unit for unit in lines if _overlap(evidence.years_of(unit), span)]
    if lines and re.search(r"\bfirst\b", question.text):
        return lines[:1]
    step = -1 if re.search(r"\bbefore\b|\bprevious", question.text) else 1 if _AFTER.search(question.text) else 0
    names = [term for term in question.keys if term.is_heard] or names_before(material)
    here = [place for place, unit in enumerate(lines) if any(best_worth(term, unit.lemmas) == 1.0 for term in names)]
    if step and here and 0 <= here[0] + step < len(lines):
        return [lines[here[0] + step]]
    return career(material)


def _overlap(years: range, span: range) -> bool:
    """True if more than the year of a change is shared."""
    shared = min(years.stop, span.stop) - max(years.start, span.start)
    return shared >= min(2, len(span), len(years))


def career(material: Material) -> list[Unit]:
    """The lines of a list of posts, or the sentences that tell of a post, one a page."""
    prose = [unit for unit in material.index.units if not unit.is_rated]
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
    prose = [unit for unit in material.index.units if not unit.is_rated]
    posts = [unit for unit in prose if evidence.tells_a_post(unit) and evidence.tells_of_now(unit)]
    posts.sort(key=lambda unit: (evidence.opens_with_years(unit), not names_owner(material, unit)))
    return fitting(posts[:1]) or introduction(material)


def names_owner(material: Material, unit: Unit) -> bool:
    """True if the sentence names the owner anywhere, or the owner is who acts in it."""
    return bool(material.owner & set(re.findall(r"\w+", fold(unit.text)))) or distance_of(material, unit) == 0


def home(material: Material, question: Question) -> list[Unit]:
    """Where the owner lives: a sentence that says so, else the introduction if it names a place."""
    prose = [unit for unit in material.index.units if not unit.is_rated]
    told = [
        unit
        for unit in prose
        if evidence.tells_where_one_lives(unit)
        and evidence.has_place(unit, material.owner)
        and names_owner(material, unit)
    ]
    told.sort(key=lambda unit: not re.search(r"\b(?:lives?|based|home)\b", unit.text))
    return told[:1] or [unit for unit in introduction(material)[:1] if evidence.has_place(unit, material.owner)]


def move(material: Material, question: Question) -> list[Unit]:
    """Whether the owner would move: a sentence of the owner's that says so, else where the owner lives and works."""
    told = [unit for unit in about(material, ("relocate", "abroad", "move")) if distance_of(material, unit) == 0]
    told = [unit for unit in told if evidence.is_wished(unit) or "relocate" in unit.lemmas]
    return told[:1] or home(material, question)


def mode(material: Material, question: Question) -> list[Unit]:
    """Whether the owner works from home or in an office."""
    modes = ("remote", "remotely", "hybrid", "office", "onsite", "home")
    told = [unit for unit in about(material, modes) if distance_of(material, unit) == 0 and "work" in unit.lemmas]
    told.sort(key=lambda unit: (evidence.tells_of_the_past(unit), not evidence.tells_where_one_lives(unit)))
    return told[:1]


def mistakes(material: Material, question: Question) -> list[Unit]:
    """The sentence that names a mistake as the greatest, else how the first section about mistakes opens."""
    words = {"mistake", "regret", "wrong", "fail", "failure"}
    prose = [unit for unit in material.index.units if not unit.is_rated]
    if re.search(r"\blearn\w*|\blessons?\b", question.text):
        return [u for u in prose if evidence.tells_a_lesson(u) and words & material.index.titles[u.section]][:2]
    worst = [unit for unit in prose if _WORST.search(unit.text)]
    headed = [unit for unit in prose if unit.block == 0 and words & material.index.headings[unit.section]]
    titled = [unit for unit in prose if unit.block == 0 and words & material.index.titles[unit.section]]
    best = worst[:1] or headed[:1] or titled[:1]
    near = [unit for unit in prose if best and unit.section == best[0].section and unit not in best]
    before = [unit for unit in near if unit.block == best[0].block - 1 and worst and _POINTS.match(best[0].text)]
    return fitting([*best, *before, *(near[:1] if not before and not worst else [])])


def leaves(material: Material, question: Question) -> list[Unit]:
    """Why the owner wants to leave the present post: a sentence of the present that gives the reason of a change."""
    told = [unit for unit in about(material, ("leave", "change", "quit")) if distance_of(material, unit) == 0]
    told = [unit for unit in told if _LEAVES.search(unit.text) and not evidence.tells_of_the_past(unit)]
    return [unit for unit in told if evidence.has_reason(unit)][:1]


def learning(material: Material, question: Question) -> list[Unit]:
    """What the owner is learning: a sentence that says so, else the rows that are marked so."""
    told = [unit for unit in about(material, ("learn", "learning", "study")) if _LEARNS.search(unit.text)]
    told = [unit for unit in told if distance_of(material, unit) == 0]
    return told[:1] or fitting([row.unit for row in material.rows if "learning it now" in row.unit.text])


def origin(material: Material, question: Question) -> list[Unit]:
    """Where the owner comes from, else where the owner lives."""
    told = [unit for unit in material.index.units if _ORIGIN.search(unit.text) and distance_of(material, unit) < 2]
    return told[:1] or home(material, question)


def zone(material: Material, question: Question) -> list[Unit]:
    told = [unit for unit in material.index.units if evidence.names_a_time_zone(unit) and names_owner(material, unit)]
    return told[:1] or home(material, question)


def chief(material: Material, question: Question) -> list[Unit]:
    """Who leads the owner. Of several posts that of the place that is named, else the present one."""
    told = [
        unit
        for unit in material.index.units
        if not unit.is_rated and evidence.tells_of_a_chief(unit) and distance_of(material, unit) < 2
    ]
    named = [term for term in question.terms if term.is_name]
    return [unit for unit in told if all(best_worth(term, around(material, unit)) for term in named)][:1]


def references(material: Material, question: Question) -> list[Unit]:
    """Who can speak for the owner: a sentence that names people before one that only says how to ask."""
    told = about(material, ("reference", "referee", "vouch"))
    headed = [
        unit
        for unit in material.index.units
        if not unit.is_rated and {"reference", "referee"} & material.index.headings[unit.section]
    ]
    units = [unit for unit in [*told, *headed] if distance_of(material, unit) < 2 or evidence.persons(unit)]
    units = [unit for unit in units if not re.search(r"\bnot\b", unit.text)]
    units.sort(key=lambda unit: (not evidence.persons(unit), "reference" not in unit.lemmas))
    return fitting(units[:1] or told[:1])


def hobbies(material: Material) -> list[Unit]:
    """The first sentences of the section about free time, else those with a word of it."""
    headed = [unit for unit in material.index.units if _LEISURE.search(material.index.sections[unit.section].heading)]
    return fitting(headed[:2]) or fitting(about(material, ("hobby", "leisure", "pastime"))[:2])


def study(material: Material, question: Question) -> list[Unit]:
    """What answers the question itself, else the sentence that tells what was studied, and where or when if asked.

    Whether one holds a degree, or has studied a subject, is only answered where it is named.
    """
    units = found(material, question)
    if question.kind is Kind.STUDY and _WHETHER.match(question.text):
        named = [
            term for term in question.keys if not _STUDIED - {"master", "bachelor", "diploma"} & set(_exactly(term))
        ]
        return [unit for unit in units if all(set(_exactly(term)) & set(unit.lemmas) for term in named)]
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
