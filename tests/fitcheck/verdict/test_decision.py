"""From weighed rows, conditions and axes to one word."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcheck.posting.outline import Ask, Section, Span
from fitcheck.verdict.decision import VERDICT_ORDER, Measures, decide, measure, rule_verdict
from fitcheck.verdict.thresholds import DEFAULT
from fitcheck.verdict.weight import Weighed, capped, coverage_of, weights_of

STRONG = Measures(coverage=0.8, must_coverage=0.9, shown=0.8, unknown_musts=0.0, unknown=0.0)
shares = st.floats(0, 1)
measures = st.builds(
    Measures,
    coverage=shares,
    must_coverage=st.none() | shares,
    shown=shares,
    unknown_musts=shares,
    unknown=shares,
    failed=st.integers(0, 2),
    open=st.integers(0, 2),
    misaligned=st.integers(0, 3),
    decisive_gaps=st.integers(0, 2),
)
verdicts = st.sampled_from(["strong", "moderate", "not_a_fit"])


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "strong"),
        ({"coverage": 0.70, "must_coverage": 0.75, "unknown_musts": 0.25, "unknown": 0.40}, "strong"),
        ({"must_coverage": None}, "strong"),
        ({"coverage": 0.69}, "moderate"),
        ({"must_coverage": 0.74}, "moderate"),
        ({"unknown_musts": 0.26}, "moderate"),
        ({"unknown": 0.41}, "moderate"),
        ({"misaligned": 1}, "moderate"),
        ({"open": 1}, "moderate"),
        ({"decisive_gaps": 1}, "moderate"),
        ({"is_thin": True}, "moderate"),
        ({"coverage": 0.40}, "moderate"),
        ({"coverage": 0.39}, "not_a_fit"),
        ({"must_coverage": 0.39}, "not_a_fit"),
        ({"shown": 0.24}, "not_a_fit"),
        ({"misaligned": 2}, "not_a_fit"),
        ({"misaligned": 1, "decisive_gaps": 1}, "not_a_fit"),
        ({"misaligned": 1, "must_coverage": 0.49}, "not_a_fit"),
        ({"is_near_trade": True, "must_coverage": 0.49}, "not_a_fit"),
        ({"is_near_trade": True}, "moderate"),
        ({"is_other_trade": True}, "not_a_fit"),
        ({"failed": 1}, "not_a_fit"),
    ],
)
def test_it_decides_by_the_thresholds(changes, word):
    assert rule_verdict(dataclasses.replace(STRONG, **changes), DEFAULT) == word


@pytest.mark.parametrize(
    ("changes", "stance", "is_borderline"),
    [
        ({}, "strong", False),
        ({"coverage": 0.74}, "strong", True),
        ({"unknown_musts": 0.26}, "strong", True),
        ({"coverage": 0.74}, "not_a_fit", False),
        ({"coverage": 0.20, "must_coverage": 0.76}, "strong", False),
        ({"coverage": 0.71, "misaligned": 1}, "strong", False),
        ({"coverage": 0.74, "failed": 1}, "strong", False),
        ({"coverage": 0.42}, "moderate", True),
    ],
)
def test_it_is_borderline_only_where_five_points_change_the_word(changes, stance, is_borderline):
    decision = decide(dataclasses.replace(STRONG, **changes), stance=stance, thresholds=DEFAULT)

    assert decision.is_borderline is is_borderline


@given(measures, verdicts)
def test_it_publishes_the_lower_of_model_and_rules(measured, stance):
    decision = decide(measured, stance=stance, thresholds=DEFAULT)

    assert VERDICT_ORDER[decision.verdict] == min(VERDICT_ORDER[decision.rule], VERDICT_ORDER[stance])
    assert (decision.agreement == "agreed") == (decision.rule == stance)


@given(measures, verdicts)
def test_it_publishes_nothing_of_what_was_hardly_read(measured, stance):
    decision = decide(measured, stance=stance, thresholds=DEFAULT, is_incomplete=True)

    assert (decision.verdict, decision.is_borderline) == (None, False)


@given(measures, shares, shares)
def test_it_never_falls_when_more_is_covered(measured, more, more_musts):
    musts = None if measured.must_coverage is None else max(measured.must_coverage, more_musts)
    better = dataclasses.replace(measured, coverage=max(measured.coverage, more), must_coverage=musts)

    before, after = (rule_verdict(one, DEFAULT) for one in (measured, better))

    assert VERDICT_ORDER[after] >= VERDICT_ORDER[before]


def ask(kind: str, stress: int) -> Ask:
    return Ask(0, Span(0, 1), "x", "x", Section.DUTIES, kind, stress, "working")  # type: ignore[arg-type]


def test_it_weighs_by_emphasis_and_kind():
    weights = weights_of([ask("must", 4), ask("should", 3), ask("nice", 2), ask("should", 1)], heaviest=1.0)

    assert weights == pytest.approx([100 * part / 12.5 for part in (7.5, 3, 1, 1)])


@given(st.lists(st.floats(0.5, 100), min_size=1, max_size=40))
def test_it_lets_no_ask_outweigh_the_rest(raw):
    weights = capped(raw, heaviest=0.20)

    assert sum(weights) == pytest.approx(100)
    assert max(weights) <= 100 * max(0.20, 2 / len(raw)) + 1e-6


def test_it_counts_strong_whole_moderate_half_and_the_unknown_not_at_all():
    rows = [
        Weighed("must", 40, "strong"),
        Weighed("nice", 20, "moderate"),
        Weighed("nice", 20, "gap"),
        Weighed("must", 20, "unknown"),
    ]

    measured = measure(rows)

    assert coverage_of(rows) == pytest.approx(50 / 80)
    assert (measured.must_coverage, measured.unknown_musts, measured.unknown, measured.shown) == (
        1.0,
        pytest.approx(1 / 3, abs=1e-5),
        0.2,
        0.5,
    )


def test_it_does_not_take_musts_of_which_nothing_is_known_for_misfits():
    assert measure([Weighed("must", 50, "unknown"), Weighed("nice", 50, "strong")]).must_coverage is None
