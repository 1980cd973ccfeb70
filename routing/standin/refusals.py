"""What this stand-in refuses in plain words: requests it cannot read, and what it does not do.

It takes text and search results, system blocks, cache marks and an output schema. The API itself takes and checks more.
"""

from __future__ import annotations

from typing import Any

from routing.standin.blocks import content_blocks
from routing.standin.cache import SECONDS_BY_TTL
from routing.standin.content import Json
from routing.standin.errors import refuse

NOT_DONE = ("tools", "tool_choice", "container", "mcp_servers", "context_management")


def check_answerable(body: Json) -> None:
    """Refuse a request without a limit, and what this stand-in does not do. Raises `UnableToServe` (400)."""
    limit = body.get("max_tokens")
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
        raise refuse("max_tokens: Input should be an integer greater than or equal to 0")
    for name in NOT_DONE:
        if body.get(name):
            raise refuse(f"{name}: this stand-in does not do this")
    thinking = body.get("thinking") or {}
    if not isinstance(thinking, dict) or thinking.get("type") == "enabled":
        raise refuse("thinking: this stand-in does not think; adaptive thinking is taken and not used")
    sequences = body.get("stop_sequences") or []
    if not isinstance(sequences, list) or not all(isinstance(sequence, str) for sequence in sequences):
        raise refuse("stop_sequences: Input should be a valid array of strings")


def check_prompt(body: Json) -> None:
    """Refuse what is no prompt of text and search results. Raises `UnableToServe` (400)."""
    check_format(body)
    check_mark(body, "cache_control")
    system = body.get("system") or []
    if not isinstance(system, str | list):
        raise refuse("system: Input should be a valid string or array")
    for at, block in enumerate(content_blocks(system)):
        check_text(block, f"system.{at}")
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise refuse("messages: at least one message is required")
    for at, turn in enumerate(messages):
        check_turn(turn, f"messages.{at}")


def check_format(body: Json) -> None:
    options = body.get("output_config") or {}
    wished = options.get("format") if isinstance(options, dict) else options
    if wished is None:
        return
    is_schema = isinstance(wished, dict) and wished.get("type") == "json_schema"
    if not is_schema or not isinstance(wished.get("schema"), dict):
        raise refuse("output_config.format: Input should be {'type': 'json_schema', 'schema': {...}}")


def check_turn(turn: Any, place: str) -> None:
    if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant"):
        raise refuse(f'{place}.role: Allowed roles are "user" or "assistant"')
    content = turn.get("content")
    if not isinstance(content, str | list):
        raise refuse(f"{place}.content: Input should be a valid string or array")
    for index, block in enumerate(content_blocks(content)):
        inner = f"{place}.content.{index}"
        if isinstance(block, dict) and block.get("type") == "search_result":
            check_search_result(block, inner)
        else:
            check_text(block, inner)


def check_search_result(block: Json, place: str) -> None:
    check_mark(block, f"{place}.cache_control")
    content = block.get("content")
    named = all(isinstance(block.get(name), str) for name in ("source", "title"))
    if not named or not isinstance(content, list) or not content:
        raise refuse(f"{place}.search_result: source, title and content are required")
    for index, part in enumerate(content):
        check_text(part, f"{place}.search_result.content.{index}")


def check_text(block: Any, place: str) -> None:
    if not isinstance(block, dict) or block.get("type") != "text":
        given = block.get("type") if isinstance(block, dict) else block
        raise refuse(f"{place}: this stand-in takes text and search results, not {given!r}")
    check_mark(block, f"{place}.cache_control")
    if not isinstance(block.get("text"), str) or not block["text"].strip():
        raise refuse(f"{place}.text: text content blocks must be non-empty")


def check_mark(block: Json, place: str) -> None:
    mark = block.get("cache_control")
    is_known = mark is None or (
        isinstance(mark, dict) and mark.get("type") == "ephemeral" and mark.get("ttl", "5m") in list(SECONDS_BY_TTL)
    )
    if not is_known:
        raise refuse(f"{place}: Input should be {{'type': 'ephemeral', 'ttl': '5m' or '1h'}}")
