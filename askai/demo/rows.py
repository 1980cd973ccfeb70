"""Answers from the rated rows: a skill that is named, what is strongest, what is weakest, two of them compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from babel import Locale

from askai.demo.gates import NAMED
from askai.demo.lookup import EMPLOYER, about, best_hit, fitting
from askai.demo.material import Material, RatedUnit
from askai.demo.questions import Kind, Question
from corpus.search.index import SearchTerm, Unit, best_worth
from corpus.text.words import fold

_ASKS_ROW = frozenset({Kind.YES_NO, Kind.WHAT, Kind.HOW, Kind.HOW_LONG, Kind.STRENGTHS, Kind.WEAKNESSES, Kind.WHEN})
_MEASURES = frozenset({Kind.HOW_LONG, Kind.WHEN})
_STRENGTH = ("strength", "strong", "good")
_WEAKNESS = ("weakness", "weak", "gap", "shortcoming", "limitation")
_FIRST_TONGUE = re.compile(r"\b(?:mother tongue|(?:native|first) (?:language|speaker))\b", re.IGNORECASE)
_DOING = frozenset({"manage", "lead", "own", "handle", "run"})
_WEAK = 1  # of 5
_STRONG = 4
_EXPERIENCE = re.compile(r"^(?:and )?what (?:is|are) .+ (?:experience|background|skills)$")
_LAST = re.compile(r"\b(?:last|recent\w*)\b")
_HELD = 0.85  # the share of the question that a sentence beside a row must hold
_FEW = 6  # sentences


def named_rows(material: Material, terms: Sequence[SearchTerm]) -> list[RatedUnit]:
    """The rows whose names the terms name, and nothing beside them; whole names before parts of one."""
    keys = [term for term in terms if not term.is_soft]
    whole = [row for row in material.rows if row.lemmas and all(_held(word, terms) for word in row.lemmas)]
    whole = whole if keys else [row for row in whole if len(row.lemmas) > 1]
    covering = [row for row in whole if all(_is_of(material, term, row) for term in keys)]
    if covering or not keys:
        return sorted(covering, key=lambda row: -len(row.lemmas))
    keys = [term for term in keys if not _DOING & set(term.worth)] or keys
    holding = [row for row in material.rows if all(best_worth(term, row.lemmas) == 1.0 for term in keys)]
    if len(keys) > 1 and len(holding) == 1:
        return holding
    if len(keys) > 1 or not _is_rare(material, keys[0]):
        return []
    touched = [row for row in material.rows if best_worth(keys[0], row.lemmas) == 1.0]
    return touched if len(touched) == 1 and len(touched[0].lemmas) <= 2 else []


def _is_rare(material: Material, term: SearchTerm) -> bool:
    """True for a name, or a word that few sentences hold: it may stand for the longer name of a row."""
    return (
        term.is_name
        or max((material.index.spread[name] for name, worth in term.worth.items() if worth == 1.0), default=0) <= _FEW
    )


def _is_of(material: Material, term: SearchTerm, row: RatedUnit) -> bool:
    """True if a term is a word of the row's name or of its category."""
    if "speak" in term.worth and row.name.lower() in _tongues():
        return True
    return best_worth(term, row.lemmas) == 1.0 or best_worth(term, material.index.titles[row.unit.section]) > 0


def _held(word: str, terms: Sequence[SearchTerm]) -> bool:
    return any(term.worth.get(word) == 1.0 for term in terms)


def skill(material: Material, question: Question) -> list[Unit]:
    """The row of the skill that is asked about, whatever its rating, with the sentence that tells most of it."""
    if question.kind not in _ASKS_ROW or EMPLOYER.search(question.text) or NAMED.search(question.text):
        return []
    rows = named_rows(material, question.terms)[:1]
    if not rows or (question.kind is Kind.WHEN and not _LAST.search(question.text)):
        return []
    best = best_hit(material, Question(Kind.YES_NO, question.text, question.terms))
    prose = [best.unit] if best and not best.unit.is_rated and best.own >= _HELD else []
    return [rows[0].unit] if question.kind in _MEASURES else fitting([*prose, rows[0].unit])


def tongues(material: Material, question: Question) -> list[Unit]:
    """The rows named after a language that people speak, best first; else a sentence that names one."""
    first = [unit for unit in material.index.units if _FIRST_TONGUE.search(unit.text)]
    if first and _FIRST_TONGUE.search(question.text):
        return first[:1]
    named = [row for row in material.rows if row.name.lower() in _tongues()]
    if named:
        return fitting([row.unit for row in sorted(named, key=lambda row: -row.rating)])
    told = [
        unit for unit in about(material, _tongues()) if {"speak", "language", "fluent", "native"} & set(unit.lemmas)
    ]
    return fitting(told[:1])


@cache
def _tongues() -> frozenset[str]:
    return frozenset(name.lower() for name in Locale("en").languages.values())


def compared(material: Material, question: Question) -> tuple[list[Unit], list[str]]:
    """A row or sentence for each thing compared, and the names of those that nothing is said of."""
    units: list[Unit] = []
    unsaid: list[str] = []
    pairs = [pair for pair in zip(question.keys, question.keys[1:], strict=False) if _whole_row(material, pair)]
    units += [row.unit for pair in pairs for row in _whole_row(material, pair)]
    for term in question.keys:
        if any(term in pair for pair in pairs):
            continue
        row = named_rows(material, [term]) or _nearest_row(material, term)
        best = None if row or not term.is_name else best_hit(material, Question(Kind.WHAT, question.text, (term,)))
        if row or best:
            units += [unit for unit in ([row[0].unit] if row else [best.unit] if best else []) if unit not in units]
        elif not term.is_heard:
            unsaid.append(term.word)
    return units[:3], unsaid


