"""A record as a reader weighs it: computed anew for every request from what is stored, and never stored."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from fitcheck.models import Assessment, Requirement, Verdict
from fitcheck.show.record import RecordPage, ShownRow, record_page, shown_row
from fitcheck.verdict.axes import Axis
from fitcheck.verdict.conditions import Gate
from fitcheck.verdict.reweigh import (
    KIND_LETTERS,
    Reweighed,
    Reweighing,
    Settled,
    StoredLine,
    reweigh,
    reweighing_read,
    reweighing_text,
)
from fitcheck.verdict.thresholds import Thresholds
from fitcheck.verdict.weight import Weighed

EMPHASIS_WORDS = {1: "mentioned", 2: "normal", 3: "stressed", 4: "decisive"}
LEFT_OUT = "x"


@dataclass(frozen=True, slots=True)
class LineForm:
    """One requirement with what a reader chose. `weight` and `before` in whole percent of everything asked."""

    row: ShownRow
    idx: int
    kind: str
    emphasis: int
    weight: int
    before: int
    is_changed: bool


@dataclass(frozen=True, slots=True)
class ReweighedPage:
    """Everything the re-weighed page prints. `verdict` is empty where nothing was changed, or nothing is left.

    `gates` are the conditions that hold the verdict down, by their place in the record.
    """

    text: str
    is_whole: bool
    verdict: str
    word: str
    held_by: str
    is_borderline: bool
    changes: tuple[str, ...]
    lines: tuple[LineForm, ...]
    gates: tuple[tuple[int, dict[str, Any]], ...]
    waived: frozenset[int]
    sheet: RecordPage
    original: RecordPage
    kinds: tuple[tuple[str, str], ...]
    emphases: tuple[tuple[int, str], ...]


def settled_of(assessment: Assessment, requirements: Sequence[Requirement]) -> Settled | None:
    """Return what a record stored of its decision; None without a verdict, or from before all of it was stored."""
    weighing = assessment.weighing
    if not assessment.verdict or "left" not in weighing:
        return None
    return Settled(
        lines={
            one.idx: StoredLine(one.kind, one.emphasis, one.weight, one.level)  # type: ignore[arg-type]
            for one in requirements
            if one.kind != Requirement.Kind.GATE
        },
        left=tuple(Weighed(**one) for one in weighing["left"]),
        gates=tuple(Gate(**_known(Gate, gate)) for gate in assessment.gates),
        axes=tuple(Axis(**_known(Axis, axis)) for axis in assessment.axes),
        decisive=tuple(assessment.decisive),
        stance=assessment.model_stance,  # type: ignore[arg-type]
        thresholds=Thresholds(**_known(Thresholds, assessment.thresholds)),
        is_thin=weighing["is_thin"],
        is_foreign=weighing["is_foreign"],
    )


def form_text(sent: Mapping[str, str], settled: Settled) -> str:
    """Return what a form without scripts sends as an address carries it: only what is changed, in one order."""
    lines = (f"{idx}{_how(sent, idx)}" for idx in settled.lines if f"k{idx}" in sent)
    gates = (f"c{at}x" for at in range(len(settled.gates)) if f"c{at}" in sent)
    return reweighing_text(reweighing_read(".".join([*lines, *gates]), settled)[0])


def reweighed_page(
    assessment: Assessment, requirements: Sequence[Requirement], settled: Settled, text: str
) -> ReweighedPage:
    """Return the record with the changes of an address applied."""
    changes, is_whole = reweighing_read(text, settled)
    done = reweigh(settled, changes)
    decision, original = done.decision, record_page(assessment, requirements)
    verdict = (decision.verdict or "") if changes and decision else ""
    is_held = bool(verdict and decision and decision.rule != verdict)
    return ReweighedPage(
        text=reweighing_text(changes),
        is_whole=is_whole or not text,
        verdict=verdict,
        word=Verdict(verdict).label if verdict else "",
        held_by=Verdict(decision.rule).label.lower() if decision and is_held else "",
        is_borderline=bool(decision and decision.is_borderline),
        changes=tuple(_sentences(assessment, requirements, changes)),
        lines=tuple(_lines(requirements, done, settled)),
        gates=tuple((at, gate) for at, gate in enumerate(original.gates) if gate["level"] != "strong"),
        waived=changes.waived,
        sheet=_sheet(assessment, requirements, done, changes),
        original=original,
        kinds=tuple((kind, Requirement.Kind(kind).label) for kind in KIND_LETTERS),
        emphases=tuple(EMPHASIS_WORDS.items()),
    )


def _known(kind: type, stored: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in stored.items() if name in names}


def _how(sent: Mapping[str, str], idx: int) -> str:
    kind = sent.get(f"k{idx}", "")
    letter = next((letter for word, letter in KIND_LETTERS.items() if word == kind), "")
    return LEFT_OUT if kind == LEFT_OUT else f"{letter}{sent.get(f'e{idx}', '')[:2]}"


def _moved(one: Requirement, line: StoredLine) -> Requirement:
    moved = copy.copy(one)
    moved.kind, moved.emphasis, moved.weight = line.kind, line.emphasis, line.weight
    return moved


def _sheet(
    assessment: Assessment, requirements: Sequence[Requirement], done: Reweighed, changes: Reweighing
) -> RecordPage:
    rows = [_moved(one, done.lines[one.idx]) for one in requirements if one.idx in done.lines]
    moved = copy.copy(assessment)
    moved.gates = [gate for at, gate in enumerate(assessment.gates) if at not in changes.waived]
    if done.decision:
        moved.coverage = done.decision.measures.coverage
    return record_page(moved, sorted(rows, key=lambda one: (-one.weight, one.idx)))


def _lines(requirements: Sequence[Requirement], done: Reweighed, settled: Settled) -> Iterator[LineForm]:
    for one in requirements:
        if one.idx not in settled.lines or not one.weight:
            continue
        line = done.lines.get(one.idx)
        yield LineForm(
            row=shown_row(one),
            idx=one.idx,
            kind=line.kind if line else LEFT_OUT,
            emphasis=(line or settled.lines[one.idx]).emphasis,
            weight=round(line.weight) if line else 0,
            before=round(one.weight),
            is_changed=line is None or (line.kind, line.emphasis) != (one.kind, one.emphasis),
        )


def _sentences(assessment: Assessment, requirements: Sequence[Requirement], changes: Reweighing) -> Iterator[str]:
    for one in requirements:
        if one.idx in changes.struck:
            yield f"Left out: {one.statement}"
        elif one.idx in changes.moved:
            kind, emphasis = changes.moved[one.idx]
            before = _asked(one.get_kind_display(), one.emphasis)
            yield f"{one.statement}: {before} → {_asked(Requirement.Kind(kind).label, emphasis)}"
    for at in sorted(changes.waived):
        yield f"Condition left out: {assessment.gates[at].get('statement', '')}"


def _asked(kind: str, emphasis: int) -> str:
    return f"{kind.lower()}, {EMPHASIS_WORDS[emphasis]}"
