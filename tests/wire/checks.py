"""What the API refuses before it generates anything: one function a rule, each raising `UnableToServe`."""

from __future__ import annotations

from routing.standin.content import Json, refuse
from tests.wire.check_blocks import check_citations, check_conversation, check_marks, check_system, is_one_of
from tests.wire.check_schema import check_schema
from tests.wire.models_api import ListedModel, listed_model

CLASSIC_VERSION = "2023-06-01"
VERSIONS = frozenset({CLASSIC_VERSION, "2026-10-21"})
SAMPLING = ("temperature", "top_p", "top_k")
COUNTED_FIELDS = frozenset(
    {
        "model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control", "speed",
    }
)  # fmt: skip
OBJECT_FIELDS = ("thinking", "tool_choice", "output_config", "cache_control", "metadata")
CREATED_FIELDS = COUNTED_FIELDS | {
    "max_tokens", "stream", "stop_sequences", "metadata", "service_tier", "diagnostics", "inference_geo", "container",
    "user_profile_id", "workspace_id",
}  # fmt: skip


def checked_version(version: str | None) -> str:
    if not version:
        raise refuse("anthropic-version: header is required")
    if version not in VERSIONS:
        raise refuse(f'anthropic-version: "{version}" is not a valid version')
    return version


def check_message_request(body: Json, version: str) -> ListedModel:
    """Check a request to `/v1/messages`; return its model."""
    model = listed_model(body)
    check_fields(body, CREATED_FIELDS, model, version)
    check_max_tokens(body, model)
    check_prompt(body, model)
    if body["max_tokens"] == 0:
        check_warming(body)
    return model


def check_count_request(body: Json, version: str) -> ListedModel:
    """Check a request to `/v1/messages/count_tokens`; return its model."""
    model = listed_model(body)
    check_fields(body, COUNTED_FIELDS, model, version)
    check_prompt(body, model)
    return model


def check_fields(body: Json, known: frozenset[str], model: ListedModel, version: str) -> None:
    """Sampling parameters are unknown fields since 2026-10-21; before, only older models take them."""
    has_sampling = version == CLASSIC_VERSION and model.has_sampling
    allowed = known | set(SAMPLING) if has_sampling else known
    for name in body:
        if name not in allowed:
            raise refuse(f"{name}: Extra inputs are not permitted")
    for name in OBJECT_FIELDS:
        if not isinstance(body.get(name) or {}, dict):
            raise refuse(f"{name}: Input should be a valid dictionary")
    if not is_list_of(body.get("tools") or [], dict):
        raise refuse("tools: Input should be a valid array")
    if not is_list_of(body.get("stop_sequences") or [], str):
        raise refuse("stop_sequences: Input should be a valid array of strings")


def is_list_of(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)


def check_max_tokens(body: Json, model: ListedModel) -> None:
    limit = body.get("max_tokens")
    if limit is None:
        raise refuse("max_tokens: Field required")
    if not isinstance(limit, int) or isinstance(limit, bool):
        raise refuse("max_tokens: Input should be a valid integer")
    if limit < 0:
        raise refuse("max_tokens: Input should be greater than or equal to 0")
    if limit > model.max_output:
        raise refuse(
            f"max_tokens: {limit} > {model.max_output}, which is the maximum allowed number of output tokens"
            f" for {model.api_id}"
        )


def check_prompt(body: Json, model: ListedModel) -> None:
    check_system(body)
    check_conversation(body, model)
    check_marks(body)
    check_options(body, model)
    check_citations(body)


def check_options(body: Json, model: ListedModel) -> None:
    options = body.get("output_config") or {}
    effort, wished = options.get("effort"), options.get("format")
    if effort is not None and not model.efforts:
        raise refuse("This model does not support the effort parameter.")
    if effort is not None and not is_one_of(effort, model.efforts):
        raise refuse(f"output_config.effort: Input should be one of {sorted(model.efforts)}")
    check_thinking(body, model)
    if wished is None:
        return
    if (
        not isinstance(wished, dict)
        or wished.get("type") != "json_schema"
        or not isinstance(wished.get("schema"), dict)
    ):
        raise refuse("output_config.format: Input should be {'type': 'json_schema', 'schema': {...}}")
    check_schema(wished["schema"])


def check_thinking(body: Json, model: ListedModel) -> None:
    kind = (body.get("thinking") or {}).get("type")
    if kind is not None and not is_one_of(kind, model.thinking):
        raise refuse(f'thinking.type: "{kind}" is not supported for this model')
    if is_tool_forced(body) and not model.has_forced_tools:
        raise refuse("tool_choice: forcing tool use is not supported for this model")


def is_tool_forced(body: Json) -> bool:
    return (body.get("tool_choice") or {}).get("type") in ("any", "tool")


def check_warming(body: Json) -> None:
    """`max_tokens: 0` only fills the cache: nothing that needs an answer goes with it."""
    thinking = (body.get("thinking") or {}).get("type", "disabled")
    conflicts = {
        "stream": bool(body.get("stream")),
        "thinking": thinking != "disabled",
        "output_config.format": bool((body.get("output_config") or {}).get("format")),
        "tool_choice": is_tool_forced(body),
    }
    for name, is_present in conflicts.items():
        if is_present:
            raise refuse(f"{name}: not supported when max_tokens is 0")


def check_length(tokens: int, model: ListedModel) -> None:
    """The prompt fits the model's context window."""
    if tokens > model.max_input:
        raise refuse(f"prompt is too long: {tokens} tokens > {model.max_input} maximum")