def _whole_row(material: Material, pair: Sequence[SearchTerm]) -> list[RatedUnit]:
    """The row whose name is just these words: "wound care"."""
    return [row for row in named_rows(material, pair) if len(row.lemmas) == len(pair)][:1]


def _nearest_row(material: Material, term: SearchTerm) -> list[RatedUnit]:
    """The row with the shortest name that holds the word."""
    held = [row for row in material.rows if best_worth(term, row.lemmas) == 1.0]
    return sorted(held, key=lambda row: (len(row.lemmas), -row.rating))[:1]


def strengths(material: Material, question: Question) -> list[Unit]:
    """The highest ratings with the most years, of the kind that is asked for; else the sentence that says so."""
    rows = [row for row in _of_kind(material, question) if row.rating >= _STRONG]
    is_of_tongues = any("language" in term.worth for term in question.keys)
    rows = [row for row in rows if is_of_tongues or row.name.lower() not in _tongues()] or rows
    rows.sort(key=lambda row: (-row.rating, -row.years))
    spread = _one_a_section(rows)
    said = [
        unit
        for unit in about(material, _STRENGTH)
        if {"strength", "strongest"} & set(unit.lemmas) and not _denied(unit)
    ]
    return fitting([row.unit for row in spread]) or fitting(said[:1])


def weaknesses(material: Material, question: Question) -> list[Unit]:
    """The sentence that names them, else the first of the section about them, else the lowest ratings."""
    said = [unit for unit in about(material, _WEAKNESS) if not _denied(unit)]
    titled = [
        unit
        for unit in material.index.units
        if set(_WEAKNESS) & material.index.titles[unit.section] and not unit.is_rated
    ]
    rows = sorted((row for row in _of_kind(material, question) if row.rating <= _WEAK), key=lambda row: row.rating)
    if _kinds(question) and rows and len(_of_kind(material, question)) < len(material.rows):
        return fitting([row.unit for row in rows])
    first = [unit for unit in said if unit in titled] or said or titled
    return fitting(first[:1]) if first else fitting([row.unit for row in _one_a_section(rows)])


def _of_kind(material: Material, question: Question) -> list[RatedUnit]:
    """The rows of the categories that the question names, else the rows whose names it touches, else all."""
    keys = _kinds(question)
    if not keys:
        return list(material.rows)
    sections = _sections_of(material, keys)
    of_title = [row for row in material.rows if row.unit.section in sections]
    return (
        of_title
        or [row for row in material.rows if any(best_worth(term, row.lemmas) for term in keys)]
        or list(material.rows)
    )


def _kinds(question: Question) -> list[SearchTerm]:
    """The terms beside those of strength and weakness themselves."""
    return [term for term in question.keys if not set(term.worth) & {*_STRENGTH, *_WEAKNESS, "top", "excel"}]


def _sections_of(material: Material, keys: Sequence[SearchTerm]) -> frozenset[int]:
    """The categories that hold most of the terms; of equals those that hold the first of them."""
    held = {
        section: [best_worth(term, material.index.titles[section]) > 0 for term in keys]
        for section in {row.unit.section for row in material.rows}
    }
    most = max(((sum(marks), marks) for marks in held.values()), default=(0, []))
    return frozenset(section for section, marks in held.items() if most[0] and (sum(marks), marks) == most)


def category(material: Material, question: Question) -> list[Unit]:
    """The best rows of a category where the question asks for nothing but it: "What languages does she speak?"."""
    if question.kind not in {Kind.WHAT, Kind.YES_NO} or not question.keys:
        return []
    sections = _sections_of(material, question.keys)
    titles = material.index.titles
    rows = [row for row in material.rows if row.unit.section in sections and row.rating > _WEAK]
    word = re.escape(fold(question.terms[0].word))
    is_asked = re.match(rf"(?:and )?(?:what|which) (?:\w+ )?{word}\b", question.text)
    is_asked = is_asked or re.search(
        rf"\b(?:any |have |has )?{word} (?:experience|skills?|background)\b", question.text
    )
    is_only = bool(is_asked) and all(
        best_worth(question.terms[0], titles[section]) == 1.0
        and all(best_worth(term, titles[section]) for term in question.keys)
        for section in sections
    )
    return fitting([row.unit for row in sorted(rows, key=lambda row: -row.rating)]) if is_only else []


def experience(material: Material, question: Question) -> list[Unit]:
    """The best rows that are named by all of "what is her … experience", where no single row is."""
    if question.kind is not Kind.WHAT or not question.keys or not _EXPERIENCE.search(question.text):
        return []
    held = [row for row in material.rows if all(best_worth(term, row.lemmas) == 1.0 for term in question.keys)]
    return fitting([row.unit for row in sorted(held, key=lambda row: (-row.rating, -row.years))])


def _one_a_section(rows: Sequence[RatedUnit]) -> list[RatedUnit]:
    """The first row of each category, then the others."""
    first: dict[int, RatedUnit] = {}
    for row in rows:
        first.setdefault(row.unit.section, row)
    return [*first.values(), *(row for row in rows if row not in first.values())][:3]


def _denied(unit: Unit) -> bool:
    return " not " in unit.text or "n't " in unit.text
