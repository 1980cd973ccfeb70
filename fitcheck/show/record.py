"""A record as its page shows it: counted once, ordered, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fitcheck.models import Assessment, Level, Requirement, Verdict
from fitcheck.posting.repair import mended
from fitcheck.show.posting import PostingPiece, posting_pieces
from fitcheck.verdict.quotes import bare
from fitcheck.verdict.thresholds import DEFAULT

_FLAGS = {
    "quote_dropped": "The quote is not in the posting, so this row weighs nothing.",
    "skill_dropped": "A skill was named that is not in the matrix; it is left out.",
    "not_asked": "The quoted line asks for nothing, so this row weighs nothing.",
}
_GATE_WORDS = {"met": "Met", "failed": "Not met", "unknown": "Ask"}
_GATE_LEVELS = {"met": "strong", "failed": "gap", "unknown": "unknown"}
_ALIGNMENTS = {"aligned": "Same", "partial": "Partly", "misaligned": "Different"}
_ALIGNMENT_LEVELS = {"aligned": "strong", "partial": "moderate", "misaligned": "gap"}
_GROUPS = (Level.GAP, Level.UNKNOWN, Level.MODERATE, Level.STRONG)
_GROUP_WORDS = {
    Level.GAP: ("Gaps", "Asked for, but the skills matrix says it is missing or too weak."),
    Level.UNKNOWN: ("Unknown", "Asked for, but the skills matrix does not mention it. Ask."),
    Level.MODERATE: ("Moderate", "Met in part, at a smaller scale or a while ago."),
    Level.STRONG: ("Strong", "Met, with evidence."),
}
_NOTICES = {
    "closed": "The posting says that it no longer takes applications.",
    "two_jobs": "The text holds more than one job. Only the first was assessed.",
    "thin": "The posting asks for very little, so the result is moderate at most.",
    "stub": "The text stops early. Paste the whole posting for a better result.",
    "language_not_read": "The posting is in a language that this site does not read by itself.",
}
_PROOFS = {"yes": "confirmed", "partly": "confirmed in part", "no": "not confirmed"}
_SECOND = {
    "off": "There was no second reading: it is switched off.",
    "failed": "There was no second reading: the model did not answer.",
    "budget": "There was no second reading: its budget for today is spent.",
}
STRESSED = 3
REASONS = 3


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One requirement for the page. `weight` in whole percent of everything asked."""

    requirement: Requirement
    statement: str
    quote: str
    weight: int
    kind: str
    level_word: str
    lowered: str
    proof: str
    flags: tuple[str, ...]

    @property
    def is_must(self) -> bool:
        return self.requirement.kind == Requirement.Kind.MUST


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The rows of one level, the heaviest first."""

    level: str
    word: str
    means: str
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """One stretch of the coverage strip, 0 to 100 from the left."""

    level: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class MustCounts:
    """How the must-haves stand, each counted once."""

    met: int
    partly: int
    missing: int
    unknown: int

    def __str__(self) -> str:
        parts = ((self.met, "met"), (self.partly, "partly"), (self.missing, "missing"), (self.unknown, "unknown"))
        return ", ".join(f"{count} {word}" for count, word in parts if count)


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything the result page prints of a finished record."""

    groups: tuple[RowGroup, ...]
    stressed: tuple[ShownRow, ...]
    reasons_for: tuple[ShownRow, ...]
    strips: tuple[Strip, ...]
    counts: Mapping[str, int]
    musts: MustCounts | None
    coverage: int
    gates: tuple[dict[str, Any], ...]
    failed_gates: int
    axes: tuple[dict[str, Any], ...]
    thresholds: dict[str, Any]
    disagreement: str
    notices: tuple[str, ...]
    reading: str
    second_reading: str
    posting: tuple[PostingPiece, ...]


def record_page(assessment: Assessment, requirements: Sequence[Requirement]) -> RecordPage:
    """Return the record for its page. Conditions have a section of their own and are not counted among the rows."""
    rows = [shown_row(one) for one in requirements if one.kind != Requirement.Kind.GATE]
    levels = [row.requirement.level for row in rows]
    return RecordPage(
        groups=tuple(group for level in _GROUPS if (group := _group(level, rows)).rows),
        stressed=tuple(_stressed(rows, assessment.decisive)),
        reasons_for=tuple(row for row in rows if row.requirement.level == Level.STRONG and row.requirement.weight)[
            :REASONS
        ],
        strips=tuple(_strips(rows)),
        counts={level.value: levels.count(level) for level in _GROUPS},
        musts=_musts([row.requirement.level for row in rows if row.is_must]),
        coverage=_percent(assessment.coverage) or 0,
        gates=tuple(_gate(gate) for gate in assessment.gates),
        failed_gates=sum(gate.get("status") == "failed" for gate in assessment.gates),
        axes=tuple(_axis(axis) for axis in assessment.axes),
        thresholds=_thresholds(assessment.thresholds),
        disagreement=disagreement_of(assessment),
        notices=tuple(_NOTICES[notice] for notice in assessment.notices if notice in _NOTICES),
        reading=reading_words(assessment.reading),
        second_reading=second_words(assessment.second_reading),
        posting=tuple(posting_pieces(assessment, requirements)),
    )


