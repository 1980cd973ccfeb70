"""What the page of a result says, cut into pieces that can be cited: nothing else is sent or quoted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fitcheck.models import Assessment, Level
from fitcheck.show.record import RecordPage, ShownRow


@dataclass(frozen=True, slots=True)
class ResultSource:
    """A piece of the page. `anchor` = where it stands on it. `lacks` = what is asked here and not met or not known."""

    ref: str
    label: str
    anchor: str
    text: str
    lacks: str = ""

    @property
    def is_row(self) -> bool:
        return self.ref.startswith("R")

    @property
    def is_code(self) -> bool:
        """Whether it is said in these words or not at all: everything but the rows and the lines of the posting."""
        return self.ref[0] not in "RL"


def result_sources(assessment: Assessment, sheet: RecordPage, owner: str) -> tuple[ResultSource, ...]:
    """Return everything the page says. `owner` is the name it shows."""
    lines = [line.strip() for line in assessment.job.splitlines() if line.strip()]
    return (
        ResultSource("V", "The verdict", "verdict", verdict_text(assessment, sheet, owner)),
        *_numbered("W", "What would change this", "change", [change["text"] for change in assessment.would_change]),
        *_numbered("M", "Against", "against", assessment.misfits),
        *_numbered("C", "Conditions", "gates", [_condition(gate) for gate in sheet.gates]),
        *_numbered("A", "Field, function and level", "axes", [_axis(axis) for axis in sheet.axes]),
        *(_row(row) for group in sheet.groups for row in group.rows),
        *_numbered("Q", "Questions to ask", "questions", assessment.questions),
        *_numbered("L", "The posting", "posting", lines),
    )


def verdict_text(assessment: Assessment, sheet: RecordPage, owner: str) -> str:
    """Return the verdict as one may repeat it, with the figures the page prints beside it."""
    title = assessment.role_title or "this role"
    if assessment.is_incomplete or not assessment.verdict:
        return f"There is no verdict on {owner} for {title}: too much of the posting was left unread."
    word = assessment.get_verdict_display().lower() + (", borderline" if assessment.is_borderline else "")
    musts = f"Must-haves: {sheet.musts}" if sheet.musts else ""
    failed = f"Conditions not met: {sheet.failed_gates}" if sheet.failed_gates else ""
    return _joined(f"The verdict on {owner} for {title} is: {word}", failed, musts, sheet.disagreement)


def _numbered(letter: str, label: str, anchor: str, texts: Sequence[str]) -> Iterator[ResultSource]:
    return (ResultSource(f"{letter}{number}", label, anchor, text) for number, text in enumerate(texts, 1) if text)


def _row(row: ShownRow) -> ResultSource:
    one = row.requirement
    evidence = ", ".join(f"{skill['name']} {skill['rating']}/5" for skill in one.evidence)
    text = _joined(
        row.statement,
        f"Level: {row.level_word}",
        f"{row.kind}, {row.weight}% of the whole",
        evidence and f"Evidence: {evidence}",
        one.because and f"“{one.because}”",
        one.reason,
        row.lowered,
        "" if row.lowered or not row.proof else f"Second reading: {row.proof}",
        *(row.flags if one.is_verified else ("No quote from the posting supports this row",)),
        row.quote and f"The posting: “{row.quote}”",
    )
    is_lacking = one.level in {Level.GAP, Level.UNKNOWN}
    return ResultSource(f"R{one.idx + 1}", row.statement, f"row-{one.idx}", text, row.statement if is_lacking else "")


def _condition(gate: Mapping[str, Any]) -> str:
    asked = str(gate.get("quote") or gate["statement"]).rstrip(".")
    fact = f"Stated: {gate['fact']}" if gate.get("fact") else "The profile does not say"
    return _joined(f"“{asked}”: {gate['word'].lower()}", fact)


def _axis(axis: Mapping[str, Any]) -> str:
    name = "Field" if axis["axis"] == "domain" else str(axis["axis"]).capitalize()
    role, fact = (axis.get(key) or "not said" for key in ("role_value", "fact"))
    return _joined(f"{name}: {axis['word'].lower()}", f"Role: {role}", f"Profile: {fact}", axis.get("reason", ""))


def _joined(*parts: str) -> str:
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
