"""What the API refuses in an output schema (structured-outputs page, 2026-09): the subset and its complexity limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from routing.standin.content import Json, refuse

PLACE = "output_config.format.schema"
UNSUPPORTED = frozenset(
    {
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
        "maxItems", "uniqueItems", "contains", "minProperties", "maxProperties", "patternProperties", "not", "if",
    }
)  # fmt: skip
SHAPES: dict[str, type] = {"properties": dict, "$defs": dict, "anyOf": list, "allOf": list, "required": list}
MAX_OPTIONAL = 24
MAX_UNIONS = 16


def check_schema(schema: Json) -> None:
    """Raise `UnableToServe` (400) if the schema is outside the subset or too complex to compile."""
    parts = list(subschemas(schema))
    for part in parts:
        check_part(part)
    for name, definition in (schema.get("$defs") or {}).items():
        if refers_to_itself(name, definition, schema["$defs"]):
            raise refuse(f"{PLACE}: Recursive schemas are not supported ({name})")
    check_complexity(parts)


def subschemas(schema: Any) -> Iterator[Json]:
    """The schema and every schema in it: properties, items, definitions and alternatives."""
    if not isinstance(schema, dict):
        return
    check_shape(schema)
    yield schema
    for group in ("properties", "$defs"):
        for inner in (schema.get(group) or {}).values():
            yield from subschemas(inner)
    for group in ("anyOf", "allOf"):
        for inner in schema.get(group) or []:
            yield from subschemas(inner)
    yield from subschemas(schema.get("items"))


def check_shape(schema: Json) -> None:
    """What is walked through is what it must be: maps of schemas, lists of schemas, lists of names."""
    for name, kind in SHAPES.items():
        if not isinstance(schema.get(name, kind()), kind):
            raise refuse(f"{PLACE}.{name}: Input should be a valid {'dictionary' if kind is dict else 'array'}")
    if not all(isinstance(name, str) for name in schema.get("required", [])):
        raise refuse(f"{PLACE}.required: Input should be a valid string")


def check_part(part: Json) -> None:
    if part.get("type") == "object" and part.get("additionalProperties") is not False:
        raise refuse(f"{PLACE}: For 'object' type, 'additionalProperties' must be explicitly set to false")
    unsupported = sorted(UNSUPPORTED & part.keys())
    if unsupported:
        raise refuse(f"{PLACE}: For '{part.get('type')}' type, property '{unsupported[0]}' is not supported")
    if part.get("minItems", 0) not in {0, 1}:
        raise refuse(f"{PLACE}: For 'array' type, 'minItems' values other than 0 or 1 are not supported")
    if not str(part.get("$ref", "#/")).startswith("#/"):
        raise refuse(f"{PLACE}: External $ref is not supported")


def names_referred(schema: Any) -> set[str]:
    return {str(part["$ref"]).rpartition("/")[2] for part in subschemas(schema) if "$ref" in part}


def refers_to_itself(name: str, definition: Json, definitions: Json) -> bool:
    """Follow the references of a definition; True if they lead back to it."""
    waiting, seen = names_referred(definition), set[str]()
    while waiting:
        reached = waiting.pop()
        if reached == name:
            return True
        if reached not in seen:
            seen.add(reached)
            waiting |= names_referred(definitions.get(reached))
    return False


def check_complexity(parts: list[Json]) -> None:
    optional = sum(len((part.get("properties") or {}).keys() - set(part.get("required") or [])) for part in parts)
    unions = sum("anyOf" in part or isinstance(part.get("type"), list) for part in parts)
    if optional > MAX_OPTIONAL or unions > MAX_UNIONS:
        raise refuse("Schema is too complex for compilation.")
