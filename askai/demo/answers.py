"""Chat without a model: quotes the sentences and rows of the request that answer the question, or declines.

It knows words, not meanings, and it never writes a word about the owner that the pages do not hold. Every reply that
finds nothing begins with `DECLINE`, so that the code above can tell it from an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from askai.demo import lookup, portrait, rows
from askai.demo.followups import earlier, followed, further, is_bare, leans_back, names_before
from askai.demo.gates import gate_of
from askai.demo.material import Material, material_of
from askai.demo.questions import Kind, Question, language_read, question_of, type_of
from corpus.search.index import Hit, Unit
from routing.standin.blocks import output_schema
from routing.standin.content import Answer, Json, Piece, SourceCitation

DECLINE = "The site does not say."
_SELF = (
    "I am the demo engine of this site's chat: I look for the sentences that answer your question in its pages, "
    "quote them word for word and name the page. When the pages hold no answer, I say so."
)
_ASKABLE = "You can ask about work, projects, skills, dates, or what comes next."
_OUTSIDE = f"{DECLINE} I answer only from this site's pages, about the person they describe."
_CHATTER = f"{DECLINE} Ask me about work, projects, skills or what comes next."
_WHICH = f"{DECLINE} Which part do you mean: work, a project, a skill, or what comes next?"
_FOREIGN = (
    "{decline} Your question seems to be in {language}: the demo engine reads English only. Please ask in English."
)
_FITS = re.compile(r"\b(?:fits|suits|(?:am|is) (?:suited|a (?:good|great|natural) fit))\b")
_ELLIPSIS = re.compile(r"(?:and|or|what about|how about|and what about)(?: (?:of|at|in|for|with|about|on|by|from))?\b")
_POINTS_AT = re.compile(r"(?<!are )(?<!is )\b(?:it|that|those|them|there)\s*[?.!]*$")


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
    if question.kind is Kind.SMALL_TALK and material.replies and " it " in question.text:
        question = replace(question, kind=Kind.MORE)
    question = _asked_again(material, question)
    reply = _REPLIES.get(question.kind)
    return reply(material, question) if reply else _looked_up(material, question)


def _asked_again(material: Material, question: Question) -> Question:
    """The question before, asked of another name, where that is all the new one says: "And at Globex?"."""
    if len(material.asked) < 2 or not _ELLIPSIS.match(question.text) or not question.keys:
        return question
    if not all(term.is_name for term in question.terms):
        return question
    before = question_of(material.asked[-2], material.index, material.owner, {row.name for row in material.rows})
    terms = tuple(term for term in before.terms if not (term.is_name and term.is_heard))
    return Question(before.kind, before.text, (*terms, *question.terms))


def _went_on(material: Material, question: Question) -> Answer:
    units = further(material, question)
    end = f"{DECLINE} That is all it holds on this." if material.quoted() else _WHICH
    return _quoted(material, units) if units else _said(end)


def _looked_up(material: Material, question: Question) -> Answer:
    if not material.replies and len(question.keys) < 2 and _POINTS_AT.search(question.text):
        return _said(_WHICH)
    if not question.terms:
        return _went_on(material, question) if material.replies else _said(_WHICH)
    last = earlier(material)
    if last is not None and (leans_back(question) or is_bare(question)):
        units = followed(material, question, last)
        if units or leans_back(question) or not question.keys:
            return _quoted(material, units) if units else _went_on(material, question)
    units = rows.skill(material, question) or rows.category(material, question) or rows.experience(material, question)
    units = units or lookup.found(material, question)
    units = units or lookup.lesson(material, question)
    return _quoted(material, units) if units else _declined(material, question)


def _who_is(material: Material, question: Question) -> Answer:
    units = portrait.introduction(material)
    return _quoted(material, units) if units else _declined(material, question)


def _name(material: Material, question: Question) -> Answer:
    units = portrait.introduction(material)[:1]
    return _quoted(material, units) if units else _declined(material, question)


def _greeted(material: Material, question: Question) -> Answer:
    units = portrait.introduction(material)[:1]
    return _quoted(material, units) if units else _said(_ASKABLE)


def _about_itself(material: Material, question: Question) -> Answer:
    """What the pages say of the chat where they speak of it; else what the demo engine says of itself."""
    asked = Question(Kind.WHAT, question.text, question.terms)
    units = lookup.found(material, asked) if re.search(r"\b(?:chat|chat ?bot|assistant)\b", question.text) else []
    return _quoted(material, units) if units else _said(_SELF)


def _private(material: Material, question: Question) -> Answer:
    contact = material.index.ranked(
        [material.index.term(word) for word in ["answer", "pay", "private", "life", "contact", "email"]]
    )
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
    told = [unit for unit in lookup.about(material, ("cv", "resume", "résumé", "curriculum")) if not unit.is_rated]
    units = told[:1] or portrait.career(material)
    if not units:
        return _declined(material, question)
    lead = "" if told else "This site stands in the place of a CV. "
    return _quoted(material, units, lead=lead)


def _listed(find: Callable[[Material], list[Unit]]) -> Callable[[Material, Question], Answer]:
    def reply(material: Material, question: Question) -> Answer:
        return _of_type(material, question, find(material))

    return reply


def _only(find: Callable[[Material, Question], list[Unit]]) -> Callable[[Material, Question], Answer]:
    """What is found, and nothing that merely shares a word with the question."""

    def reply(material: Material, question: Question) -> Answer:
        units = find(material, question)
        return _quoted(material, units) if units else _declined(material, question)

    return reply


def _first(find: Callable[[Material, Question], list[Unit]]) -> Callable[[Material, Question], Answer]:
    def reply(material: Material, question: Question) -> Answer:
        return _of_type(material, question, find(material, question))

    return reply


def _of_type(material: Material, question: Question, units: list[Unit]) -> Answer:
    """Quote what is found if it holds the kind of fact that the question opens with; else look the fact up."""
    kind = type_of(question.text)
    if kind is None or question.kind in _OF_ITS_OWN:
        return _quoted(material, units) if units else _looked_up(material, question)
    gate = gate_of(material, Question(kind, question.text, ()))
    if any(gate(unit) for unit in units):
        return _quoted(material, units)
    return _looked_up(material, replace(question, kind=kind))


def _of_skill_or(find: Callable[[Material, Question], list[Unit]]) -> Callable[[Material, Question], Answer]:
    """A skill that is named is answered from its row, before any list of the strongest or weakest."""

    def reply(material: Material, question: Question) -> Answer:
        units = rows.skill(material, question) if question.keys else []
        units = units or find(material, question)
        return _quoted(material, units) if units else _looked_up(material, question)

    return reply


def _post(material: Material, question: Question) -> list[Unit]:
    """The post at a place that is named; without one the present post."""
    if re.search(r"\b(?:19|20)\d\d\b", question.text):
        return portrait.posts(material, question)
    names = names_before(material)
    if question.keys or not names:
        return [] if question.keys else portrait.now(material, question)
    return lookup.found(material, Question(question.kind, question.text, (*question.terms, *names)))


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


def _pointer(material: Material, hits: Sequence[Hit]) -> str:
    """Name the nearest section, without quoting it: what is near is not an answer."""
    titled = [material.index.sections[hit.unit.section].title for hit in hits if hit.coverage >= 0.5]
    return f' The nearest thing here is "{titled[0]}".' if titled and titled[0] else ""


def _said(text: str) -> Answer:
    return Answer((Piece(text),))


def _quoted(material: Material, units: Sequence[Unit], *, lead: str = "", tail: str = "") -> Answer:
    pieces = [Piece(lead)] if lead else []
    for unit in units:
        result = material.results[unit.section]
        citation = SourceCitation(
            result.source, result.title or None, unit.text, result.index, unit.block, unit.block + 1
        )
        pieces.append(Piece(("" if lead and len(pieces) == 1 else _glue(pieces)) + unit.text, (citation,)))
    return Answer(tuple([*pieces, Piece(tail)] if tail else pieces))


def _glue(pieces: Sequence[Piece]) -> str:
    if not pieces:
        return ""
    return " " if pieces[-1].text.rstrip("\"”')")[-1:] in {".", "!", "?"} else "; "


_OF_ITS_OWN = frozenset({Kind.STARTS, Kind.CAREER, Kind.TONGUES})
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
    Kind.CAREER: _first(portrait.posts),
    Kind.HOBBIES: _listed(portrait.hobbies),
    Kind.POST: _first(_post),
    Kind.STUDY: _only(portrait.study),
    Kind.FIT: _fit,
    Kind.TONGUES: _first(rows.tongues),
    Kind.STARTS: _first(portrait.starts),
    Kind.WANTS: _first(portrait.wants),
    Kind.NOW: _first(portrait.now),
    Kind.HOME: _first(portrait.home),
    Kind.MOVE: _first(portrait.move),
    Kind.MODE: _first(portrait.mode),
    Kind.MISTAKES: _first(portrait.mistakes),
    Kind.LEARNING: _first(portrait.learning),
    Kind.ORIGIN: _first(portrait.origin),
    Kind.ZONE: _first(portrait.zone),
    Kind.CHIEF: _only(portrait.chief),
    Kind.REFERENCE: _only(portrait.references),
    Kind.LEAVES: _only(portrait.leaves),
    Kind.STRENGTHS: _of_skill_or(rows.strengths),
    Kind.WEAKNESSES: _of_skill_or(rows.weaknesses),
    Kind.COMPARE: _compared,
    Kind.MORE: _went_on,
}
