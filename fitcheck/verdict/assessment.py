"""One answer of the model against one posting and one matrix: everything that is decided, in one pure step.

The promise: no single reply of a model, and no text in a posting, can publish more than the matrix and the posting
carry. The posting's own asks are the frame, weighed by code; a reply only fills it, and every step of it may lower.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fitcheck.contract.schema import AssessmentOut, RequirementOut
from fitcheck.endings import ending_of
from fitcheck.posting.outline import Posting, PostingAsk, Span
from fitcheck.verdict.axes import Axis, axes_of
from fitcheck.verdict.changes import State, VerdictChange, changes_of, state_of
from fitcheck.verdict.conditions import Gate, Reported, gates_of, is_condition, is_licence_asked, is_soft
from fitcheck.verdict.decision import (
    Measures,
    VerdictDecision,
    VerdictWord,
    axes_measured,
    decide,
    measure,
    rule_verdict,
)
from fitcheck.verdict.ground import Ground
from fitcheck.verdict.level import LEVEL_ORDER
from fitcheck.verdict.misfits import misfit_sentences
from fitcheck.verdict.quotes import quote_find
from fitcheck.verdict.reading import Reading, Remainder, reading_of, weigh
from fitcheck.verdict.requirement import REQUIREMENT_LIMIT, Judged, requirement_judge, reuse_limited
from fitcheck.verdict.terms import name_in
from fitcheck.verdict.weight import Weighed, gathered
from fitcheck.verdict.wording import Decided, Wording, reason_of, wanted_sentences, words_of

MOST_DECISIVE = 3
_STRESSED = 3
_DECISIVE = 4
_MOST_UNVERIFIED = 1 / 3
_CARRIED = ("strong", "moderate")


class UnableToAssess(Exception):
    """A check cannot begin, or ended without a verdict. `code` for programs, `message` for the visitor."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Assessed:
    """Everything decided of one posting."""

    answer: AssessmentOut
    requirements: tuple[Judged, ...]
    remainders: tuple[Remainder, ...]
    gates: tuple[Gate, ...]
    axes: tuple[Axis, ...]
    reading: Reading
    decision: VerdictDecision
    decisive: tuple[int, ...]
    would_change: tuple[VerdictChange, ...]
    misfits: tuple[str, ...]
    words: Wording
    wanted: tuple[str, ...]

    @property
    def is_incomplete(self) -> bool:
        return self.decision.verdict is None

    @property
    def is_thin(self) -> bool:
        return self.decision.measures.is_thin

    @property
    def dropped_quotes(self) -> int:
        """How many quotes are not in the posting."""
        return sum(not one.is_verified for one in self.requirements)

    @property
    def dropped_skills(self) -> int:
        """How many cited rows are not in the matrix."""
        return sum(one.dropped_skills for one in self.requirements)

    @property
    def complaint(self) -> str:
        """What one repair call is told: the lines nobody read, or that too many quotes are not in the posting."""
        if self.is_incomplete:
            lines = "\n".join(f"- {ask.quote}" for ask in self.reading.left[:20])
            return (
                "These lines of the posting ask for something and no requirement quotes them:\n"
                f"{lines}\nWeigh them too."
            )
        said = len(self.requirements)
        if said and self.dropped_quotes > _MOST_UNVERIFIED * said:
            return f"{self.dropped_quotes} of {said} quotes are not in the posting. Copy each quote letter by letter."
        return ""


