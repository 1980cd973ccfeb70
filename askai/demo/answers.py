"""Chat without a model: quotes the sentences and rows of the request that answer the question, or declines.

It knows words, not meanings, and it never writes a word about the owner that the pages do not hold. Every reply that
finds nothing begins with `DECLINE`, so that the code above can tell it from an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from askai.demo import evidence, lookup, rows
from askai.demo.material import Material, material_of
from askai.demo.questions import Kind, Question, language_read, question_of
from corpus.search.index import Term, Unit
from routing.standin.blocks import output_schema
from routing.standin.content import Answer, Citation, Json, Piece

DECLINE = "The site does not say."
_SELF = (
    "I am the demo engine of this site's chat: I look for the sentences that answer your question in its pages, "
    "quote them word for word and name the page. When the pages hold no answer, I say so."
)
_ASKABLE = "You can ask about work, projects, skills, dates, or what comes next."
_OUTSIDE = f"{DECLINE} I answer only from this site's pages, about the person they describe."
_CHATTER = f"{DECLINE} Ask me about work, projects, skills or what comes next."
_WHICH = f"{DECLINE} Which part do you mean: work, a project, a skill, or what comes next?"
_FOREIGN = "{decline} Your question seems to be in {language}: the demo engine reads English only. Please ask in English."
_POINTS_BACK = re.compile(
    r"^(?:and|but|so|then|also|if so|why|how come)\b|\b(?:it|that|this|those|these|them|there|one|he|she|they|the same|"
    r"his|her|their)\b"
)
_FITS = re.compile(r"\b(?:fits|suits|(?:am|is) (?:suited|a (?:good|great|natural) fit))\b")
_POINTS_AT = re.compile(r"\b(?:it|that|those|them|there)\s*[?.!]*$")
_OPEN = frozenset({Kind.WHAT, Kind.HOW, Kind.YES_NO, Kind.WHO})
_TYPED = frozenset({Kind.WHEN, Kind.HOW_LONG, Kind.WHERE, Kind.WHY})
_IS_SHORT = 9  # words; a longer question speaks for itself


class ChatResponder:
    """The demo engine's side of a chat: it takes any request that wants prose."""

    def accepts(self, request: Json) -> bool:
        return output_schema(request) is None

    def answer(self, request: Json) -> Answer:
        return answer(request)


def answer(request: Json) -> Answer:
    """Answer the newest user turn of a Messages API request from its `search_result` blocks."""
    material = material_of(request)
    question = question_of(material.question, material.index, material.owner, {row.name for row in material.rows})
    reply = _REPLIES.get(question.kind)
    return reply(material, question) if reply else _looked_up(material, question)


def _looked_up(material: Material, question: Question) -> Answer:
    if not material.replies and len(question.keys) < 2 and _POINTS_AT.search(question.text):
        return _said(_WHICH)
    if not question.terms:
        return _went_on(material, question) if material.replies else _said(_WHICH)
    earlier = _earlier(material)
    if earlier is not None and _leans_back(question) and (units := _followed(material, question, earlier)):
        return _quoted(material, units)
    units = rows.skill(material, question) or rows.category(material, question) or lookup.found(material, question)
    if not units and earlier is not None and _leans_back(question):
        return _went_on(material, question)
    return _quoted(material, units) if units else _declined(material, question)


def _leans_back(question: Question) -> bool:
    """True if the question points to an earlier one: it is short and names nothing by itself."""
    is_short = len(question.text.split()) <= _IS_SHORT and not any(term.is_name for term in question.keys)
    return is_short and bool(_POINTS_BACK.search(question.text))


def _earlier(material: Material) -> Unit | None:
    """The sentence that was quoted last."""
    places = material.quoted()
    return max(places, key=lambda unit: places[unit]) if places else None


def _followed(material: Material, question: Question, last: Unit) -> list[Unit]:
    """The sentences of the section quoted last, or else of its page, that answer a follow-up."""
    sections = material.index.sections
    page = {place for place, section in enumerate(sections) if section.page == sections[last.section].page}
    for within in ({last.section}, page):
        units = [unit for unit in lookup.found(material, question, within) if unit not in material.quoted()]
        if units:
            return units
    return []


