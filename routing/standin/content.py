"""What the stand-in's answering side hands to its wire side: plain text in pieces, each with what it quotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
