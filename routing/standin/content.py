"""What the stand-in's answering side hands to its wire side: an answer in pieces, or a refusal in the API's words.

The wire carries requests and answers; what an answer says is the business of the features' responders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Json = dict[str, Any]
"""A JSON object as it came over the wire."""


@dataclass(frozen=True, slots=True)
class SourceCitation:
    """One `search_result_location` of the Messages API.

    `search_result_index` counts the `search_result` blocks of the whole request from 0, in order of appearance;
    `start_block_index` is inclusive and `end_block_index` exclusive, both over that result's `content`.
    `cited_text` is the exact text of those blocks and costs no output tokens.
    """

    source: str
    title: str | None
    cited_text: str
    search_result_index: int
    start_block_index: int
    end_block_index: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One text block of the answer; a piece with citations becomes a content block of its own."""

    text: str
    citations: tuple[SourceCitation, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole reply before it is cut into events. `stop_reason` is one of the API's words (`end_turn`, `refusal`)."""

    pieces: tuple[Piece, ...]
    stop_reason: str = "end_turn"


TYPES_BY_STATUS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}


class UnableToServe(Exception):
    """The request is refused before anything is generated. `error_code` fills `error.details.error_code`."""

    def __init__(self, status: int, message: str, *, kind: str = "", error_code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind or TYPES_BY_STATUS[status]
        self.error_code = error_code


def refuse(message: str) -> UnableToServe:
    """A wrong value in the request: 400."""
    return UnableToServe(400, message)


def error_body(error: UnableToServe, request_id: str) -> Json:
    """The API's error shape: `{"type": "error", "error": {"type", "message"}, "request_id"}`."""
    inner: Json = {"type": error.kind, "message": error.message}
    if error.error_code:
        inner["details"] = {"error_code": error.error_code}
    return {"type": "error", "error": inner, "request_id": request_id}


class Responder(Protocol):
    """What reads one kind of request and answers it. Both are plain functions of a checked request."""

    def accepts(self, request: Json) -> bool:
        """Return True if the request is of the kind it answers."""

    def answer(self, request: Json) -> Answer:
        """Answer the request: prose with citations, or the text of a JSON document where a schema is given."""


def responder_of(responders: Sequence[Responder], request: Json) -> Responder:
    """Return the first responder that accepts the request; raise `UnableToServe` (400) where none does."""
    for responder in responders:
        if responder.accepts(request):
            return responder
    raise refuse("This stand-in has no answers for a request of this kind or for this output schema.")
