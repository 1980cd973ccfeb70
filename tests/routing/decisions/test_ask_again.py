"""When a decision is asked again: what it was made on, and what has changed since."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.decisions.ask_again import (
    ConditionKind,
    Ending,
    Facts,
    Marks,
    conditions_make,
    conditions_now,
    ending_of,
    prefix_limit,
)
from routing.decisions.figures import SMALL_CORPUS

FACTS = Facts(
    prefix=6_000,
    most_prefix=199_300,
    ending=Ending.NONE,
    ends_on=None,
    successor="",
    prices=[["0", "1", "5", "1.25", "2", "0.1"]],
    recommended="small",
)
QUIET = Marks()


def _true(kept, facts, marks=QUIET):
    return {condition.kind for condition in conditions_now(kept, facts, marks) if condition.is_true}


@given(st.one_of(st.none(), st.integers(0, 2_000_000)), st.sampled_from(list(Ending)), st.booleans())
def test_it_does_not_ask_again_about_what_the_owner_knew(prefix, ending, has_successor):
    facts = replace(FACTS, prefix=prefix, ending=ending, successor="next" if has_successor else "")
    unknowing, knowing = conditions_make(facts, is_owner=False), conditions_make(facts, is_owner=True)

    assert _true(knowing, facts) - {ConditionKind.PREFIX} == (
        {ConditionKind.MODEL} if ending is Ending.RETIRED else set()
    )
    assert _true(unknowing, facts) - {ConditionKind.PREFIX} == ({ConditionKind.MODEL} if ending else set())
    if prefix is None or prefix < SMALL_CORPUS:
        assert ConditionKind.PREFIX not in _true(knowing, facts)


def test_it_asks_again_when_something_has_changed():
    kept = conditions_make(FACTS, is_owner=True)

    assert _true(kept, replace(FACTS, prefix=9_001)) == {ConditionKind.PREFIX}
    assert _true(kept, replace(FACTS, ending=Ending.DEPRECATED)) == {ConditionKind.MODEL}
    assert _true(kept, replace(FACTS, successor="claude-next")) == {ConditionKind.SUCCESSOR}
    assert _true(kept, replace(FACTS, prices=[])) == {ConditionKind.PRICE}
    assert _true(kept, replace(FACTS, recommended="large")) == {ConditionKind.FIGURES}
    assert _true(kept, FACTS, Marks("escalate", "5 of 40.", is_new=True)) == {ConditionKind.MARKS}
    assert _true(kept, FACTS, Marks("escalate", "5 of 40.", is_new=False)) == set()


def test_it_says_which_price_has_changed():
    kept = conditions_make(FACTS, is_owner=True)
    dearer = replace(FACTS, prices=[["0", "2", "5", "2.5", "4", "0.1"]])

    found = next(each.found for each in conditions_now(kept, dearer, Marks()) if each.is_true)

    assert found == "input 1 → 2, 5-minute writes 1.25 → 2.5, 1-hour writes 2 → 4"


def test_it_reads_conditions_of_another_make_as_none():
    assert conditions_now(["A price changes.", {"kind": "weather"}, 7], FACTS, Marks()) == []


def test_it_looks_ahead_to_the_nearest_line():
    assert prefix_limit(6_000, 199_300, []) == 9_000
    assert prefix_limit(90_000, 900_000, [100_000]) == 100_000
    assert prefix_limit(None, 50_000, []) == 50_000


@pytest.mark.parametrize(
    ("lifecycle", "ends_on", "ending"),
    [
        ("active", None, Ending.NONE),
        ("legacy", date(2027, 2, 22), Ending.NONE),
        ("legacy", date(2027, 2, 21), Ending.RETIRING),
        ("deprecated", None, Ending.DEPRECATED),
        ("retired", date(2020, 1, 1), Ending.RETIRED),
    ],
)
def test_it_sees_an_end_ninety_days_ahead(lifecycle, ends_on, ending):
    assert ending_of(lifecycle, ends_on, date(2026, 11, 23)) is ending
