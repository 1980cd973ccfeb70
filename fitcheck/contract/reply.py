"""Reading what the model writes: whole at the end, and requirement by requirement while it still writes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, get_args

import jiter
from pydantic import ValidationError

from fitcheck.contract.schema import (
    AlignmentWord,
    AssessmentOut,
    AxisWord,
    DepthWord,
    FunctionFamily,
    GateKind,
    KindWord,
    LevelWord,
    RequirementOut,
    Role,
    Seniority,
)

_WORDS = {
    word
    for kind in (Seniority, FunctionFamily, LevelWord, KindWord, GateKind, AxisWord, AlignmentWord, DepthWord)
    for word in get_args(kind)
} | {"not_a_fit"}
_ENUM_FIELDS = frozenset({"seniority", "function", "kind", "gate", "axis", "asked", "level", "alignment", "stance"})

Out = TypeVar("Out")


class UnableToRead(Exception):
    """The model's output does not keep the contract. The message says how, for a repair call; never for a visitor."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is certain of an unfinished answer: the role once closed, and every requirement that is closed."""

    role: Role | None
    requirements: tuple[RequirementOut, ...]


def answer_read(text: str) -> AssessmentOut:
    """Return the whole answer. Words around the JSON are forgiven, a broken contract is not. Raises UnableToRead."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise UnableToRead("The answer holds no JSON object.")
    try:
        return AssessmentOut.model_validate(_folded(jiter.from_json(text[start : end + 1].encode())))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UnableToRead(
            f"{error.error_count()} faults; the first at {place or 'the top'}: {first['msg']}"
        ) from error
    except ValueError as error:
        raise UnableToRead(f"The answer is not JSON: {error}") from error


def progress_read(text: str) -> Progress:
    """Return what is closed so far: an item is closed once another began, or the list itself ended. Never raises."""
    start = text.find("{")
    if start < 0:
        return Progress(None, ())
    try:
        partial = jiter.from_json(text[start:].encode("utf-8", "replace"), partial_mode=True)
    except ValueError:
        return Progress(None, ())
    if not isinstance(partial, dict):
        return Progress(None, ())
    names = list(partial)
    role = _validated(partial["role"], Role.model_validate) if "role" in names[:-1] else None
    return Progress(role, _closed(partial.get("requirements"), is_ended="requirements" in names[:-1]))


def _closed(items: object, *, is_ended: bool) -> tuple[RequirementOut, ...]:
    if not isinstance(items, list):
        return ()
    closed: list[RequirementOut] = []
    for item in items if is_ended else items[:-1]:
        read = _validated(item, RequirementOut.model_validate)
        if read is None:  # the whole answer will be refused: show nothing behind a broken item
            break
        closed.append(read)
    return tuple(closed)


def _validated(item: object, validate: Callable[[object], Out]) -> Out | None:
    try:
        return validate(_folded(item))
    except ValidationError:
        return None


def _folded(value: object, field: str = "") -> object:
    """Lower the words of closed lists (the API promises their letters, not their capitals); keep text storable."""
    if isinstance(value, dict):
        return {name: _folded(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_folded(part) for part in value]
    if not isinstance(value, str):
        return value
    word = value.strip().casefold()
    return word if field in _ENUM_FIELDS and word in _WORDS else _storable(value)


def _storable(text: str) -> str:
    """Join surrogate pairs, and drop what no database takes: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
