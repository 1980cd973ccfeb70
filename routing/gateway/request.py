"""The request as this server and this model take it: marks, schema, effort and citations kept, re-timed or replaced.

The prompt is never changed: only the few blocks that carry a mark are copied.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from routing.gateway.messages import JsonObject, Prompt, Ticket

OPTIONAL = ("metadata", "output_config", "thinking", "cache_control")
_SCHEMA = "Answer with one JSON object and nothing else: no prose, no code fence. It follows this JSON schema:\n"


def body_of(ticket: Ticket, prompt: Prompt, dropped: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the body of `POST /v1/messages`. `dropped` names optional fields this server has refused before.

    No sampling parameters: the API answers 400 to them on every model.
    """
    system, messages = content_of(ticket, prompt, dropped)
    body: dict[str, Any] = {
        "model": ticket.model,
        "max_tokens": ticket.max_output_tokens,
        "messages": messages,
        "stream": True,
    }
    if system:
        body["system"] = system
    config = output_config_of(ticket, prompt, dropped)
    if config:
        body["output_config"] = config
    if ticket.thinking and "thinking" not in dropped:
        body["thinking"] = {"type": ticket.thinking}
    if ticket.user and "metadata" not in dropped:
        body["metadata"] = {"user_id": ticket.user}
    if ticket.diagnoses:
        body["diagnostics"] = {"previous_message_id": ticket.previous_message or None}
    return body


def content_of(ticket: Ticket, prompt: Prompt, dropped: frozenset[str]) -> tuple[list[JsonObject], list[JsonObject]]:
    """Return system blocks and messages, fitted to what the server can do."""
    system, messages = list(prompt.system), list(prompt.messages)
    if "citations" not in ticket.capabilities:
        system, messages = _sources_to_system(system, messages)
    if prompt.output_schema is not None and not _takes_schema(ticket, dropped):
        schema = json.dumps(prompt.output_schema, ensure_ascii=False, sort_keys=True)
        system = [*system, {"type": "text", "text": _SCHEMA + schema}]
    ttl = "" if "cache_control" in dropped or "cache" not in ticket.capabilities else ticket.cache_ttl
    return _timed(system, messages, ttl)


def output_config_of(ticket: Ticket, prompt: Prompt, dropped: frozenset[str]) -> dict[str, Any]:
    """Return `output_config`: the schema where the server takes one, the effort where the model does."""
    config: dict[str, Any] = {}
    if prompt.output_schema is not None and _takes_schema(ticket, dropped):
        config["format"] = {"type": "json_schema", "schema": prompt.output_schema}
    if ticket.effort and "output_config" not in dropped:
        config["effort"] = ticket.effort
    return config


def field_refused(message: str, body: Mapping[str, Any]) -> str | None:
    """Return which optional field of ours an error message names, if any: a server that is stricter than the API."""
    carried = {name for name in OPTIONAL if name in body}
    if '"cache_control"' in json.dumps([body.get("system"), body.get("messages")]):
        carried.add("cache_control")
    return next((name for name in OPTIONAL if name in carried and name in message), None)


def _takes_schema(ticket: Ticket, dropped: frozenset[str]) -> bool:
    return "structured_outputs" in ticket.capabilities and "output_config" not in dropped


def _timed(
    system: Sequence[JsonObject], messages: Sequence[JsonObject], ttl: str
) -> tuple[list[JsonObject], list[JsonObject]]:
    """Give the first mark the route's TTL and later ones five minutes (a conversation's own), or drop them all.

    The API refuses an hour after five minutes, so the longer one must come first: it is on the shared part.
    """
    marks = iter(_marks(ttl))
    timed_system = [_mark(block, marks) for block in system]
    timed_messages: list[JsonObject] = []
    for message in messages:
        content = message["content"]
        if not isinstance(content, str) and any("cache_control" in block for block in content):
            message = {**message, "content": [_mark(block, marks) for block in content]}
        timed_messages.append(message)
    return timed_system, timed_messages


def _marks(ttl: str) -> Iterable[JsonObject | None]:
    """Yield the mark for the first marked block, then for each later one."""
    yield {"type": "ephemeral", "ttl": ttl} if ttl else None
    while True:
        yield {"type": "ephemeral", "ttl": "5m"} if ttl else None


def _mark(block: JsonObject, marks: Any) -> JsonObject:
    if "cache_control" not in block:
        return block
    mark = next(marks)
    rest = {name: value for name, value in block.items() if name != "cache_control"}
    return {**rest, "cache_control": mark} if mark else rest


def _sources_to_system(
    system: Sequence[JsonObject], messages: Sequence[JsonObject]
) -> tuple[list[JsonObject], list[JsonObject]]:
    """Move search_result blocks into the system text, for servers that refuse or ignore that kind of block."""
    sources: list[str] = []
    kept: list[JsonObject] = []
    for message in messages:
        content = message["content"]
        if isinstance(content, str):
            kept.append(message)
            continue
        sources += [_plain(block) for block in content if block["type"] == "search_result"]
        rest = [block for block in content if block["type"] != "search_result"]
        if rest:
            kept.append({**message, "content": rest})
    if not sources:
        return list(system), kept
    text = "<sources>\n" + "\n".join(sources) + "\n</sources>"
    return [*system, {"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}], kept


def _plain(block: JsonObject) -> str:
    text = "\n".join(part["text"] for part in block["content"])
    opening = f'<source url="{escape(block["source"])}" title="{escape(block["title"])}">'
    return f"{opening}\n{escape(text, quote=False)}\n</source>"
