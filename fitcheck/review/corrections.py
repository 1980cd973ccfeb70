"""What the owner corrects in a record: the requirements, one by one, and the lines of the posting nobody read.

A correction is said as "3:level:gap", "3:kind:nice", "3:ask:no", "3:row:sql" or "missed:120:180". Said again, it is
taken back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from fitcheck.contract.schema import LevelWord
from fitcheck.verdict.decision import VerdictWord
from fitcheck.verdict.reweigh import Reweighing, Settled, reweigh

AskedWord = Literal["must", "should", "nice"]
Word = TypeVar("Word")


class UnableToCorrect(Exception):
    """What was sent corrects nothing of this record."""


@dataclass(frozen=True, slots=True)
class RowCorrection:
    """What is wrong with one requirement. `wrong_rows`: keys of cited rows that do not speak of it."""

    level: LevelWord | None = None
    kind: AskedWord | None = None
    is_no_ask: bool = False
    wrong_rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corrections:
    """All corrections of one record: of requirements by their index, and missed lines as (start, end)."""

    rows: Mapping[int, RowCorrection] = field(default_factory=dict)
    missed: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows or self.missed)


@dataclass(frozen=True, slots=True)
class Correctable:
    """What of a record can be corrected: each requirement's level, kind and cited rows; the lines of its posting."""

    levels: Mapping[int, str]
    kinds: Mapping[int, str]
    cited: Mapping[int, Sequence[str]]
    lines: frozenset[tuple[int, int]]


_STORED = TypeAdapter(Corrections)
_LEVEL: TypeAdapter[LevelWord] = TypeAdapter(LevelWord)
_KIND: TypeAdapter[AskedWord] = TypeAdapter(AskedWord)


def corrections_read(stored: object) -> Corrections:
    """Read what a review holds; none where it is nothing of this form."""
    try:
        return _STORED.validate_python(stored)
    except ValidationError:
        return Corrections()


def corrections_stored(corrections: Corrections) -> dict[str, object]:
    """Return corrections as a review holds them."""
    stored: dict[str, object] = _STORED.dump_python(corrections, mode="json")
    return stored if corrections else {}


def corrected(before: Corrections, said: str, of: Correctable) -> Corrections:
    """Apply one correction, or take it back. Raises UnableToCorrect."""
    first, *rest = said.split(":", 2)
    if len(rest) != 2:
        raise UnableToCorrect(said)
    if first == "missed":
        return replace(before, missed=_missed(before.missed, rest, of))
    if not (first.isascii() and first.isdecimal() and int(first) in of.levels):
        raise UnableToCorrect(said)
    idx = int(first)
    row = _row(before.rows.get(idx, RowCorrection()), idx, rest, of)
    rows = {**before.rows, idx: row}
    return replace(before, rows={at: one for at, one in sorted(rows.items()) if one != RowCorrection()})


def rule_corrected(settled: Settled, corrections: Corrections) -> VerdictWord | None:
    """Return what the rule says of a record with its corrections; None where no line is left to weigh.

    Wrong rows and missed lines are not counted: nobody has said yet what they would carry.
    """
    rows = {idx: one for idx, one in corrections.rows.items() if idx in settled.lines}
    lines = {
        idx: replace(line, level=rows[idx].level or line.level) if idx in rows else line
        for idx, line in settled.lines.items()
    }
    changes = Reweighing(
        moved={idx: (one.kind, lines[idx].emphasis) for idx, one in rows.items() if one.kind},
        struck=frozenset(idx for idx, one in rows.items() if one.is_no_ask),
    )
    decision = reweigh(replace(settled, lines=lines), changes).decision
    return decision.rule if decision else None


def _row(row: RowCorrection, idx: int, said: Sequence[str], of: Correctable) -> RowCorrection:
    what, value = said
    if what == "level":
        return replace(row, level=_other(_LEVEL, value, {row.level, of.levels[idx]}))
    if what == "kind":
        return replace(row, kind=_other(_KIND, value, {row.kind, of.kinds[idx]}))
    if what == "ask":
        return replace(row, is_no_ask=not row.is_no_ask)
    if what == "row" and value in of.cited[idx]:
        others = tuple(key for key in row.wrong_rows if key != value)
        return replace(row, wrong_rows=others if value in row.wrong_rows else (*others, value))
    raise UnableToCorrect(f"{idx}:{what}:{value}")


def _other(words: TypeAdapter[Word], value: str, standing: Collection[str | None]) -> Word | None:
    """Return the word, or None where it is the one that stands: it is then taken back, or never was another."""
    try:
        word = words.validate_python(value)
    except ValidationError as unknown:
        raise UnableToCorrect(value) from unknown
    return None if value in standing else word


def _missed(missed: Sequence[tuple[int, int]], said: Sequence[str], of: Correctable) -> tuple[tuple[int, int], ...]:
    if not all(one.isascii() and one.isdecimal() for one in said):
        raise UnableToCorrect(":".join(said))
    line = int(said[0]), int(said[1])
    if line not in of.lines:
        raise UnableToCorrect(f"missed:{line}")
    return tuple(sorted(set(missed) ^ {line}))
