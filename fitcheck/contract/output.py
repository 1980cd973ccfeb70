"""The output contract as the API wants it: pydantic's JSON schema, cut down to the subset that is accepted.

Own transform, because only the one door may import the provider's library. The subset: every object closed and every
property required, no bounds, lengths, defaults or titles (they are refused or ignored); descriptions stay.
"""

import json
from functools import cache
from typing import Any

from pydantic import BaseModel

from fitcheck.contract.schema import AssessmentOut

_KEPT = frozenset({
    "$defs", "$ref", "type", "properties", "required", "items", "enum", "const", "anyOf", "description",
    "additionalProperties",
})  # fmt: skip


@cache
def schema_of(contract: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of a contract. Property order is the order in which the model writes."""
    schema: dict[str, Any] = _reduced(contract.model_json_schema())
    return schema


def output_schema() -> dict[str, Any]:
    """Return the schema of AssessmentOut."""
    return schema_of(AssessmentOut)


def output_schema_text() -> str:
    """Return the schema as stable text, for fingerprints."""
    return json.dumps(output_schema(), ensure_ascii=False, separators=(",", ":"))


def _reduced(node: Any) -> Any:
    if isinstance(node, list):
        return [_reduced(part) for part in node]
    if not isinstance(node, dict):
        return node
    reduced: dict[str, Any] = {}
    for name, part in node.items():
        if name in {"properties", "$defs"}:
            reduced[name] = {key: _reduced(value) for key, value in part.items()}
        elif name in _KEPT:
            reduced[name] = _reduced(part)
    if reduced.get("type") == "object":
        reduced["additionalProperties"] = False
        reduced["required"] = list(reduced.get("properties", {}))
    return reduced