def disagreement_of(assessment: Assessment) -> str:
    """Return a sentence when model and rules said different words, else ""."""
    if assessment.agreement in {"", "agreed"}:
        return ""
    model, rule = (Verdict(word).label.lower() for word in (assessment.model_stance, assessment.rule_verdict))
    return f"The model’s own verdict was “{model}”; the rules give “{rule}”. The lower of the two is shown."


def reading_words(reading: Mapping[str, Any]) -> str:
    """Say how much of what the posting asks was weighed; "" for a record from before that was counted."""
    asks, read = reading.get("asks", 0), reading.get("read", 0)
    if not asks:
        return ""
    return f"{read} of {asks} line{'' if asks == 1 else 's'} that ask for something were weighed."


def second_words(second: Mapping[str, Any]) -> str:
    """Say what the second reading did; "" for a record from before there was one."""
    status = second.get("status", "")
    if status != "done":
        return _SECOND.get(status, "")
    confirmed, asked, lowered = (int(second.get(name, 0)) for name in ("confirmed", "asked", "lowered"))
    return f"A second model looked at {asked} claims beside their evidence: {confirmed} confirmed, {lowered} lowered."


def words_of(statement: str, quote: str) -> tuple[str, str]:
    """Return what heads a row and the quote under it, in whole words: a quote keeps the line ends of the posting.

    Words said twice are said once: the fuller ones, on top.
    """
    whole = mended(quote)
    said, quoted = (text.strip(" .").casefold() for text in (statement, whole))
    if said == quoted:
        return statement, ""
    if said.endswith("…") and said.rstrip("… ") in quoted:
        return whole, ""
    return statement, whole


def shown_rows(requirements: Sequence[Requirement]) -> list[ShownRow]:
    """Return all of them in words."""
    return [shown_row(one) for one in requirements]


def shown_row(one: Requirement) -> ShownRow:
    """Return one requirement in words."""
    statement, quote = words_of(one.statement, one.quote)
    return ShownRow(
        requirement=one,
        statement=bare(statement),
        quote=quote,
        weight=round(one.weight),
        kind=one.get_kind_display(),
        level_word=one.get_level_display(),
        lowered=_lowered(one),
        proof=_PROOFS.get(one.proof, ""),
        flags=tuple(_FLAGS[flag] for flag in one.flags if flag in _FLAGS),
    )


def _lowered(one: Requirement) -> str:
    if not one.lowered_from:
        return ""
    return f"Lowered from {Level(one.lowered_from).label.lower()}: {one.lowered_why.rstrip('.')}."


def _group(level: Level, rows: Sequence[ShownRow]) -> RowGroup:
    word, means = _GROUP_WORDS[level]
    return RowGroup(level.value, word, means, tuple(row for row in rows if row.requirement.level == level))


def _stressed(rows: Sequence[ShownRow], decisive: Sequence[int]) -> list[ShownRow]:
    """Return what the job stands or falls by, then the heaviest rows."""
    named = [row for row in rows if row.requirement.idx in set(decisive)]
    return [*named, *(row for row in rows if row.weight and row not in named)][:STRESSED]


def _musts(levels: Sequence[str]) -> MustCounts | None:
    if not levels:
        return None
    counted = (levels.count(level) for level in (Level.STRONG, Level.MODERATE, Level.GAP, Level.UNKNOWN))
    return MustCounts(*counted)


def _strips(rows: Sequence[ShownRow]) -> list[Strip]:
    strips, start = [], 0.0
    for level in (Level.STRONG, Level.MODERATE, Level.UNKNOWN, Level.GAP):
        width = sum(row.requirement.weight for row in rows if row.requirement.level == level)
        strips.append(Strip(level=level.value, start=round(start, 2), width=round(width, 2)))
        start += width
    return strips


def _gate(gate: dict[str, Any]) -> dict[str, Any]:
    status = gate.get("status", "unknown")
    return {**gate, "word": _GATE_WORDS.get(status, status), "level": _GATE_LEVELS.get(status, "unknown")}


def _axis(axis: dict[str, Any]) -> dict[str, Any]:
    word = axis.get("alignment", "partial")
    return {**axis, "word": _ALIGNMENTS.get(word, word), "level": _ALIGNMENT_LEVELS.get(word, "moderate")}


def _thresholds(stored: dict[str, Any]) -> dict[str, Any]:
    figures = {"strong_coverage", "strong_must_coverage", "misfit_coverage", "borderline"}
    shares = {name: stored.get(name, getattr(DEFAULT, name)) for name in sorted(figures)}
    return {name: round(100 * value) for name, value in shares.items()}


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)