def assess(answer: AssessmentOut, ground: Ground) -> Assessed:
    """Verify, judge, weigh and decide. Raises UnableToAssess when there is no job, or nothing to weigh."""
    if not answer.is_job_posting:
        raise UnableToAssess("not_a_job", ending_of("not_a_job"))
    ground = _readable(answer, ground)
    said = _sorted_out(answer.requirements, ground.posting)
    if reported := tuple(_reported_spans(said, ground.posting)):
        ground = replace(ground, reported=reported)
    judged, remainders = _judged(said, ground)
    gates = _gates(said, ground)
    if not ground.frames and not _has_failed(gates):
        raise UnableToAssess("no_requirements", ending_of("no_requirements"))
    is_own = is_licence_asked(ground.posting, ground.profile)
    axes = axes_of(answer, ground.posting, ground.profile, holds_licence=is_own)
    reading = reading_of(judged, ground.frames)
    rule = _rule_of(answer, judged, remainders, axes, ground)
    decision = decide(
        rule.measured(state_of(judged, gates)),
        stance=answer.stance,
        thresholds=ground.thresholds,
        is_incomplete=reading.share < ground.thresholds.least_reading and not _has_failed(gates),
    )
    misfits = misfit_sentences(judged=judged, gates=gates, axes=axes)
    decided = Decided(tuple(judged), tuple(gates), tuple(axes), decision, tuple(misfits), rule.decisive)
    return Assessed(
        answer=answer,
        requirements=decided.judged,
        remainders=tuple(remainders),
        gates=decided.gates,
        axes=decided.axes,
        reading=reading,
        decision=decision,
        decisive=decided.decisive,
        would_change=tuple(_changes(rule, decided, ground)),
        misfits=decided.misfits,
        words=words_of(answer, decided, ground),
        wanted=tuple(wanted_sentences(judged, ground)),
    )


def _has_failed(gates: Sequence[Gate]) -> bool:
    return any(gate.status == "failed" for gate in gates)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What the measures need beside the rows and conditions."""

    left: tuple[Weighed, ...]
    axes: Sequence[Axis]
    decisive: tuple[int, ...]
    is_thin: bool
    is_same_language: bool

    def measured(self, state: State) -> Measures:
        rows = gathered([*state.rows.values(), *self.left])
        return replace(
            axes_measured(measure(rows), self.axes),
            failed=sum(gate.status == "failed" for gate in state.gates),
            open=sum(gate.holds_back for gate in state.gates),
            decisive_gaps=sum(state.rows[idx].level == "gap" for idx in self.decisive),
            is_thin=self.is_thin,
            is_foreign=not self.is_same_language,
        )


def _rule_of(
    answer: AssessmentOut,
    judged: Sequence[Judged],
    remainders: Sequence[Remainder],
    axes: Sequence[Axis],
    ground: Ground,
) -> _Rule:
    posting = ground.posting
    is_short = len(ground.frames) < ground.thresholds.least_asks or "thin" in posting.notices
    return _Rule(
        left=tuple(gathered(one.weighed() for one in remainders)),
        axes=axes,
        decisive=_decisive(answer, judged, ground),
        is_thin=is_short or not posting.is_read,
        is_same_language=ground.is_same_language,
    )


def _readable(answer: AssessmentOut, ground: Ground) -> Ground:
    """Where the posting's language is not read by code, the verified quotes are its asks; the verdict is then held."""
    if ground.posting.is_read:
        return ground
    places = {
        place.offset: place for one in answer.requirements if (place := quote_find(one.quote, ground.posting.text))
    }
    asks = tuple(
        PostingAsk(
            idx=idx, span=Span(place.offset, place.end), quote=place.text, text=place.text,
            section=ground.posting.lines[0].section if ground.posting.lines else "duties",  # type: ignore[arg-type]
            kind="should", stress=2, depth="working",
        )
        for idx, (_, place) in enumerate(sorted(places.items()))
    )  # fmt: skip
    return replace(ground, posting=replace(ground.posting, asks=asks))


def _sorted_out(said: Sequence[RequirementOut], posting: Posting) -> list[RequirementOut]:
    """Tell conditions from skills by the words of their quotes: a Kafka called a licence is a must like any other."""
    return [_plain(one, posting) if one.kind == "gate" else one for one in said[:REQUIREMENT_LIMIT]]


def _reported_spans(said: Sequence[RequirementOut], posting: Posting) -> Iterator[Span]:
    for one in said:
        place = quote_find(one.quote, posting.text) if one.kind == "gate" else None
        if place is not None:
            yield Span(place.offset, place.end)


