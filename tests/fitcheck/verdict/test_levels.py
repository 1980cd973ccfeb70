"""Levels against what is asked: depth, years, evidence, age."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitcheck.verdict.assessment import assess
from fitcheck.verdict.level import LEVEL_ORDER, AskedLevel, carried, effective_rating, is_stale, years_level
from fitcheck.verdict.thresholds import DEFAULT
from tests.fitcheck.making import TODAY, answer, asked, ground, matrix, row

DEPTHS = ("aware", "working", "solid", "expert")
rows = st.builds(
    row,
    key=st.sampled_from("abc"),
    rating=st.integers(0, 5),
    years=st.integers(0, 12),
    evidence=st.sampled_from(["", "Did it."]),
    durable=st.booleans(),
    last_used=st.none() | st.dates(date(2010, 1, 1), TODAY),
)


def level_of(job: str, *skills, said: str = "strong", **facts) -> str:
    """Return the level of one ask, quoted whole, among three others that make a posting."""
    text = f"Requirements\n- {job}\n- Must own a budget.\n- Must know Latin.\n"
    one = asked(job, quote=job, skill_keys=[skill.key for skill in skills], level=said)
    return assess(answer(one), ground(*skills, job=text, **facts)).requirements[0].level


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
    assert effective_rating(row("a", 4, **changes), today=TODAY, thresholds=DEFAULT) == left


@pytest.mark.parametrize(
    ("depth", "levels"),
    [
        ("aware", ["gap", "moderate", "strong", "strong", "strong", "strong"]),
        ("working", ["gap", "gap", "moderate", "strong", "strong", "strong"]),
        ("solid", ["gap", "gap", "gap", "moderate", "strong", "strong"]),
        ("expert", ["gap", "gap", "gap", "gap", "moderate", "strong"]),
    ],
)
def test_it_holds_a_rating_against_the_depth_asked(depth, levels):
    found = [carried(row("a", rating), AskedLevel(depth, None), today=TODAY, thresholds=DEFAULT) for rating in range(6)]

    assert found == levels


def test_it_lets_the_years_asked_make_up_for_one_point_of_an_expert():
    asked_for = AskedLevel("expert", 5)

    found = [carried(row("a", 4, years=years), asked_for, today=TODAY, thresholds=DEFAULT) for years in (4, 5)]

    assert found == ["moderate", "strong"]


@pytest.mark.parametrize(
    ("wanted", "have", "level"),
    [
        (None, None, "strong"),
        (5, 5, "strong"),
        (5, 3, "moderate"),
        (5, 2, "gap"),
        (5, None, "moderate"),
        (18, 9, "moderate"),
    ],
)
def test_it_compares_years(wanted, have, level):
    assert years_level(wanted, have) == level


@pytest.mark.parametrize(
    ("job", "started", "level"),
    [
        ("5+ years of experience.", date(2015, 6, 1), "strong"),
        ("5+ years of experience.", date(2023, 6, 1), "moderate"),
        ("18+ years of relevant experience.", date(2020, 6, 1), "gap"),
        ("5 years of experience in intensive care nursing.", date(2015, 6, 1), "unknown"),
        ("5+ years of experience with Kafka.", date(2015, 6, 1), "unknown"),
    ],
)
def test_it_counts_general_experience_by_the_career(job, started, level):
    assert level_of(job, career_started=started) == level


@pytest.mark.parametrize(
    ("job", "skills", "level"),
    [
        ("Experience with Kafka.", [row("kafka", 0), row("sql", 5)], "gap"),
        ("A roadmap for Kafka.", [row("kafka", 0), row("roadmap", 5)], "moderate"),
        ("Experience with Kafka, Redis or SQL.", [row("kafka", 0), row("sql", 5)], "strong"),
        ("Experience with IT.", [row("it", 5, name="IT")], "strong"),
        ("Make it work with clients.", [row("it", 5, name="IT")], "unknown"),
        ("Active CISSP.", [row("onboarding", 5, aliases=("activation",))], "unknown"),
        ("We are looking for people.", [row("dashboards", 5, aliases=("Looker",))], "unknown"),
        ("Line management of nurses.", [row("people", 3, name="People management")], "unknown"),
        ("Two years in product discovery.", [row("discovery", 5, years=1, name="Product discovery")], "moderate"),
        ("Experience with data pipelines.", [row("pipes", 5, name="Data pipeline")], "strong"),
    ],
)
def test_it_lets_carry_only_what_speaks_of_it(job, skills, level):
    assert level_of(job, *skills) == level


def test_it_takes_words_of_the_evidence_that_speak_of_the_ask():
    skill = row("care", 5, name="Field work", evidence="Rode with drivers on two delivery routes in Ohio.")
    job = "Requirements\n- Ride delivery routes with drivers.\n- Must own a budget.\n- Must know Latin.\n"
    said = {"quote": "Ride delivery routes with drivers", "skill_keys": ["care"]}

    found = [
        assess(answer(asked("Routes", because=because, **said)), ground(skill, job=job)).requirements[0].level
        for because in ("Rode with drivers on two delivery routes", "two delivery", "Rode with drivers in Texas", "")
    ]

    assert found == ["strong", "moderate", "unknown", "unknown"]


def test_it_says_what_it_lowered_and_why():
    assessed = assess(answer(), ground(*matrix(sql=1)))

    lowered = next(one for one in assessed.requirements if one.statement == "SQL")
    assert (lowered.level, lowered.lowered_from) == ("gap", "strong")
    assert lowered.lowered_why == "Sql is rated 1 of 5, and working experience is asked for."


def test_it_calls_no_gap_what_nothing_speaks_of():
    assessed = assess(answer(asked(skill_keys=[], level="gap")), ground(*matrix()[1:]))

    assert (assessed.requirements[0].level, assessed.requirements[0].gap_kind) == ("unknown", "undocumented")
    assert assessed.misfits == ()


def test_it_keeps_a_gap_the_model_sees_and_calls_it_by_no_other_name():
    assessed = assess(answer(asked(level="gap", reason="Only with colleagues.")), ground(*matrix(discovery=5)))

    one = assessed.requirements[0]
    assert (one.level, one.gap_kind, one.flags) == ("gap", "judged", ())
    assert assessed.misfits == ("Product discovery (a must): Only with colleagues.",)


@given(rows, st.sampled_from(DEPTHS), st.integers(0, 5), st.integers(0, 9))
def test_it_never_lowers_what_a_better_rating_carries(one, depth, rating, years):
    better = dataclasses.replace(one, rating=max(one.rating, rating))
    asked_for = AskedLevel(depth, years or None)

    before, after = (carried(each, asked_for, today=TODAY, thresholds=DEFAULT) for each in (one, better))

    assert LEVEL_ORDER[after] >= LEVEL_ORDER[before]


@given(rows)
def test_it_counts_as_faded_only_what_was_last_used_long_ago(one):
    if is_stale(one, today=TODAY, thresholds=DEFAULT):
        assert one.last_used < date(TODAY.year - 3, TODAY.month, TODAY.day)


@pytest.mark.parametrize(
    ("job", "level"),
    [
        ("Mindestens 5 Jahre Erfahrung im Produktmanagement", "strong"),
        ("Mindestens 9 Jahre Berufserfahrung", "moderate"),
        ("Mindestens 5 Jahre Erfahrung mit Kafka", "unknown"),
        ("Mindestens 5 Jahre Erfahrung in der Intensivpflege", "unknown"),
    ],
)
def test_it_counts_years_of_the_own_trade_in_another_language(job, level):
    text = (
        "Produktmanager (m/w/d)\n\nDein Profil\n"
        f"- {job}\n- Du verantwortest ein Budget im Zahlungsverkehr.\n- Du sprichst mit unseren Kunden.\n"
    )
    held = ground(row("discovery", 5, evidence="Six weeks of discovery."), job=text, career_started=date(2019, 6, 1))
    one = asked(job, quote=job, skill_keys=[], level="strong")

    assert assess(answer(one), held).requirements[0].level == level
