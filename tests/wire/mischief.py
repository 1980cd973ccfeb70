"""Assessments as a bad day or an injected posting makes them: what a reader of model output must survive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from routing.standin.content import Json

BEST_WORDS = ("strong", "aligned")
UNKNOWN_WORD = "excellent"


def resolved(schema: Json, root: Json) -> Json:
    """The schema itself, or the local definition that it refers to."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return root.get("$defs", {}).get(name, {}) if name else schema


def with_words(value: Any, schema: Json, root: Json, change: Callable[[str, list[str]], str]) -> Any:
    """The value with every word of a closed list passed through `change(word, list)`."""
    shape = resolved(schema, root)
    match value:
        case str() if "enum" in shape:
            return change(value, shape["enum"])
        case list():
            return [with_words(item, shape.get("items", {}), root, change) for item in value]
        case dict():
            fields = shape.get("properties", {})
            return {name: with_words(item, fields.get(name, {}), root, change) for name, item in value.items()}
    return value


def flattering(assessment: Json, schema: Json) -> Json:
    """Every judgment at its best, as text that orders the model to praise would have it."""

    def praise(word: str, words: list[str]) -> str:
        return next((best for best in BEST_WORDS if best in words), word)

    praised: Json = with_words(assessment, schema, schema, praise)
    return praised


def with_wrong_word(assessment: Json, schema: Json) -> Json:
    """Every judgment is a word outside its list."""

    def overstate(word: str, words: list[str]) -> str:
        return UNKNOWN_WORD if "strong" in words else word

    overstated: Json = with_words(assessment, schema, schema, overstate)
    return overstated


def changed_inside(assessment: Json, change: Callable[[Json], Json]) -> Json:
    """Change the first object of the first list of objects; without one, the whole."""
    for name, value in assessment.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return {**assessment, name: [change(value[0]), *value[1:]]}
    return change(assessment)


def without_a_field(assessment: Json, _schema: Json) -> Json:
    return changed_inside(assessment, lambda part: dict(list(part.items())[:-1]))


def with_an_extra_field(assessment: Json, _schema: Json) -> Json:
    return changed_inside(assessment, lambda part: {**part, "confidence": 0.9})
