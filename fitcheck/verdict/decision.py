"""The verdict: from weighed rows, conditions and axes to one word. The model reads and reasons; this decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from fitcheck.verdict.axes import Axis
from fitcheck.verdict.thresholds import Thresholds
from fitcheck.verdict.weight import Weighed, coverage_of, musts_of, shown_of, unknown_share

VerdictWord = Literal["strong", "moderate", "not_a_fit"]
AgreementWord = Literal["agreed", "model_higher", "model_lower", ""]
VERDICT_ORDER: dict[VerdictWord, int] = {"not_a_fit": 0, "moderate": 1, "strong": 2}


@dataclass(frozen=True, slots=True)
class Measures:
    """What the verdict rests on. Shares from 0 to 1; `must_coverage` None when nothing is known of any must.

    Coverage counts what is known; `shown` counts the unknown as not carried. `is_foreign`: the posting is in another
    language than the matrix, whose words are then not found in it: what is unknown for that proves nothing.
    """

    coverage: float
    must_coverage: float | None
    shown: float
    unknown_musts: float
    unknown: float
    failed: int = 0
    open: int = 0
    misaligned: int = 0
    is_other_trade: bool = False
    is_near_trade: bool = False
    decisive_gaps: int = 0
    is_thin: bool = False
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """`rule` is what the rules say, `verdict` what is published: the lower of rule and model, None if incomplete."""

    rule: VerdictWord
    stance: VerdictWord
    verdict: VerdictWord | None
    agreement: AgreementWord
    is_borderline: bool
    measures: Measures


def measure(rows: Sequence[Weighed]) -> Measures:
    """Add up the rows. Without any weight the coverage is 0."""
    musts = musts_of(rows)
    return Measures(
        coverage=coverage_of(rows) or 0.0,
        must_coverage=coverage_of(musts),
        shown=shown_of(rows),
        unknown_musts=unknown_share(musts),
        unknown=unknown_share(rows),
    )


def axes_measured(measures: Measures, axes: Sequence[Axis]) -> Measures:
    """Add what the axes say. Another trade is a function misaligned; a near one is no own one either."""
    words = [axis.alignment for axis in axes]
    function = next((axis for axis in axes if axis.axis == "function"), None)
    return replace(
        measures,
        misaligned=words.count("misaligned"),
        is_other_trade=function is not None and function.alignment == "misaligned",
        is_near_trade=function is not None and function.is_near,
    )


def rule_verdict(measures: Measures, thresholds: Thresholds) -> VerdictWord:
    """Return the word the rules give, the model's own opinion left aside."""
    if _is_misfit(measures, thresholds):
        return "not_a_fit"
    return "strong" if _is_strong(measures, thresholds) else "moderate"


def decide(measures: Measures, *, stance: VerdictWord, thresholds: Thresholds, is_incomplete: bool = False) -> Decision:
    """Publish the lower of the rule and the model's stance, and say whether they agreed."""
    rule = rule_verdict(measures, thresholds)
    return Decision(
        rule=rule,
        stance=stance,
        verdict=None if is_incomplete else lower_verdict(rule, stance),
        agreement=_agreement(rule, stance),
        is_borderline=not is_incomplete and _is_borderline(measures, stance, thresholds),
        measures=measures,
    )


def lower_verdict(one: VerdictWord, other: VerdictWord) -> VerdictWord:
    """Return the lower of two words."""
    return min(one, other, key=VERDICT_ORDER.__getitem__)


def _is_misfit(measures: Measures, thresholds: Thresholds) -> bool:
    musts = measures.must_coverage
    is_silent = measures.is_foreign and measures.unknown > thresholds.unknown_share
    return (
        _is_ruled_out(measures, thresholds)
        or (measures.coverage < thresholds.misfit_coverage and not is_silent)
        or (measures.shown < thresholds.misfit_shown and not measures.is_foreign)
        or (musts is not None and musts < thresholds.misfit_must_coverage)
    )


def _is_ruled_out(measures: Measures, thresholds: Thresholds) -> bool:
    if measures.failed or measures.is_other_trade or measures.misaligned >= thresholds.misaligned_axes:
        return True
    musts = measures.must_coverage
    is_heart_missing = measures.decisive_gaps > 0 or (musts is not None and musts < thresholds.misaligned_must_coverage)
    return (measures.misaligned > 0 or measures.is_near_trade) and is_heart_missing


def _is_strong(measures: Measures, thresholds: Thresholds) -> bool:
    is_held = (
        measures.misaligned or measures.is_near_trade or measures.open or measures.decisive_gaps or measures.is_thin
    )
    musts = measures.must_coverage
    return not is_held and (
        measures.coverage >= thresholds.strong_coverage
        and (musts is None or musts >= thresholds.strong_must_coverage)
        and measures.unknown_musts <= thresholds.unknown_must_share
        and measures.unknown <= thresholds.unknown_share
    )


def _is_borderline(measures: Measures, stance: VerdictWord, thresholds: Thresholds) -> bool:
    """Say whether the word would be another with the shares five points up or down."""
    published = lower_verdict(rule_verdict(measures, thresholds), stance)
    return any(
        lower_verdict(rule_verdict(moved, thresholds), stance) != published
        for moved in _moved(measures, thresholds.borderline)
    )


def _moved(measures: Measures, step: float) -> list[Measures]:
    names = ("coverage", "must_coverage", "shown", "unknown_musts", "unknown")
    shares = {name: getattr(measures, name) for name in names}
    return [
        replace(measures, **{name: min(1.0, max(0.0, share + sign * step))})
        for (name, share), sign in product(shares.items(), (1, -1))
        if share is not None
    ]


def _agreement(rule: VerdictWord, stance: VerdictWord) -> AgreementWord:
    if rule == stance:
        return "agreed"
    return "model_higher" if VERDICT_ORDER[stance] > VERDICT_ORDER[rule] else "model_lower"
