import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcheck.verdict.assessment import UnableToAssess, assess
from fitcheck.verdict.decision import VERDICT_ORDER, Measures, decide, measure, rule_verdict
from fitcheck.verdict.thresholds import DEFAULT
from fitcheck.verdict.weight import Weighed, coverage_of, weights_of
from tests.fitcheck.making import JOB, answer, asked, axis, ground, row

STRONG = Measures(coverage=0.8, must_coverage=0.8, undocumented=0.0, failed_gates=0, misaligned=0)
shares = st.floats(0, 1)
measures = st.builds(
    Measures,
    coverage=shares,
    must_coverage=st.none() | shares,
    undocumented=shares,
    failed_gates=st.integers(0, 2),
    misaligned=st.integers(0, 3),
)
verdicts = st.sampled_from(["strong", "moderate", "not_a_fit"])


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "strong"),
        ({"coverage": 0.70, "must_coverage": 0.75, "undocumented": 0.25}, "strong"),
        ({"must_coverage": None}, "strong"),
        ({"coverage": 0.69}, "moderate"),
        ({"must_coverage": 0.74}, "moderate"),
        ({"undocumented": 0.26}, "moderate"),
        ({"misaligned": 1}, "moderate"),
        ({"coverage": 0.40}, "moderate"),
        ({"coverage": 0.39}, "not_a_fit"),
        ({"misaligned": 2}, "not_a_fit"),
        ({"failed_gates": 1}, "not_a_fit"),
    ],
)
def test_it_decides_by_the_thresholds(changes, word):
    assert rule_verdict(dataclasses.replace(STRONG, **changes), DEFAULT) == word


@pytest.mark.parametrize(
    ("changes", "is_borderline"),
    [
        ({"coverage": 0.8, "must_coverage": 0.9}, False),
        ({"coverage": 0.74, "must_coverage": 0.9}, True),
        ({"coverage": 0.36, "must_coverage": 0.2}, True),
        ({"coverage": 0.9, "must_coverage": 0.71}, True),
        ({"coverage": 0.74, "must_coverage": 0.9, "failed_gates": 1}, False),
    ],
)
def test_it_says_when_a_threshold_is_near(changes, is_borderline):
    decision = decide(dataclasses.replace(STRONG, **changes), stance="strong", thresholds=DEFAULT)

    assert decision.is_borderline is is_borderline


@given(measures, verdicts)
def test_it_publishes_the_lower_of_model_and_rules(measured, stance):
    decision = decide(measured, stance=stance, thresholds=DEFAULT)

    assert VERDICT_ORDER[decision.verdict] == min(VERDICT_ORDER[decision.rule], VERDICT_ORDER[stance])
    assert (decision.agreement == "agreed") == (decision.rule == stance)


@given(measures, shares, shares)
def test_it_never_falls_when_more_is_covered(measured, more, more_musts):
    musts = None if measured.must_coverage is None else max(measured.must_coverage, more_musts)
    better = dataclasses.replace(measured, coverage=max(measured.coverage, more), must_coverage=musts)

    before, after = (rule_verdict(one, DEFAULT) for one in (measured, better))

    assert VERDICT_ORDER[after] >= VERDICT_ORDER[before]


def test_it_weighs_by_emphasis_and_kind():
    weights = weights_of([("must", 4), ("should", 3), ("nice", 2), ("should", 1), ("gate", 4)])

    assert weights == pytest.approx([100 * part / 12.5 for part in (7.5, 3, 1, 1, 0)])


@given(st.lists(st.tuples(st.sampled_from(["must", "should", "nice"]), st.integers(-3, 9)), min_size=1))
def test_it_makes_the_weights_a_hundred(asked_for):
    assert sum(weights_of(asked_for)) == pytest.approx(100)


def test_it_counts_strong_whole_and_moderate_half():
    rows = [
        Weighed("must", 60, "strong", ""),
        Weighed("nice", 20, "moderate", ""),
        Weighed("nice", 20, "gap", "judged"),
    ]

    assert coverage_of(rows) == pytest.approx(0.7)


