"""A generated message: its blocks, why it stopped, its usage; cut as the API cuts, sent as the API orders events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from routing.standin.cache import CacheUsage
from routing.standin.content import Answer, Json, Piece, SourceCitation
from routing.standin.reply import Send
from routing.standin.tokens import Family, tokens_of

DELTA = re.compile(r"(?:\S{1,24}\s*){1,3}|\s+")
"""A few words: what one text delta carries."""


@dataclass(frozen=True, slots=True)
class Message:
    """One reply. `output_tokens` counts the text, not the quotes of citations."""

    message_id: str
    model: str
    answer: Answer
    usage: CacheUsage
    output_tokens: int
    stop_sequence: str | None = None

    def envelope(self) -> Json:
        """The message without content and end, as `message_start` carries it."""
        return {
            "id": self.message_id,
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {**self.usage.report(), "output_tokens": min(self.output_tokens, 1), "service_tier": "standard"},
        }

    def ending(self) -> Json:
        """Why it stopped; a refusal says so in `stop_details`."""
        ending: Json = {"stop_reason": self.answer.stop_reason, "stop_sequence": self.stop_sequence}
        if self.answer.stop_reason == "refusal":
            ending["stop_details"] = {"type": "refusal", "category": None, "explanation": None}
        return ending

    def whole(self) -> Json:
        """The message as a non-streaming reply carries it."""
        envelope = self.envelope()
        return {
            **envelope,
            **self.ending(),
            "content": [whole_block(piece) for piece in self.answer.pieces],
            "usage": {**envelope["usage"], "output_tokens": self.output_tokens},
        }


def citation_json(citation: SourceCitation) -> Json:
    return {"type": "search_result_location", **asdict(citation)}


def whole_block(piece: Piece) -> Json:
    block: Json = {"type": "text", "text": piece.text}
    if piece.citations:
        block["citations"] = [citation_json(citation) for citation in piece.citations]
    return block


def deltas_of(text: str) -> list[str]:
    """The text in pieces of a few words; joined they are the text."""
    return DELTA.findall(text)


def answer_tokens(answer: Answer, family: Family) -> int:
    return sum(tokens_of(piece.text, family) for piece in answer.pieces)


def cut_at_tokens(answer: Answer, limit: int, family: Family) -> Answer:
    """The answer within `limit` output tokens; a cut one ends with stop reason `max_tokens`."""
    if answer_tokens(answer, family) <= limit:
        return answer
    kept: list[Piece] = []
    for piece in answer.pieces:
        left = limit - answer_tokens(Answer(tuple(kept)), family)
        if tokens_of(piece.text, family) > left:
            kept += shortened(piece, left, family)
            break
        kept.append(piece)
    return Answer(tuple(kept), "max_tokens")


def shortened(piece: Piece, limit: int, family: Family) -> list[Piece]:
    """As many whole deltas as fit; the quotes of a claim that is broken off are not sent."""
    text = ""
    for delta in deltas_of(piece.text):
        if tokens_of(text + delta, family) > limit:
            break
        text += delta
    return [Piece(text)] if text else []


def cut_at_sequence(answer: Answer, sequences: Sequence[str]) -> tuple[Answer, str | None]:
    """End before the first stop sequence met in a piece; return which one it was."""
    for index, piece in enumerate(answer.pieces):
        met = [(piece.text.index(sequence), sequence) for sequence in sequences if sequence and sequence in piece.text]
        if met:
            at, sequence = min(met)
            last = replace(piece, text=piece.text[:at], citations=())
            return Answer((*answer.pieces[:index], last), "stop_sequence"), sequence
    return answer, None


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
