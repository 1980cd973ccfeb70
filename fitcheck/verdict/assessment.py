"""One answer of the model against one posting and one matrix: everything that is decided, in one pure step."""

from dataclasses import dataclass

from fitcheck.contract.schema import AssessmentOut
from fitcheck.endings import ending_of
from fitcheck.verdict.axes import Axis
from fitcheck.verdict.decision import Decision, decide, measure
from fitcheck.verdict.misfits import misfit_sentences
from fitcheck.verdict.quotes import quote_find
from fitcheck.verdict.requirement import Gate, Ground, Judged, axes_of, gates_of, requirements_judge

QUESTION_LIMIT = 8


class UnableToAssess(Exception):
    """A check cannot begin, or ended without a verdict. `code` for programs, `message` for the visitor."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Assessed:
    """Everything decided of one posting. `dropped_*` count what the model said that is not there."""

    answer: AssessmentOut
    requirements: tuple[Judged, ...]
    gates: tuple[Gate, ...]
    axes: tuple[Axis, ...]
    decision: Decision
    misfits: tuple[str, ...]
    questions: tuple[str, ...]
    callouts: tuple[str, ...]
    dropped_quotes: int
    dropped_skills: int


def assess(answer: AssessmentOut, ground: Ground) -> Assessed:
    """Verify, judge, weigh and decide. Raises UnableToAssess when there is no job, or nothing to weigh."""
    if not answer.is_job_posting:
        raise UnableToAssess("not_a_job", ending_of("not_a_job"))
    requirements = requirements_judge(answer.requirements, ground)
    gates = gates_of(requirements, ground)
    failed = sum(gate.status == "failed" for gate in gates)
    if not failed and not any(row.weight for row in requirements):
        raise UnableToAssess("no_requirements", ending_of("no_requirements"))
    axes = axes_of(answer, ground)
    measures = measure(
        [row.weighed() for row in requirements], failed_gates=failed, axes=[axis.alignment for axis in axes]
    )
    return Assessed(
        answer=answer,
        requirements=tuple(requirements),
        gates=tuple(gates),
        axes=tuple(axes),
        decision=decide(measures, stance=answer.stance, thresholds=ground.thresholds),
        misfits=tuple(misfit_sentences(judged=requirements, gates=gates, axes=axes)),
        questions=tuple(_questions(answer, gates)),
        callouts=tuple(_trimmed(answer.callouts, 5)),
        dropped_quotes=sum(not row.is_verified for row in requirements) + _lost_axis_quotes(answer, ground),
        dropped_skills=sum(row.dropped_skills for row in requirements),
    )


def _questions(answer: AssessmentOut, gates: list[Gate]) -> list[str]:
    """Open gates first: a condition nobody can decide from the profile is the first thing to ask."""
    open_gates = [
        f"A condition the profile does not settle: {gate.statement.rstrip('.')}. Is it met?"
        for gate in gates
        if gate.status == "unknown"
    ]
    return _trimmed(open_gates + answer.questions, QUESTION_LIMIT)


def _trimmed(sentences: list[str], limit: int) -> list[str]:
    unique = dict.fromkeys(sentence.strip()[:500] for sentence in sentences)
    return [sentence for sentence in unique if sentence][:limit]


def _lost_axis_quotes(answer: AssessmentOut, ground: Ground) -> int:
    return sum(bool(axis.quote.strip()) and quote_find(axis.quote, ground.job) is None for axis in answer.axes)
