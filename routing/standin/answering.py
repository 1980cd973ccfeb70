"""Who answers. The wire carries requests and answers; what an answer says is the business of the features."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from routing.standin.content import Answer, Json
from routing.standin.errors import refuse


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