def _went_on(material: Material, question: Question) -> Answer:
    """A follow-up without a topic of its own: what the section quoted last says further, of the kind asked for."""
    last = _earlier(material)
    if last is None:
        return _said(_WHICH)
    quoted = material.quoted()
    rest = [unit for unit in material.index.units if unit.section == last.section and unit not in quoted]
    gate = _gate(material, question)
    if units := _with_earlier(material, question):
        return _quoted(material, units)
    fitting = [unit for unit in rest if gate(unit)] or [unit for unit in sorted(quoted, key=_place) if gate(unit)]
    if question.kind is Kind.MORE:
        fitting = [unit for unit in rest if gate(unit)]
        fitting = fitting or rest
        fitting = [unit for unit in fitting if unit.block > last.block] or fitting
    units = lookup.fitting(fitting[:2])
    return _quoted(material, units) if units else _said(f"{DECLINE} That is all it holds on this.")


def _place(unit: Unit) -> tuple[int, int]:
    return unit.section, unit.block


def _with_earlier(material: Material, question: Question) -> list[Unit]:
    """What answers the kind of this question about the things of the one before: "And when was that?"."""
    if question.kind not in _TYPED or question.terms or len(material.asked) < 2:
        return []
    before = question_of(material.asked[-2], material.index, material.owner)
    names = tuple(term for term in before.keys if term.is_name)
    tries = (before.keys, names) if names else (before.keys,)
    return next((units for terms in tries if terms and (units := _about(material, question, terms))), [])


def _about(material: Material, question: Question, terms: tuple[Term, ...]) -> list[Unit]:
    return lookup.found(material, Question(question.kind, question.text, terms))


def _gate(material: Material, question: Question) -> lookup.Gate:
    """What a sentence must hold to answer a question without a topic of its own."""
    if re.match(r"(?:and |so |by )?how (?:fast|big|much|many|well|high|large|good|quick\w*|successful)\b", question.text):
        return evidence.has_figure
    if re.search(r"\b(?:learn\w*|lessons?|take away|differently)\b", question.text):
        return evidence.tells_a_lesson
    if question.kind in _OPEN and question.terms:
        return lambda unit: False
    return lookup.gate_of(material, Question(question.kind, question.text, ()))


def _who_is(material: Material, question: Question) -> Answer:
    units = lookup.introduction(material)
    return _quoted(material, units) if units else _declined(material, question)


def _name(material: Material, question: Question) -> Answer:
    units = lookup.introduction(material)[:1]
    return _quoted(material, units) if units else _declined(material, question)


def _greeted(material: Material, question: Question) -> Answer:
    units = lookup.introduction(material)[:1]
    return _quoted(material, units) if units else _said(_ASKABLE)


def _about_itself(material: Material, question: Question) -> Answer:
    return _said(_SELF)


def _private(material: Material, question: Question) -> Answer:
    contact = material.index.ranked([material.index.term(word) for word in "answer pay private life contact email".split()])
    return _said(f"{DECLINE} Pay and private life are not answered here.{_pointer(material, contact[:1])}")


def _foreign(material: Material, question: Question) -> Answer:
    language = language_read(material.question, material.index)
    return _said(_FOREIGN.format(decline=DECLINE, language=language))


def _contact(material: Material, question: Question) -> Answer:
    told = [unit for unit in material.index.units if "@" in unit.text]
    told += [unit for unit in lookup.about(material, ("contact", "email", "reach", "address")) if _is_contact(unit)]
    if not told:
        return _said(f"{DECLINE} The page has a link for getting in touch.")
    return _quoted(material, told[:1])


def _is_contact(unit: Unit) -> bool:
    return bool(re.search(r"@|\bcontact address\b|\b(?:e-?mail|contact|reach|write to)\b", unit.text, re.IGNORECASE))


def _cv(material: Material, question: Question) -> Answer:
    """There is no file among the pages: the career as they tell it stands for one."""
    told = [unit for unit in lookup.about(material, ("cv", "resume", "résumé", "curriculum")) if not material.is_row(unit)]
    units = told[:1] or lookup.career(material)
    if not units:
        return _declined(material, question)
    lead = "" if told else "This site stands in the place of a CV. "
    return _quoted(material, units, lead=lead)


