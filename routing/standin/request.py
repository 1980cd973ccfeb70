"""Reads a Messages API request the way a model does: its search results, its turns, its tagged texts. Nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One `search_result` block. `index` counts them over the whole request from 0; `blocks` are its texts."""

    index: int
    source: str
    title: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestTurn:
    """One message without its search results. `role` is `user` or `assistant`."""

    role: str
    text: str


_TODAY = re.compile(r"^<today>[^<\n]*</today>\n", re.MULTILINE)


def text_of(content: object) -> str:
    """The text of a message or of the system prompt, whether written as a string or as blocks."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "\n".join(
        str(block.get("text", "")) for block in blocks if isinstance(block, dict) and block.get("type") == "text"
    )


def results(request: dict[str, object]) -> tuple[Result, ...]:
    """Every `search_result` block of the request, in order of appearance."""
    found: list[Result] = []
    for message in _messages(request):
        content = message.get("content")
        for block in content if isinstance(content, list) else []:
            if isinstance(block, dict) and block.get("type") == "search_result":
                found.append(_result(len(found), block))
    return tuple(found)


def turns(request: dict[str, object]) -> tuple[RequestTurn, ...]:
    """The turns that hold text, oldest first. A note of the day is nobody's words."""
    read = (
        RequestTurn(str(message.get("role", "")), _TODAY.sub("", text_of(message.get("content"))))
        for message in _messages(request)
    )
    return tuple(turn for turn in read if turn.text.strip())


def tagged(text: str, tag: str) -> str | None:
    """What stands between a line `<tag …>` and the last line `</tag>`, or None. Inside a line a tag is a mention."""
    hit = re.search(rf"^<{tag}(?:\s[^>\n]*)?>[ \t]*\n(.*)^</{tag}>", text, re.DOTALL | re.MULTILINE)
    return hit.group(1) if hit else None


def _messages(request: dict[str, object]) -> list[dict[str, object]]:
    messages = request.get("messages")
    return [message for message in messages if isinstance(message, dict)] if isinstance(messages, list) else []


def _result(index: int, block: dict[str, object]) -> Result:
    content = block.get("content")
    parts = content if isinstance(content, list) else []
    blocks = tuple(str(part.get("text", "")) for part in parts if isinstance(part, dict))
    return Result(index, str(block.get("source", "")), str(block.get("title") or ""), blocks)
