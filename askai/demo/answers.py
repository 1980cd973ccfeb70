"""Chat without a model: quotes the one to three sentences of the request that answer the question, or declines.

It knows words, not meanings, and it never writes a word about the owner that the pages do not hold. Every reply that
finds nothing begins with `DECLINE`, so that the code above can tell it from an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from askai.demo.dialogue import Dialogue, dialogue_of
from askai.demo.intents import Intent, intent_of
from askai.demo.tongues import english
from corpus.search.ranking import Hit, Index, Section, Unit, index_of
from routing.standin.blocks import output_schema
from routing.standin.content import Answer, Citation, Json, Piece
from routing.standin.request import Result, results, turns

DECLINE = "The site does not say."
_WORDS_LIMIT, _PIECES_LIMIT = 90, 3
_ASKS_RESULT = re.compile(r"\s*(?:and )?how did\b", re.IGNORECASE)
_ENOUGH = 0.6  # the share of the last question that a sentence of another section must hold to go on with it
_CANDIDATES = 5  # how far down the ranking the best sentence may stand
_NEIGHBOUR, _STRANGER = 0.42, 0.9  # the share of the best score that a further sentence of the section, or not, needs
_IDENTITY = "about summary short background who manager engineer designer developer years"
_SELF = (
    "I am the demo engine of this site's chat: I look for the sentences that answer your question in its pages, "
    "quote them word for word and name the page. When the pages hold no answer, I say so."
)
_OUTSIDE = f"{DECLINE} I answer only from this site's pages, about the person they describe."
_CHATTER = f"{DECLINE} Ask me about work, projects, skills or what comes next."


class ChatResponder:
    """The demo engine's side of a chat: it takes any request that wants prose."""

    def accepts(self, request: Json) -> bool:
        return output_schema(request) is None

    def answer(self, request: Json) -> Answer:
        return answer(request)


def answer(request: Json) -> Answer:
    """Answer the newest user turn of a Messages API request from its `search_result` blocks."""
    found = results(request)
    index = index_of(tuple(Section(result.title, result.blocks) for result in found))
    dialogue = dialogue_of(index, turns(request))
    intent = intent_of(f"{dialogue.question} {english(dialogue.question) or ''}", index.owner)
    said = _SAID.get(intent)
    return _said(said) if said else _sourced(_REPLIES[intent](index, dialogue), found)


def _sourced(said: Answer, found: tuple[Result, ...]) -> Answer:
    """The answer with the address of each section that it quotes."""
    pieces = (
        replace(
            piece,
            citations=tuple(replace(one, source=found[one.search_result_index].source) for one in piece.citations),
        )
        for piece in said.pieces
    )
    return Answer(tuple(pieces), said.stop_reason)


def _looked_up(index: Index, dialogue: Dialogue) -> Answer:
    translated = english(dialogue.question)
    if translated is not None:
        return _looked_up_words(index, dialogue, translated)
    if index.strangers(dialogue.question):
        return _declined(index, index.ranked(index.terms(dialogue.question)))
    return _looked_up_words(index, dialogue, dialogue.question)


def _looked_up_words(index: Index, dialogue: Dialogue, words: str) -> Answer:
    terms = index.terms(words)
    if not terms and dialogue.earlier:
        return _more(index, dialogue)
    if dialogue.is_follow_up:
        hits = index.ranked(terms, index.terms(dialogue.earlier), dialogue.last)
    else:
        hits = index.ranked(terms)
    hits = [hit for hit in hits if hit.unit not in dialogue.quoted] or hits
    best = next((hit for hit in hits[:_CANDIDATES] if hit.coverage >= _needed(len(terms))), None)
    if best is None:
        return _declined(index, hits)
    return _quoted(index, _chosen(best, hits))


def _needed(terms: int) -> float:
    """The share of the question that the best sentence must speak to: the longer the question, the smaller."""
    return 0.55 if terms <= 2 else 0.4 if terms <= 4 else 0.3


def _chosen(best: Hit, hits: list[Hit]) -> list[Unit]:
    """The best sentence and its companions, at most three in all, in the order of the page."""
    chosen = [best]
    length = len(best.unit.text.split())
    for hit in hits[:12]:
        size = len(hit.unit.text.split())
        fits = len(chosen) < _PIECES_LIMIT and length + size <= _WORDS_LIMIT
        if hit is not best and fits and _accompanies(hit, best):
            chosen.append(hit)
            length += size
    units = [hit.unit for hit in chosen]
    return sorted(units, key=lambda unit: (unit.section != best.unit.section, unit.section, unit.block))


