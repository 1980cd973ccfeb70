"""One record as the owner judges it: the posting line by line, the requirements with what can be corrected of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fitcheck.models import Assessment, Level, Requirement, Review, Verdict
from fitcheck.review.corrections import (
    Correctable,
    Corrections,
    RowCorrection,
    corrections_read,
    rule_corrected,
)
from fitcheck.show.posting import PostingPiece, posting_pieces
from fitcheck.show.record import RecordPage, ShownRow, record_page, shown_row
from fitcheck.show.reweighed import settled_of

_KINDS = tuple(kind for kind in Requirement.Kind if kind != Requirement.Kind.GATE)
_PUBLISHED_LEVELS = {"strong": "strong", "moderate": "moderate", "not_a_fit": "gap", "": "unknown"}
_VERDICT_KEYS = {Verdict.STRONG: "s", Verdict.MODERATE: "m", Verdict.NOT_A_FIT: "n"}


@dataclass(frozen=True, slots=True)
class InboxChoice:
    """One button of a row. `is_on`: how it stands now, corrected or not."""

    value: str
    word: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class CitedSkill:
    """One row of the matrix beside a requirement, which the owner may call wrong."""

    key: str
    name: str
    rating: int
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One requirement with its buttons."""

    shown: ShownRow
    levels: tuple[InboxChoice, ...]
    kinds: tuple[InboxChoice, ...]
    cited: tuple[CitedSkill, ...]
    is_no_ask: bool
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class PostingLine:
    """One line of the posting with its marks. Only a line that nothing was read of can be missed."""

    start: int
    end: int
    pieces: tuple[PostingPiece, ...]
    is_markable: bool
    is_missed: bool

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces).strip()


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Everything the inbox prints of one record."""

    level: str
    word: str
    measured: str
    facts: tuple[str, ...]
    sheet: RecordPage
    lines: tuple[PostingLine, ...]
    rows: tuple[InboxRow, ...]
    verdicts: tuple[tuple[str, str, str], ...]
    corrected_word: str
    outcomes: tuple[tuple[str, str, str], ...]


def inbox_page(assessment: Assessment, rows: Sequence[Requirement], review: Review | None) -> InboxPage:
    """Return a record as its reviewer sees it."""
    corrections = corrections_read(review.corrections) if review else Corrections()
    sheet = record_page(assessment, rows)
    asked = [one for one in rows if one.kind != Requirement.Kind.GATE]
    return InboxPage(
        level=_PUBLISHED_LEVELS[assessment.verdict],
        word=assessment.get_verdict_display() or "No verdict",
        measured=_measured(assessment),
        facts=tuple(_facts(assessment, rows, sheet)),
        sheet=sheet,
        lines=tuple(_lines(posting_pieces(assessment, rows), corrections.missed)),
        rows=tuple(_row(one, corrections.rows.get(one.idx, RowCorrection())) for one in asked),
        verdicts=tuple((word.value, word.label, key) for word, key in _VERDICT_KEYS.items()),
        corrected_word=_corrected_word(assessment, rows, corrections),
        outcomes=tuple(_outcomes(review.outcomes if review else [])),
    )


def correctable_of(assessment: Assessment, rows: Sequence[Requirement]) -> Correctable:
    """Return what of a record may be corrected."""
    asked = [one for one in rows if one.kind != Requirement.Kind.GATE]
    lines = _lines(posting_pieces(assessment, rows), ())
    return Correctable(
        levels={one.idx: one.level for one in asked},
        kinds={one.idx: one.kind for one in asked},
        cited={one.idx: [cited["key"] for cited in one.evidence] for one in asked},
        lines=frozenset((line.start, line.end) for line in lines if line.is_markable),
    )


def _measured(assessment: Assessment) -> str:
    parts = [f"Model {_word(assessment.model_stance)}, rule {_word(assessment.rule_verdict)}"]
    if assessment.coverage is not None:
        parts.append(f"covered {assessment.coverage:.0%}")
    if assessment.must_coverage is not None:
        parts.append(f"must-haves {assessment.must_coverage:.0%}")
    return ", ".join(parts) + "."


def _word(verdict: str) -> str:
    return Verdict(verdict).label.lower() if verdict else "none"


def _facts(assessment: Assessment, rows: Sequence[Requirement], sheet: RecordPage) -> Iterator[str]:
    if assessment.is_borderline:
        yield "Borderline"
    if assessment.is_incomplete:
        yield "Incomplete"
    if assessment.agreement not in {"", "agreed"}:
        yield "Model and rule differ"
    if lowered := sum(bool(one.lowered_from) for one in rows):
        yield f"{lowered} row{'' if lowered == 1 else 's'} lowered"
    if sheet.reading:
        yield f"{assessment.reading['read']} of {assessment.reading['asks']} lines weighed"
    if second := assessment.second_reading.get("status"):
        yield f"Second reading: {second}"


def _corrected_word(assessment: Assessment, rows: Sequence[Requirement], corrections: Corrections) -> str:
    settled = settled_of(assessment, rows) if corrections.rows else None
    word = rule_corrected(settled, corrections) if settled else None
    return Verdict(word).label.lower() if word else ""


def _row(one: Requirement, corrected: RowCorrection) -> InboxRow:
    level, kind = corrected.level or one.level, corrected.kind or one.kind
    return InboxRow(
        shown=shown_row(one),
        levels=tuple(InboxChoice(word.value, word.label, word == level) for word in Level),
        kinds=tuple(InboxChoice(word.value, word.label, word == kind) for word in _KINDS),
        cited=tuple(
            CitedSkill(cited["key"], cited["name"], cited["rating"], cited["key"] in corrected.wrong_rows)
            for cited in one.evidence
        ),
        is_no_ask=corrected.is_no_ask,
        is_corrected=corrected != RowCorrection(),
    )


def _lines(pieces: Sequence[PostingPiece], missed: Sequence[tuple[int, int]]) -> Iterator[PostingLine]:
    """Cut the marked posting at its line ends; places are characters of the posting."""
    line: list[PostingPiece] = []
    start = at = 0
    for piece in [*pieces, PostingPiece("\n", "")]:
        for number, part in enumerate(piece.text.split("\n")):
            if number:
                yield _line(start, line, missed)
                line, start = [], at + 1
                at += 1
            if part:
                line.append(PostingPiece(part, piece.mark))
                at += len(part)


def _line(start: int, pieces: Sequence[PostingPiece], missed: Sequence[tuple[int, int]]) -> PostingLine:
    end = start + sum(len(piece.text) for piece in pieces)
    is_blank = not any(piece.text.strip() for piece in pieces)
    is_read = any(piece.mark == "read" for piece in pieces)
    return PostingLine(start, end, tuple(pieces), not is_blank and not is_read, (start, end) in missed)


def _outcomes(stored: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Return each outcome on offer with its day, "" where it did not come."""
    days = {one.get("outcome"): str(one.get("on", "")) for one in stored}
    for word in Review.Outcome:
        yield word.value, word.label, days.get(word.value, "")
