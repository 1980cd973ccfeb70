"""What the API refuses in system, messages and their blocks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

from routing.standin.blocks import content_blocks, enables_citations, ttl_of
from routing.standin.cache import SECONDS_BY_TTL
from routing.standin.content import Json, refuse
from tests.wire.models_api import ListedModel

BLOCK_TYPES = frozenset(
    {"text", "image", "document", "search_result", "tool_use", "tool_result", "thinking", "redacted_thinking"}
)
UNMARKABLE = frozenset({"thinking", "redacted_thinking"})
CITABLE = frozenset({"document", "search_result"})
MAX_MARKS = 4


def is_one_of(value: object, words: Collection[str]) -> bool:
    """Return True for one of the words; whatever else JSON can hold is none of them."""
    return isinstance(value, str) and value in words


def check_system(body: Json) -> None:
    """`system` is a string or text blocks."""
    system = body.get("system")
    if system is None or isinstance(system, str):
        return
    if not isinstance(system, list):
        raise refuse("system: Input should be a valid string or array")
    for at, block in enumerate(system):
        if not isinstance(block, dict) or block.get("type") != "text":
            raise refuse(f"system.{at}.type: Input should be 'text'")
        check_text(block, f"system.{at}")


def check_conversation(body: Json, model: ListedModel) -> None:
    """Roles, content and the last turn; raise `UnableToServe` (400) with the API's path of the wrong value."""
    messages = body.get("messages")
    if not isinstance(messages, list):
        raise refuse("messages: Field required" if messages is None else "messages: Input should be a valid array")
    if not messages:
        raise refuse("messages: at least one message is required")
    for at, turn in enumerate(messages):
        check_turn(turn, at, model, is_last=at == len(messages) - 1)
    if messages[0]["role"] != "user":
        raise refuse('messages: first message must use the "user" role')
    if messages[-1]["role"] == "assistant":
        check_prefill(body, model)


def check_prefill(body: Json, model: ListedModel) -> None:
    if not model.has_prefill:
        raise refuse(
            "This model does not support assistant message prefill. The conversation must end with a user message."
        )
    if (body.get("output_config") or {}).get("format"):
        raise refuse("Prefilling the assistant message is not supported with output_config.format")


def check_turn(turn: Any, at: int, model: ListedModel, *, is_last: bool) -> None:
    place = f"messages.{at}"
    if not isinstance(turn, dict):
        raise refuse(f"{place}: Input should be a valid dictionary")
    role = turn.get("role")
    roles = {"user", "assistant", "system"} if model.has_system_messages else {"user", "assistant"}
    if not is_one_of(role, roles):
        raise refuse(f'{place}.role: Unexpected role "{role}". Allowed roles are "user" or "assistant"')
    content = turn.get("content")
    if not isinstance(content, (str, list)):
        raise refuse(f"{place}.content: Field required" if content is None else f"{place}.content: Invalid type")
    if not content and not (is_last and role == "assistant"):
        raise refuse(
            f"{place}: all messages must have non-empty content except for the optional final assistant message"
        )
    for index, block in enumerate(content_blocks(content)):
        check_block(block, f"{place}.content.{index}", str(role))


def check_block(block: Any, place: str, role: str) -> None:
    if not isinstance(block, dict) or not is_one_of(block.get("type"), BLOCK_TYPES):
        given = block.get("type") if isinstance(block, dict) else block
        raise refuse(f"{place}: Input tag '{given}' found using 'type' does not match any of the expected tags")
    if block["type"] in UNMARKABLE and "cache_control" in block:
        raise refuse(f"{place}.cache_control: Extra inputs are not permitted")
    match block["type"]:
        case "text":
            check_text(block, place)
            if role == "user" and block.get("citations"):
                raise refuse(f"{place}.citations: citations are not permitted on text blocks in user messages")
        case "search_result":
            check_search_result(block, place)
        case "document" if role == "assistant":
            raise refuse(f"{place}: document blocks are not permitted in assistant messages")


def check_text(block: Json, place: str) -> None:
    if not isinstance(block.get("text"), str):
        raise refuse(f"{place}.text: Field required")
    if not block["text"] and "cache_control" in block:
        raise refuse(f"{place}: cache_control cannot be set for empty text blocks")
    if not block["text"].strip():
        raise refuse("messages: text content blocks must be non-empty")


def check_search_result(block: Json, place: str) -> None:
    for name in ("source", "title"):
        if not isinstance(block.get(name), str):
            raise refuse(f"{place}.search_result.{name}: Field required")
    content = block.get("content")
    if not isinstance(content, list) or not content:
        raise refuse(f"{place}.search_result.content: at least one text block is required")
    for index, part in enumerate(content):
        inner = f"{place}.search_result.content.{index}"
        if not isinstance(part, dict) or part.get("type") != "text":
            raise refuse(f"{inner}.type: Input should be 'text'")
        if "cache_control" in part:
            raise refuse(f"{inner}.cache_control: Extra inputs are not permitted")
        check_text(part, inner)


def markable_blocks(body: Json) -> Iterator[Json]:
    """Every block that may carry a cache mark, in prompt order."""
    yield from body.get("tools") or []
    yield from content_blocks(body.get("system"))
    for turn in body["messages"]:
        yield from content_blocks(turn["content"])


def check_marks(body: Json) -> None:
    """At most four marks, known lifetimes, the longer lifetime first."""
    marked = [carrier for carrier in [*markable_blocks(body), body] if carrier.get("cache_control")]
    for carrier in marked:
        check_mark(carrier["cache_control"])
    marks = [ttl_of(carrier) for carrier in marked]
    if len(marks) > MAX_MARKS:
        raise refuse(f"A maximum of {MAX_MARKS} blocks with cache_control may be provided. Found {len(marks)}.")
    if any(later == "1h" and earlier == "5m" for earlier, later in pairwise(marks)):
        raise refuse(
            "cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block."
            " Note that blocks are processed in the following order: `tools`, `system`, `messages`."
        )


def check_mark(mark: Any) -> None:
    is_known = (
        isinstance(mark, dict) and mark.get("type") == "ephemeral" and is_one_of(mark.get("ttl", "5m"), SECONDS_BY_TTL)
    )
    if not is_known:
        raise refuse("cache_control: Input should be {'type': 'ephemeral', 'ttl': '5m' or '1h'}")


def check_citations(body: Json) -> None:
    """Citations are on for every citable block or for none, and never together with an output format."""
    blocks = [block for turn in body["messages"] for block in content_blocks(turn["content"])]
    wishes = {enables_citations(block) for block in blocks if block["type"] in CITABLE}
    if len(wishes) > 1:
        raise refuse("Citations must be enabled on all or none of the documents and search results of a request.")
    if True in wishes and (body.get("output_config") or {}).get("format"):
        raise refuse("output_config.format: structured outputs are not supported when citations are enabled.")
