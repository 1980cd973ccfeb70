"""Who answers, and how its answer becomes the text of a message: prose with citations, or one JSON document."""

from __future__ import annotations

import asyncio
import json
from typing import Protocol

from routing.standin.answers import answer
from routing.standin.assessment import assess
from routing.standin.blocks import output_schema
from routing.standin.content import Answer, Json, Piece
from routing.standin.faults import Fault
from routing.standin.mischief import flattering, with_an_extra_field, with_wrong_word, without_a_field

REFUSAL = Answer((Piece("I can't help with that."),), "refusal")
LENGTH_IN_THREAD = 24_000
"""Bytes of a request from which answering leaves the event loop: below, a thread hop costs more than the work."""

CHANGES = {
    "flattering": flattering,
    "json-enum": with_wrong_word,
    "json-missing": without_a_field,
    "json-extra": with_an_extra_field,
}


class Responder(Protocol):
    """What reads a request and answers it. Both are plain functions of the request."""

    def answer(self, request: Json) -> Answer:
        """Answer the conversation from the request's search results."""

    def assess(self, request: Json) -> Json:
        """Fill the request's output schema."""


class DemoResponder:
    """Ranking and matching of words: the demo engine."""

    def answer(self, request: Json) -> Answer:
        return answer(request)

    def assess(self, request: Json) -> Json:
        return assess(request)


async def answered(responder: Responder, body: Json, *, length: int, fault: Fault | None) -> Answer:
    """The whole answer to a checked request of `length` bytes, with the fault in it."""
    if fault is not None and fault.name == "refusal":
        return REFUSAL
    if fault is not None and fault.name == "empty":
        return Answer(())
    if output_schema(body) is not None or length > LENGTH_IN_THREAD:
        return await asyncio.to_thread(composed, responder, body, fault)
    return composed(responder, body, fault)


def composed(responder: Responder, body: Json, fault: Fault | None) -> Answer:
    schema = output_schema(body)
    if schema is None:
        return responder.answer(body)
    assessment = responder.assess(body)
    if fault is not None and fault.name in CHANGES:
        assessment = CHANGES[fault.name](assessment, schema)
    text = json.dumps(assessment, ensure_ascii=False, separators=(",", ":"))
    return Answer((Piece(misprinted(text, fault)),))


def misprinted(text: str, fault: Fault | None) -> str:
    """The document as text; with a fault cut off, or wrapped in talk."""
    match fault and fault.name:
        case "json-truncated":
            return text[: len(text) * 2 // 3]
        case "json-prose":
            return (
                f"Here is the assessment you asked for:\n\n```json\n{text}\n```\n\nLet me know if I can help further."
            )
    return text