def _accompanies(hit: Hit, best: Hit) -> bool:
    if hit.unit.section == best.unit.section:
        return hit.score >= _NEIGHBOUR * best.score
    return hit.score >= _STRANGER * best.score and hit.own >= max(best.own, 0.8)


def _more(index: Index, dialogue: Dialogue) -> Answer:
    """The next unquoted sentences of the section quoted last; if none is left, the last question's other hits."""
    if not dialogue.earlier:
        return _said(f"{DECLINE} Which part do you mean: work, a project, a skill, or what comes next?")
    last = dialogue.last
    rest = [unit for unit in index.units if last and unit.section == last.section and unit not in dialogue.quoted]
    rest = [unit for unit in rest if last and unit.block > last.block] or rest
    if _ASKS_RESULT.match(dialogue.question):
        rest = _by_figures(index, dialogue, rest)
    if not rest:
        terms = index.terms(dialogue.earlier)
        hits = [hit for hit in index.ranked(terms) if hit.unit not in dialogue.quoted]
        rest = [hit.unit for hit in hits[:2] if hit.own >= _ENOUGH]
    if not rest:
        return _said(f"{DECLINE} That is all it holds on this.")
    return _quoted(index, _fitting(rest))


def _by_figures(index: Index, dialogue: Dialogue, rest: list[Unit]) -> list[Unit]:
    """How something did is told by figures: the section's unquoted sentences that hold one, else the rest."""
    last = dialogue.last
    section = [unit for unit in index.units if last and unit.section == last.section and unit not in dialogue.quoted]
    return [unit for unit in section if re.search(r"\d", unit.text)] or rest


def _fitting(units: list[Unit]) -> list[Unit]:
    kept: list[Unit] = []
    for unit in units[:_PIECES_LIMIT]:
        if kept and sum(len(other.text.split()) for other in (*kept, unit)) > _WORDS_LIMIT:
            break
        kept.append(unit)
    return kept


def _identity(index: Index, _: Dialogue) -> Answer:
    """The sentence that introduces the owner: the one with the name that says the most of what people do."""
    named = [hit for hit in index.ranked(index.terms(_IDENTITY)) if _introduces(index, hit.unit)]
    if not named:
        return _declined(index, [])
    return _quoted(index, [named[0].unit])


def _introduces(index: Index, unit: Unit) -> bool:
    start = " ".join(unit.text.split()[:6])
    if re.match(r"(?:I am|I'm|My name)\b", start):
        return True
    is_named = bool(index.owner & set(re.findall(r"\w+", start.lower())))
    return is_named and bool(re.search(r"\b(?:is|works as) an?\b", start))


def _about_chat(index: Index, dialogue: Dialogue) -> Answer:
    hits = index.ranked(index.terms(dialogue.question))
    if hits and hits[0].own >= 0.3:
        return _quoted(index, _chosen(hits[0], hits))
    return _said(_SELF)


def _private(index: Index, _: Dialogue) -> Answer:
    hits = index.ranked(index.terms("answer pay private life contact email"))
    return _said(f"{DECLINE} Pay and private life are not answered here.{_pointer(index, hits)}")


def _declined(index: Index, hits: list[Hit]) -> Answer:
    return _said(f"{DECLINE}{_pointer(index, hits)}")


def _pointer(index: Index, hits: list[Hit]) -> str:
    """Name the nearest section, without quoting it: what is near is not an answer."""
    titled = [index.sections[hit.unit.section].title for hit in hits[:1] if hit.coverage >= 0.12]
    return f' The nearest thing here is "{titled[0]}".' if titled and titled[0] else ""


def _said(text: str) -> Answer:
    return Answer((Piece(text),))


def _quoted(index: Index, units: list[Unit]) -> Answer:
    pieces: list[Piece] = []
    for unit in units:
        title = index.sections[unit.section].title or None
        citation = Citation("", title, unit.text, unit.section, unit.block, unit.block + 1)
        pieces.append(Piece(_glue(pieces) + unit.text, (citation,)))
    return Answer(tuple(pieces))


def _glue(pieces: list[Piece]) -> str:
    if not pieces:
        return ""
    return " " if pieces[-1].text.rstrip("\"”')")[-1:] in {".", "!", "?"} else "; "


_SAID = {
    Intent.SMALL_TALK: _CHATTER,
    Intent.OVERRIDE: _OUTSIDE,
    Intent.FOREIGN_MATTER: _OUTSIDE,
}
_REPLIES: dict[Intent, Callable[[Index, Dialogue], Answer]] = {
    Intent.PRIVATE: _private,
    Intent.GREETING: _identity,
    Intent.IDENTITY: _identity,
    Intent.ABOUT_CHAT: _about_chat,
    Intent.MORE: _more,
    Intent.QUESTION: _looked_up,
}
