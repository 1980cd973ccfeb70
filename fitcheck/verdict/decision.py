"""The verdict: from weighed rows, gates and axes to one word. The model reads and reasons; this decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fitcheck.contract.schema import AlignmentWord
from fitcheck.verdict.thresholds import Thresholds
from fitcheck.verdict.weight import Weighed, coverage_of, musts_of, undocumented_share

VerdictWord = Literal["strong", "moderate", "not_a_fit"]
AgreementWord = Literal["agreed", "model_higher", "model_lower"]
VERDICT_ORDER: dict[VerdictWord, int] = {"not_a_fit": 0, "moderate": 1, "strong": 2}


@dataclass(frozen=True, slots=True)
class Measures:
    """What the verdict rests on. Shares from 0 to 1; `must_coverage` None when the job names no must."""

    coverage: float
    must_coverage: float | None
    undocumented: float
    failed_gates: int
    misaligned: int


@dataclass(frozen=True, slots=True)
class Decision:
    """`rule` is what the rules say, `verdict` what is published: the lower of rule and model."""

    rule: VerdictWord
    verdict: VerdictWord
    agreement: AgreementWord
    is_borderline: bool
    measures: Measures


def measure(rows: Sequence[Weighed], *, failed_gates: int, axes: Sequence[AlignmentWord]) -> Measures:
    """Add up the rows. Without any weight the coverage is 0."""
    musts = musts_of(rows)
    return Measures(
        coverage=coverage_of(rows) or 0.0,
        must_coverage=coverage_of(musts),
        undocumented=undocumented_share(musts),
        failed_gates=failed_gates,
        misaligned=sum(word == "misaligned" for word in axes),
    )


def rule_verdict(measures: Measures, thresholds: Thresholds) -> VerdictWord:
    """Return the word the rules give, the model's own opinion left aside."""
    if _is_ruled_out(measures, thresholds) or measures.coverage < thresholds.misfit_coverage:
        return "not_a_fit"
    return "strong" if _is_strong(measures, thresholds) else "moderate"


def decide(measures: Measures, *, stance: VerdictWord, thresholds: Thresholds) -> Decision:
    """Publish the lower of the rule and the model's stance, and say whether they agreed."""
    rule = rule_verdict(measures, thresholds)
    return Decision(
        rule=rule,
        verdict=min(rule, stance, key=VERDICT_ORDER.__getitem__),
        agreement=_agreement(rule, stance),
        is_borderline=_is_borderline(measures, thresholds),
        measures=measures,
    )


def _is_ruled_out(measures: Measures, thresholds: Thresholds) -> bool:
    return measures.failed_gates > 0 or measures.misaligned >= thresholds.misaligned_axes


def _is_strong(measures: Measures, thresholds: Thresholds) -> bool:
    return (
        measures.coverage >= thresholds.strong_coverage
        and (measures.must_coverage is None or measures.must_coverage >= thresholds.strong_must_coverage)
        and measures.misaligned == 0
        and measures.undocumented <= thresholds.undocumented_must_share
    )


def _is_borderline(measures: Measures, thresholds: Thresholds) -> bool:
    # A failed gate or two misaligned axes decide alone: no coverage would have changed the word.
    if _is_ruled_out(measures, thresholds):
        return False
    distances = [
        abs(measures.coverage - thresholds.misfit_coverage),
        abs(measures.coverage - thresholds.strong_coverage),
    ]
    if measures.must_coverage is not None:
        distances.append(abs(measures.must_coverage - thresholds.strong_must_coverage))
    return min(distances) <= thresholds.borderline + 1e-9


def _agreement(rule: VerdictWord, stance: VerdictWord) -> AgreementWord:
    if rule == stance:
        return "agreed"
    return "model_higher" if VERDICT_ORDER[stance] > VERDICT_ORDER[rule] else "model_lower"