def _plain(one: RequirementOut, posting: Posting) -> RequirementOut:
    place = quote_find(one.quote, posting.text)
    if one.gate != "none" and (place is None or is_condition(one.gate, place.text)):
        return one
    kind = "should" if place is not None and is_soft(place.text) else "must"
    return one.model_copy(update={"kind": kind, "gate": "none"})


def _judged(said: Sequence[RequirementOut], ground: Ground) -> tuple[list[Judged], list[Remainder]]:
    rows = [requirement_judge(idx, one, ground) for idx, one in enumerate(said) if one.kind != "gate"]
    weighed, remainders = weigh(reuse_limited(_once(rows), ground.thresholds), ground)
    return [replace(one, reason=reason_of(one, ground)) for one in weighed], remainders


def _once(rows: Sequence[Judged]) -> list[Judged]:
    """Keep one of those that say the same of the same quote, the lowest: said forty times it is still one row."""
    found: dict[object, Judged] = {}
    for one in rows:
        key = (one.offset, one.quote, one.statement.casefold()) if one.is_verified else one.idx
        if key not in found or LEVEL_ORDER[one.level] < LEVEL_ORDER[found[key].level]:
            found[key] = one
    return sorted(found.values(), key=lambda one: one.idx)


def _gates(said: Sequence[RequirementOut], ground: Ground) -> list[Gate]:
    reported = []
    for one in said:
        if one.kind == "gate":
            place = quote_find(one.quote, ground.posting.text)
            reported.append(
                Reported(one.statement, one.gate, place.text if place else "", place.offset if place else None)
            )
    return gates_of(ground.posting, reported, ground.profile)


def _decisive(answer: AssessmentOut, judged: Sequence[Judged], ground: Ground) -> tuple[int, ...]:
    """Return the asks the job stands or falls by: stressed most by the posting, or named by the model and stressed.

    The lowest level first, so that none of three strong ones hides a gap.
    """
    stress = {frame.ask.idx: frame.ask.stress for frame in ground.frames}
    found = [
        one
        for one in judged
        if one.covered
        and (least := _DECISIVE - (one.idx in answer.decisive) * (_DECISIVE - _STRESSED))
        and max(stress.get(idx, 0) for idx in one.covered) >= least
        and one.kind != "nice"
    ]
    order = {"gap": 0, "unknown": 1, "moderate": 2, "strong": 3}
    found.sort(key=lambda one: (order[one.level], -one.weight, one.idx))
    return tuple(one.idx for one in found[:MOST_DECISIVE])


def _changes(rule: _Rule, decided: Decided, ground: Ground) -> list[VerdictChange]:
    """Return what would move the word; nothing where there is none, or where the model's own holds it down."""

    def word(changed: State) -> VerdictWord:
        return rule_verdict(rule.measured(changed), ground.thresholds)

    decision = decided.decision
    if decision.verdict is None or decision.rule != decision.verdict:
        return []
    state = state_of(decided.judged, decided.gates)
    return changes_of(state, decided.judged, word, decision.verdict, rule.decisive)


def proof_pairs(judged: Sequence[Judged], ground: Ground) -> Mapping[int, tuple[str, str]]:
    """Return quote and evidence of what is to be read a second time, by its index.

    That is what is carried; and, between two languages, what no word could link to the evidence it is claimed for.
    """
    pairs: dict[int, tuple[str, str]] = {}
    for one in judged:
        rows = [row for row in one.rows if row.key in one.kin and row.evidence.strip()]
        if not rows and not ground.is_same_language and one.because and one.model_level in _CARRIED:
            rows = [row for row in one.rows if quote_find(one.because, row.evidence)]
        is_claimed = one.level in _CARRIED or not one.kin
        if one.is_verified and is_claimed and rows:
            pairs[one.idx] = (one.quote, "\n".join(f"{name_in(row, one.quote)}: {row.evidence}" for row in rows))
    return pairs
