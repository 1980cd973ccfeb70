import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcheck.verdict.level import LEVEL_ORDER, ceiling_of, effective_rating, judge
from fitcheck.verdict.thresholds import DEFAULT
from tests.fitcheck.making import TODAY, row

levels = st.sampled_from(["strong", "moderate", "gap"])
rows = st.builds(
    row,
    key=st.sampled_from("abc"),
    rating=st.integers(0, 5),
    evidence=st.sampled_from(["", "Did it."]),
    durable=st.booleans(),
    last_used=st.none() | st.dates(date(2010, 1, 1), TODAY),
)


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({}, 4),
        ({"evidence": " "}, 3),
        ({"last_used": date(2023, 10, 31)}, 3),
        ({"last_used": date(2023, 11, 1)}, 4),
        ({"last_used": date(2020, 1, 1), "durable": True}, 4),
        ({"last_used": date(2020, 1, 1), "evidence": ""}, 2),
        ({"last_used": None}, 4),
    ],
)
def test_it_lowers_a_rating_for_age_and_for_missing_evidence(changes, left):
    rating = effective_rating(row("a", 4, **changes), today=TODAY, thresholds=DEFAULT)

    assert rating == left


@pytest.mark.parametrize(("rating", "ceiling"), [(5, "strong"), (4, "strong"), (3, "moderate"), (2, "gap"), (0, "gap")])
def test_it_reads_the_ceiling_off_the_best_row(rating, ceiling):
    best = ceiling_of([row("a", 1), row("b", rating)], today=TODAY, thresholds=DEFAULT)

    assert best == (ceiling if rating > 1 else "gap")


@pytest.mark.parametrize(
    ("cited", "said", "kind"),
    [
        ([], "strong", "undocumented"),
        ([row("a", 2)], "strong", "declared"),
        ([row("a", 3, evidence="")], "moderate", "stale"),
        ([row("a", 4, last_used=date(2015, 1, 1), evidence="")], "strong", "stale"),
        ([row("a", 5)], "gap", "judged"),
    ],
)
def test_it_names_the_kind_of_gap(cited, said, kind):
    judgment = judge(said, cited, today=TODAY, thresholds=DEFAULT)

    assert (judgment.level, judgment.gap_kind) == ("gap", kind)


def test_it_flags_a_gap_the_rows_would_carry():
    judgment = judge("gap", [row("a", 3)], today=TODAY, thresholds=DEFAULT)

    assert judgment.is_invented_gap


@given(levels, st.lists(rows, max_size=4))
def test_it_never_publishes_above_the_ceiling_or_above_the_model(said, cited):
    judgment = judge(said, cited, today=TODAY, thresholds=DEFAULT)

    assert LEVEL_ORDER[judgment.level] == min(LEVEL_ORDER[said], LEVEL_ORDER[judgment.ceiling])
    assert bool(judgment.gap_kind) == (judgment.level == "gap")


@given(st.lists(rows, min_size=1, max_size=4), st.integers(0, 3), st.integers(0, 5))
def test_it_never_lowers_a_ceiling_when_a_rating_rises(cited, at, rating):

    at %= len(cited)
    raised = [*cited]
    raised[at] = dataclasses.replace(cited[at], rating=max(cited[at].rating, rating))

    before = ceiling_of(cited, today=TODAY, thresholds=DEFAULT)
    after = ceiling_of(raised, today=TODAY, thresholds=DEFAULT)

    assert LEVEL_ORDER[after] >= LEVEL_ORDER[before]
