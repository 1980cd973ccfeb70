"""A request as a row of blocks in prompt order: tools, system, messages. Caching and counting both read this row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from routing.standin.content import Json
from routing.standin.tokens import Family, tokens_of

BLOCK_OVERHEAD = 3
"""Tokens a block costs besides its text (role marks, separators)."""

CITATIONS_OVERHEAD = 120
"""Tokens of the instructions the API adds when citations are on."""


@dataclass(frozen=True, slots=True)
class PromptBlock:
    """One cacheable position. `rendered` is its canonical JSON without cache marks; `ttl` is set if it is marked."""

    rendered: str
    text: str
    ttl: str | None = None
    is_position: bool = True
    extra_tokens: int = BLOCK_OVERHEAD

    def tokens(self, family: Family) -> int:
        return tokens_of(self.text, family) + self.extra_tokens


def canonical(value: Any) -> str:
    """JSON with sorted keys and no white space: equal values, equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def ttl_of(block: Json) -> str | None:
    mark = block.get("cache_control")
    return str(mark.get("ttl") or "5m") if mark else None


def content_blocks(content: Any) -> list[Json]:
    """The content of a message or of `system` as blocks: a bare string is one text block, absent is none."""
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    return list(content or [])


def block_text(block: Json) -> str:
    """What the model reads of a block: every string in it, without marks and without the quotes of citations."""
    return "\n".join(strings(block))


def strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from strings(item)
        case dict():
            for name, item in value.items():
                if name not in {"type", "cache_control", "citations", "signature"}:
                    yield from strings(item)


def content_block(place: str, block: Json) -> PromptBlock:
    plain = {name: value for name, value in block.items() if name != "cache_control"}
    return PromptBlock(rendered=canonical([place, plain]), text=block_text(block), ttl=ttl_of(block))


def setting(name: str, value: Any, *, text: str = "", extra_tokens: int = 0) -> PromptBlock:
    """Something that is part of the prefix without being a block of the request: it cannot be marked."""
    return PromptBlock(canonical([name, value]), text, is_position=False, extra_tokens=extra_tokens)


def has_citations(body: Json) -> bool:
    """Return True if any block of the request asks for citations."""
    blocks = (block for turn in body["messages"] for block in content_blocks(turn["content"]))
    return any(enables_citations(block) for block in blocks)


def enables_citations(block: Json) -> bool:
    citations = block.get("citations")
    return isinstance(citations, dict) and bool(citations.get("enabled"))


def output_schema(body: Json) -> Json | None:
    """The schema of a structured-output request, else None."""
    wished = (body.get("output_config") or {}).get("format")
    return wished["schema"] if wished else None


def tool_blocks(body: Json) -> Iterator[PromptBlock]:
    schema = output_schema(body)
    if schema is not None:
        yield setting("format", schema, text=canonical(schema))
    for tool in body.get("tools") or []:
        yield content_block("tools", tool)


def system_blocks(body: Json) -> Iterator[PromptBlock]:
    """Switching citations on or off loses everything from the system blocks on; tools stay cached."""
    is_citing = has_citations(body)
    yield setting("citations", is_citing, extra_tokens=CITATIONS_OVERHEAD if is_citing else 0)
    for block in content_blocks(body.get("system")):
        yield content_block("system", block)


def message_blocks(body: Json) -> Iterator[PromptBlock]:
    """Tool choice, thinking and effort lose only the messages. Consecutive turns of one role read as one."""
    effort = (body.get("output_config") or {}).get("effort")
    yield setting("messages", [body.get("tool_choice"), body.get("thinking"), effort])
    for turn in body["messages"]:
        for block in content_blocks(turn["content"]):
            yield content_block(turn["role"], block)


def with_automatic_mark(row: list[PromptBlock], ttl: str | None) -> list[PromptBlock]:
    """A top-level `cache_control` marks the last block that can carry one."""
    if ttl is None:
        return row
    last = max(at for at, block in enumerate(row) if block.is_position and block.text)
    block = row[last]
    marked = PromptBlock(block.rendered, block.text, block.ttl or ttl, block.is_position, block.extra_tokens)
    return [*row[:last], marked, *row[last + 1 :]]


def blocks_of(body: Json) -> list[PromptBlock]:
    """Every block of a checked request, in prompt order."""
    row = [*tool_blocks(body), *system_blocks(body), *message_blocks(body)]
    return with_automatic_mark(row, ttl_of(body))


def input_tokens(body: Json, family: Family) -> int:
    """The whole prompt in tokens of the family; what `count_tokens` says and what usage sums up to."""
    return sum(block.tokens(family) for block in blocks_of(body))