def test_it_measures_how_much_of_the_musts_nothing_speaks_of():
    rows = [
        Weighed("must", 30, "gap", "undocumented"),
        Weighed("must", 10, "strong", ""),
        Weighed("nice", 60, "gap", ""),
    ]

    measured = measure(rows, failed_gates=0, axes=["aligned", "misaligned"])

    assert (measured.undocumented, measured.must_coverage, measured.misaligned) == (0.75, 0.25, 1)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["must", "should", "nice"]), st.integers(1, 4)), min_size=1),
    st.data(),
)
def test_it_never_lowers_a_verdict_when_a_rating_rises(asked_for, data):
    said = [
        asked(f"r{at}", skill_keys=[f"s{at}"], kind=kind, emphasis=much) for at, (_, kind, much) in enumerate(asked_for)
    ]
    before = [row(f"s{at}", rating) for at, (rating, _, _) in enumerate(asked_for)]
    at = data.draw(st.integers(0, len(before) - 1))
    after = [*before]
    after[at] = dataclasses.replace(before[at], rating=data.draw(st.integers(before[at].rating, 5)))

    words = [assess(answer(*said), ground(*rows)).decision.verdict for rows in (before, after)]

    assert VERDICT_ORDER[words[1]] >= VERDICT_ORDER[words[0]]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_it_holds_an_answer_that_flatters_under_the_ratings(ratings):
    rows = [row(f"s{at}", rating) for at, rating in enumerate(ratings)]
    flattered = assess(answer(*(asked(skill_keys=[one.key]) for one in rows)), ground(*rows))

    allowed = sum(1.0 if rating >= 4 else 0.5 if rating == 3 else 0 for rating in ratings) / len(ratings)

    assert flattered.decision.measures.coverage == pytest.approx(allowed, abs=1e-5)


def test_it_drops_and_counts_what_is_not_there():
    said = asked(quote="ten years of telepathy", skill_keys=["discovery", "telepathy"])

    assessed = assess(answer(said), ground(row("discovery")))

    only = assessed.requirements[0]
    assert (only.quote, only.offset, [one.key for one in only.rows]) == ("", None, ["discovery"])
    assert (assessed.dropped_quotes, assessed.dropped_skills) == (1, 1)
    assert set(only.flags) == {"quote_dropped", "skill_dropped"}


def test_it_gives_the_quote_in_the_postings_own_letters():
    assessed = assess(answer(asked(quote="LED  product\ndiscovery")), ground(row("discovery")))

    only = assessed.requirements[0]
    assert only.quote == "led product discovery"
    assert JOB[only.offset :].startswith(only.quote)


def test_it_caps_at_moderate_when_the_function_lies_elsewhere():
    role = answer().role.model_copy(update={"function": "engineering"})

    assessed = assess(answer(role=role), ground(row("discovery", 5)))

    assert assessed.decision.verdict == "moderate"
    assert "function does not match" in assessed.misfits[0]


def test_it_says_not_a_fit_for_a_language_the_owner_does_not_speak():
    gate = asked("German", quote="German is required", kind="gate", gate="language", needs="german", skill_keys=[])

    assessed = assess(answer(asked(), gate), ground(row("discovery", 5)))

    assert assessed.decision.verdict == "not_a_fit"
    assert assessed.misfits[0] == "A condition is not met: German. The profile states English, Portuguese."


def test_it_asks_about_a_condition_the_profile_does_not_settle():
    gate = asked("A driving licence", kind="gate", gate="licence", needs="driving licence")

    assessed = assess(answer(asked(), gate), ground(row("discovery", 5)))

    assert assessed.decision.verdict == "strong"
    assert "A driving licence" in assessed.questions[0]


def test_it_writes_the_heaviest_gaps_first_and_leaves_out_the_nice():
    said = [
        asked("Write SQL", skill_keys=["sql"], kind="should", emphasis=4),
        asked("Own the roadmap", skill_keys=[], kind="must", emphasis=1),
        asked("Kafka", skill_keys=["kafka"], kind="nice"),
    ]

    assessed = assess(answer(*said), ground(row("sql", 1, gap_reason="Analysts did it."), row("kafka", 0)))

    assert assessed.misfits == (
        "Own the roadmap (a must): nothing in the skills matrix speaks of it.",
        "Write SQL (asked for): Sql is rated 1 of 5. Analysts did it.",
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (answer(is_job_posting=False), "not_a_job"),
        (answer().model_copy(update={"requirements": []}), "no_requirements"),
    ],
)
def test_it_refuses_what_cannot_be_weighed(said, code):
    with pytest.raises(UnableToAssess) as refused:
        assess(said, ground(row("discovery")))

    assert refused.value.code == code


def test_it_lowers_no_verdict_for_an_axis_left_out():
    assessed = assess(answer(axes=[axis("domain")]), ground(row("discovery", 5)))

    assert [one.axis for one in assessed.axes] == ["domain", "function", "level"]
    assert assessed.decision.verdict == "strong"