def _listed(find: Callable[[Material], list[Unit]]) -> Callable[[Material, Question], Answer]:
    def reply(material: Material, question: Question) -> Answer:
        units = find(material)
        return _quoted(material, units) if units else _looked_up(material, question)

    return reply


def _first(find: Callable[[Material, Question], list[Unit]]) -> Callable[[Material, Question], Answer]:
    def reply(material: Material, question: Question) -> Answer:
        units = find(material, question)
        return _quoted(material, units) if units else _looked_up(material, question)

    return reply


def _of_skill_or(find: Callable[[Material, Question], list[Unit]]) -> Callable[[Material, Question], Answer]:
    """A skill that is named is answered from its row, before any list of the strongest or weakest."""

    def reply(material: Material, question: Question) -> Answer:
        units = rows.skill(material, question) if question.keys else []
        units = units or find(material, question)
        return _quoted(material, units) if units else _looked_up(material, question)

    return reply


def _fit(material: Material, question: Question) -> Answer:
    """Whether the owner suits a role is for the fit check; the pages may say which roles suit."""
    told = [unit for unit in lookup.about(material, ("fit", "suit")) if _FITS.search(unit.text)]
    if not told:
        return _said(f"{DECLINE} The fit check weighs a whole job description against the skills.")
    return _quoted(material, lookup.fitting(told[:2]))


def _compared(material: Material, question: Question) -> Answer:
    units, unsaid = rows.compared(material, question)
    if not units:
        return _declined(material, question)
    tail = f" The site does not say anything about {' or '.join(unsaid)}." if unsaid else ""
    return _quoted(material, units, tail=tail)


def _declined(material: Material, question: Question) -> Answer:
    return _said(f"{DECLINE}{_pointer(material, material.index.ranked(question.keys)[:1])}")


def _pointer(material: Material, hits: Sequence[lookup.Hit]) -> str:
    """Name the nearest section, without quoting it: what is near is not an answer."""
    titled = [material.index.sections[hit.unit.section].title for hit in hits if hit.coverage >= 0.5]
    return f' The nearest thing here is "{titled[0]}".' if titled and titled[0] else ""


def _said(text: str) -> Answer:
    return Answer((Piece(text),))


def _quoted(material: Material, units: Sequence[Unit], *, lead: str = "", tail: str = "") -> Answer:
    pieces = [Piece(lead)] if lead else []
    for unit in units:
        result = material.results[unit.section]
        citation = Citation(result.source, result.title or None, unit.text, result.index, unit.block, unit.block + 1)
        pieces.append(Piece(("" if lead and len(pieces) == 1 else _glue(pieces)) + unit.text, (citation,)))
    return Answer(tuple([*pieces, Piece(tail)] if tail else pieces))


def _glue(pieces: Sequence[Piece]) -> str:
    if not pieces:
        return ""
    return " " if pieces[-1].text.rstrip("\"”')")[-1:] in {".", "!", "?"} else "; "


_REPLIES: dict[Kind, Callable[[Material, Question], Answer]] = {
    Kind.OVERRIDE: lambda material, question: _said(_OUTSIDE),
    Kind.OUTSIDE: lambda material, question: _said(_OUTSIDE),
    Kind.FOREIGN: _foreign,
    Kind.GREETING: _greeted,
    Kind.THANKS: lambda material, question: _said(f"You are welcome. {_ASKABLE}"),
    Kind.SMALL_TALK: lambda material, question: _said(_CHATTER),
    Kind.SELF: _about_itself,
    Kind.PRIVATE: _private,
    Kind.NAME: _name,
    Kind.WHO_IS: _who_is,
    Kind.CV: _cv,
    Kind.CONTACT: _contact,
    Kind.CAREER: _listed(lookup.career),
    Kind.HOBBIES: _listed(lookup.hobbies),
    Kind.FIT: _fit,
    Kind.TONGUES: _first(rows.tongues),
    Kind.WANTS: _first(lookup.wants),
    Kind.NOW: _first(lookup.now),
    Kind.HOME: _first(lookup.home),
    Kind.STRENGTHS: _of_skill_or(rows.strengths),
    Kind.WEAKNESSES: _of_skill_or(rows.weaknesses),
    Kind.COMPARE: _compared,
    Kind.MORE: _went_on,
}
