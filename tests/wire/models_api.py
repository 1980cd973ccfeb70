"""`GET /v1/models`, and what the API says of each model and refuses for it: the facts that strict checks need.

Anthropic's model overviews and migration pages of October and November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs

from routing.standin.cache import BY_ID as KNOWN
from routing.standin.cache import Model
from routing.standin.content import Json, UnableToServe, refuse
from routing.standin.wire import known_model

Lifecycle = Literal["active", "deprecated", "retired"]
EFFORTS = ("low", "medium", "high", "xhigh", "max")
CLASSIC_THINKING = frozenset({"enabled", "disabled"})


@dataclass(frozen=True, slots=True)
class ListedModel(Model):
    """One model. Lengths in tokens; `released` is a date, `efforts` and `thinking` what it accepts."""

    name: str
    line: str
    released: str
    max_input: int
    max_output: int
    efforts: frozenset[str] = frozenset(EFFORTS)
    thinking: frozenset[str] = frozenset({"adaptive", "disabled"})
    lifecycle: Lifecycle = "active"
    deprecated_at: str | None = None
    retires_at: str | None = None
    has_prefill: bool = False
    has_sampling: bool = False
    has_system_messages: bool = False
    has_forced_tools: bool = True


def listed(api_id: str, *facts: Any, **more: Any) -> ListedModel:
    known = KNOWN[api_id]
    return ListedModel(api_id, known.cache_floor, known.family, *facts, **more)


MODELS = (
    listed(
        "claude-haiku-5-5", "Claude Haiku 5.5", "haiku", "2026-10-07", 1_000_000, 128_000,
    ),
    listed(
        "claude-sonnet-5-5", "Claude Sonnet 5.5", "sonnet", "2026-09-28", 1_000_000, 128_000,
        thinking=frozenset({"adaptive", "between_tools"}), has_forced_tools=False,
    ),
    listed(
        "claude-opus-5-5", "Claude Opus 5.5", "opus", "2026-09-22", 1_000_000, 128_000,
        has_system_messages=True,
    ),
    listed(
        "claude-opus-5", "Claude Opus 5", "opus", "2026-07-24", 1_000_000, 128_000,
        has_system_messages=True,
    ),
    listed(
        "claude-sonnet-5", "Claude Sonnet 5", "sonnet", "2026-06-30", 1_000_000, 128_000,
    ),
    listed(
        "claude-opus-4-8", "Claude Opus 4.8", "opus", "2026-05-28", 1_000_000, 128_000,
        has_system_messages=True,
    ),
    listed(
        "claude-sonnet-4-6", "Claude Sonnet 4.6", "sonnet", "2026-02-17", 1_000_000, 128_000,
        efforts=frozenset({"low", "medium", "high", "max"}),
        thinking=frozenset({"adaptive", "enabled", "disabled"}), has_sampling=True,
    ),
    listed(
        "claude-haiku-4-5-20251001", "Claude Haiku 4.5", "haiku", "2025-10-15", 200_000, 64_000,
        efforts=frozenset(), thinking=CLASSIC_THINKING, has_prefill=True,
        has_sampling=True,
    ),
    listed(
        "claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", "sonnet", "2025-09-29", 200_000, 64_000,
        efforts=frozenset(), thinking=CLASSIC_THINKING, lifecycle="deprecated",
        deprecated_at="2026-09-29", retires_at="2026-11-30", has_prefill=True, has_sampling=True,
    ),
)  # fmt: skip
"""Newest first, as the API lists them."""

BY_ID = {model.api_id: model for model in MODELS}


def listed_model(body: Json) -> ListedModel:
    """The model asked for: 400 without one, 404 for an unknown one."""
    return BY_ID[known_model(body).api_id]


def supported(is_supported: bool) -> Json:
    return {"supported": is_supported}


def effort_capability(model: ListedModel) -> Json:
    return {**supported(bool(model.efforts)), **{level: supported(level in model.efforts) for level in EFFORTS}}


def thinking_capability(model: ListedModel) -> Json:
    kinds = ("adaptive", "between_tools", "disabled", "enabled")
    return {**supported(True), "types": {kind: supported(kind in model.thinking) for kind in kinds}}


def capabilities_of(model: ListedModel) -> Json:
    """What the stand-in itself can serve: text, citations and structured output; no files, images or server tools."""
    return {
        "batch": supported(False),
        "citations": supported(True),
        "code_execution": supported(False),
        "context_management": supported(False),
        "effort": effort_capability(model),
        "image_input": supported(False),
        "pdf_input": supported(False),
        "server_tools": {
            **supported(False),
            "code_execution": supported(False),
            "web_search": supported(False),
        },
        "structured_outputs": supported(True),
        "thinking": thinking_capability(model),
    }


def instant(date: str | None) -> str | None:
    return f"{date}T00:00:00Z" if date else None


def model_entry(model: ListedModel) -> Json:
    """The model as `GET /v1/models` shows it. No price and no cache floor: the API has neither there."""
    return {
        "id": model.api_id,
        "type": "model",
        "display_name": model.name,
        "created_at": instant(model.released),
        "line": model.line,
        "lifecycle": model.lifecycle,
        "deprecated_at": instant(model.deprecated_at),
        "retires_at": instant(model.retires_at),
        "max_input_tokens": model.max_input,
        "max_tokens": model.max_output,
        "capabilities": capabilities_of(model),
    }


LIFECYCLES = frozenset({"active", "deprecated", "retired"})
LISTED_BY_DEFAULT = ("active", "deprecated")
DEFAULT_LIMIT = 20
MAX_LIMIT = 1000


def model_list(query: str) -> Json:
    """One page. Parameters: `lifecycle` (several), `limit` 1 to 1000, `after_id` or `before_id`.

    A list may be written `name[]=a&name[]=b` or `name=a&name=b`.
    """
    parameters = {name.removesuffix("[]"): values for name, values in parse_qs(query).items()}
    wished = parameters.get("lifecycle", list(LISTED_BY_DEFAULT))
    if not LIFECYCLES.issuperset(wished):
        raise refuse("lifecycle: Input should be 'active', 'deprecated' or 'retired'")
    models = [model for model in MODELS if model.lifecycle in wished]
    page, has_more = page_of(models, parameters, checked_limit(parameters))
    return {
        "data": [model_entry(model) for model in page],
        "has_more": has_more,
        "first_id": page[0].api_id if page else None,
        "last_id": page[-1].api_id if page else None,
    }


def checked_limit(parameters: dict[str, list[str]]) -> int:
    text = parameters.get("limit", [str(DEFAULT_LIMIT)])[0]
    if not text.isdigit() or not 1 <= int(text) <= MAX_LIMIT:
        raise refuse(f"limit: Input should be between 1 and {MAX_LIMIT}")
    return int(text)


def page_of(models: list[ListedModel], parameters: dict[str, list[str]], limit: int) -> tuple[list[ListedModel], bool]:
    """The models after or before a cursor, and whether there are more in that direction."""
    names = [model.api_id for model in models]
    if "before_id" in parameters:
        rest = models[: place_of(names, parameters["before_id"][0])]
        return rest[-limit:], len(rest) > limit
    after = parameters.get("after_id")
    rest = models[place_of(names, after[0]) + 1 :] if after else models
    return rest[:limit], len(rest) > limit


def place_of(names: list[str], cursor: str) -> int:
    if cursor not in names:
        raise refuse(f"after_id or before_id: no model is called {cursor}")
    return names.index(cursor)


def model_retrieved(name: str) -> Json:
    """One model by id or alias; 404 for an unknown one."""
    if name not in KNOWN:
        raise UnableToServe(404, f"model: {name}")
    return model_entry(BY_ID[KNOWN[name].api_id])
