"""A record as its page shows it: counted, ordered, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fitcheck.models import Assessment, Level, Requirement, Verdict
from fitcheck.verdict.thresholds import DEFAULT

_FLAGS = {
    "quote_dropped": "The model's quote is not in the posting and is left out.",
    "skill_dropped": "The model named a skill that is not in the matrix; it is left out.",
    "not_asked": "The quoted line asks for nothing, so this weighs nothing.",
}
# The other kinds show in the row: no skill beside it, or a low rating.
_TOLD = {Requirement.GapKind.STALE, Requirement.GapKind.JUDGED}
_GATE_WORDS = {"met": "Met", "failed": "Not met", "unknown": "Open question"}
_GATE_LEVELS = {"met": "strong", "failed": "gap", "unknown": "moderate"}
_ALIGNMENTS = {"aligned": "Aligned", "partial": "Partly", "misaligned": "Misaligned"}
_ALIGNMENT_LEVELS = {"aligned": "strong", "partial": "moderate", "misaligned": "gap"}


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement for the table. `weight` in percent of everything asked."""

    requirement: Requirement
    statement: str
    quote: str
    weight: float
    kind: str
    level_word: str
    gap_word: str
    flags: tuple[str, ...]

    @property
    def is_must(self) -> bool:
        return self.requirement.kind == Requirement.Kind.MUST


@dataclass(frozen=True, slots=True)
class Strip:
    """One stretch of the coverage strip, 0 to 100 from the left."""

    level: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the result page prints of a finished record."""

    rows: tuple[Row, ...]
    strips: tuple[Strip, ...]
    strong: int
    moderate: int
    gaps: int
    musts: int
    musts_met: int
    coverage: int
    must_coverage: int | None
    gates: tuple[dict[str, Any], ...]
    failed_gates: int
    axes: tuple[dict[str, Any], ...]
    thresholds: dict[str, Any]
    disagreement: str
    heaviest: float


def sheet_of(assessment: Assessment, requirements: Sequence[Requirement]) -> Sheet:
    """Return the record for its page. Gates have a section of their own and are not counted among the rows."""
    rows = [_row(one) for one in requirements if one.kind != Requirement.Kind.GATE]
    levels = [row.requirement.level for row in rows]
    musts = [row for row in rows if row.is_must]
    return Sheet(
        rows=tuple(rows),
        strips=tuple(_strips(rows)),
        strong=levels.count(Level.STRONG),
        moderate=levels.count(Level.MODERATE),
        gaps=levels.count(Level.GAP),
        musts=len(musts),
        musts_met=sum(row.requirement.level != Level.GAP for row in musts),
        coverage=_percent(assessment.coverage) or 0,
        must_coverage=_percent(assessment.must_coverage),
        gates=tuple(_gate(gate) for gate in assessment.gates),
        failed_gates=sum(gate.get("status") == "failed" for gate in assessment.gates),
        axes=tuple(_axis(axis) for axis in assessment.axes),
        thresholds=_thresholds(assessment.thresholds),
        disagreement=disagreement_of(assessment),
        heaviest=max((row.weight for row in rows), default=1.0) or 1.0,
    )


def disagreement_of(assessment: Assessment) -> str:
    """Return a sentence when model and rules said different words, else ""."""
    if assessment.agreement in {"", "agreed"}:
        return ""
    model, rule = (Verdict(word).label.lower() for word in (assessment.model_stance, assessment.rule_verdict))
    return f"The model said “{model}”, the rules say “{rule}”. The lower of the two is shown."


def words_of(one: Requirement) -> tuple[str, str]:
    """Return what heads a row and the quote under it. Words said twice are said once: the fuller ones, on top."""
    statement, quote = (text.strip(" .").casefold() for text in (one.statement, one.quote))
    if statement == quote:
        return one.statement, ""
    if statement.endswith("…") and statement.rstrip("… ") in quote:
        return one.quote, ""
    return one.statement, one.quote


def _row(one: Requirement) -> Row:
    statement, quote = words_of(one)
    gap = Requirement.GapKind(one.gap_kind).label if one.gap_kind in _TOLD else ""
    return Row(
        requirement=one,
        statement=statement,
        quote=quote,
        weight=round(one.weight, 1),
        kind=one.get_kind_display(),
        level_word=one.get_level_display(),
        gap_word=gap,
        flags=tuple(_FLAGS[flag] for flag in one.flags if flag in _FLAGS),
    )


def _strips(rows: Sequence[Row]) -> list[Strip]:
    strips, start = [], 0.0
    for level in (Level.STRONG, Level.MODERATE, Level.GAP):
        width = sum(row.requirement.weight for row in rows if row.requirement.level == level)
        strips.append(Strip(level=level.value, start=round(start, 2), width=round(width, 2)))
        start += width
    return strips


def _gate(gate: dict[str, Any]) -> dict[str, Any]:
    status = gate.get("status", "unknown")
    return {**gate, "word": _GATE_WORDS.get(status, status), "level": _GATE_LEVELS.get(status, "moderate")}


def _axis(axis: dict[str, Any]) -> dict[str, Any]:
    word = axis.get("alignment", "partial")
    return {**axis, "word": _ALIGNMENTS.get(word, word), "level": _ALIGNMENT_LEVELS.get(word, "moderate")}


def _thresholds(stored: dict[str, Any]) -> dict[str, Any]:
    figures = {"strong_coverage", "strong_must_coverage", "misfit_coverage", "unknown_must_share", "borderline"}
    shares = {name: stored.get(name, getattr(DEFAULT, name)) for name in sorted(figures)}
    return {name: round(100 * value) for name, value in shares.items()}


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)
