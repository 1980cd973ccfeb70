"""The models the stand-in answers for, with the limits and refusals of each.

Anthropic's model overviews, prompt-caching and migration pages of October and November 2026. Cache floors are the
documented minimum, except Sonnet 4.6: 1024 is documented and 2048 was measured (anthropic-sdk-python#1194).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from routing.standin.content import Json
from routing.standin.tokens import Family

Lifecycle = Literal["active", "deprecated", "retired"]
EFFORTS = ("low", "medium", "high", "xhigh", "max")
CLASSIC_THINKING = frozenset({"enabled", "disabled"})


@dataclass(frozen=True, slots=True)
class Model:
    """One model. Lengths and floor in tokens; `released` is a date, `efforts` and `thinking` what it accepts."""

    api_id: str
    name: str
    line: str
    released: str
    cache_floor: int
    family: Family
    max_input: int
    max_output: int
    efforts: frozenset[str] = frozenset(EFFORTS)
    thinking: frozenset[str] = frozenset({"adaptive", "disabled"})
    aliases: tuple[str, ...] = ()
    lifecycle: Lifecycle = "active"
    deprecated_at: str | None = None
    retires_at: str | None = None
    has_prefill: bool = False
    has_sampling: bool = False
    has_system_messages: bool = False
    has_forced_tools: bool = True


MODELS = (
    Model(
        "claude-haiku-5-5", "Claude Haiku 5.5", "haiku", "2026-10-07", 512, "new", 1_000_000, 128_000,
    ),
    Model(
        "claude-sonnet-5-5", "Claude Sonnet 5.5", "sonnet", "2026-09-28", 512, "new", 1_000_000, 128_000,
        thinking=frozenset({"adaptive", "between_tools"}), has_forced_tools=False,
    ),
    Model(
        "claude-opus-5-5", "Claude Opus 5.5", "opus", "2026-09-22", 512, "new", 1_000_000, 128_000,
        has_system_messages=True,
    ),
    Model(
        "claude-opus-5", "Claude Opus 5", "opus", "2026-07-24", 512, "new", 1_000_000, 128_000,
        has_system_messages=True,
    ),
    Model(
        "claude-sonnet-5", "Claude Sonnet 5", "sonnet", "2026-06-30", 1024, "new", 1_000_000, 128_000,
    ),
    Model(
        "claude-opus-4-8", "Claude Opus 4.8", "opus", "2026-05-28", 1024, "new", 1_000_000, 128_000,
        has_system_messages=True,
    ),
    Model(
        "claude-sonnet-4-6", "Claude Sonnet 4.6", "sonnet", "2026-02-17", 2048, "old", 1_000_000, 128_000,
        efforts=frozenset({"low", "medium", "high", "max"}),
        thinking=frozenset({"adaptive", "enabled", "disabled"}), has_sampling=True,
    ),
    Model(
        "claude-haiku-4-5-20251001", "Claude Haiku 4.5", "haiku", "2025-10-15", 4096, "old", 200_000, 64_000,
        efforts=frozenset(), thinking=CLASSIC_THINKING, aliases=("claude-haiku-4-5",), has_prefill=True,
        has_sampling=True,
    ),
    Model(
        "claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", "sonnet", "2025-09-29", 1024, "old", 200_000, 64_000,
        efforts=frozenset(), thinking=CLASSIC_THINKING, aliases=("claude-sonnet-4-5",), lifecycle="deprecated",
        deprecated_at="2026-09-29", retires_at="2026-11-30", has_prefill=True, has_sampling=True,
    ),
)  # fmt: skip
"""Newest first, as the API lists them."""

BY_ID = {name: model for model in MODELS for name in (model.api_id, *model.aliases)}


def supported(is_supported: bool) -> Json:
    return {"supported": is_supported}


def effort_capability(model: Model) -> Json:
    return {**supported(bool(model.efforts)), **{level: supported(level in model.efforts) for level in EFFORTS}}


def thinking_capability(model: Model) -> Json:
    kinds = ("adaptive", "between_tools", "disabled", "enabled")
    return {**supported(True), "types": {kind: supported(kind in model.thinking) for kind in kinds}}


def capabilities_of(model: Model) -> Json:
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


def model_entry(model: Model) -> Json:
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
