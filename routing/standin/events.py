"""A message as server-sent events, in the order the API documents."""

from __future__ import annotations

import json
from collections.abc import Iterator

from routing.standin.content import Json, Piece
from routing.standin.message import Message, citation_json, deltas_of
from routing.standin.reply import Send
from routing.standin.tokens import Family, tokens_of


def event(payload: Json, tokens: int = 0) -> Send:
    """One event; its name is the payload's type."""
    content = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return Send(f"event: {payload['type']}\ndata: {content}\n\n".encode(), tokens)


PING = event({"type": "ping"})


def events_of(message: Message, family: Family) -> Iterator[Send]:
    """`message_start`, then the blocks one by one with a `ping` after the first start, then the end with usage."""
    yield event({"type": "message_start", "message": message.envelope()})
    for index, piece in enumerate(message.answer.pieces):
        yield from block_events(index, piece, family)
    yield event({"type": "message_delta", "delta": message.ending(), "usage": final_usage(message)})
    yield event({"type": "message_stop"})


def final_usage(message: Message) -> Json:
    """Cumulative, as the API reports it at the end: the scalars, without the split by lifetime."""
    usage = message.usage.report()
    del usage["cache_creation"]
    return {**usage, "output_tokens": message.output_tokens}


def block_events(index: int, piece: Piece, family: Family) -> Iterator[Send]:
    """The text of one block in small deltas, then what it quotes."""
    block: Json = {"type": "text", "text": ""}
    if piece.citations:
        block["citations"] = []
    yield event({"type": "content_block_start", "index": index, "content_block": block})
    if index == 0:
        yield PING
    sent, counted = "", 0
    for text in deltas_of(piece.text):
        sent += text
        tokens = tokens_of(sent, family) - counted
        counted += tokens
        yield delta(index, {"type": "text_delta", "text": text}, tokens)
    for citation in piece.citations:
        yield delta(index, {"type": "citations_delta", "citation": citation_json(citation)})
    yield event({"type": "content_block_stop", "index": index})


def delta(index: int, change: Json, tokens: int = 0) -> Send:
    return event({"type": "content_block_delta", "index": index, "delta": change}, tokens)


def error_event(kind: str, message: str, request_id: str) -> Send:
    """An error after the head is out: the stream ends with it."""
    error = {"type": kind, "message": message}
    return event({"type": "error", "error": error, "request_id": request_id})
