"""A stored decision, weighed again by a reader."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitcheck.verdict.assessment import Assessed, assess
from fitcheck.verdict.reweigh import (
    TEXT_LIMIT,
    Reweighing,
    Settled,
    StoredLine,
    reweigh,
    reweighing_read,
    reweighing_text,
)
from fitcheck.verdict.thresholds import DEFAULT
from tests.fitcheck.making import JOB, answer, asked, axis, ground, matrix, whole

GERMAN = JOB.replace("Nice to have", "- German is required.\n\nNice to have")


def settled(assessed: Assessed) -> Settled:
    """Return what a record keeps of a decision."""
    measures = assessed.decision.measures
    return Settled(
        lines={
            one.idx: StoredLine(one.kind, one.emphasis, round(one.weight, 4), one.level)
            for one in assessed.requirements
        },
        left=tuple(one.weighed() for one in assessed.remainders),
        gates=assessed.gates,
        axes=assessed.axes,
        decisive=assessed.decisive,
        stance=assessed.answer.stance,
        thresholds=DEFAULT,
        is_thin=measures.is_thin,
        is_foreign=measures.is_foreign,
    )


def again(record: Settled, text: str) -> str | None:
    """Return the word after the changes of an address."""
    decision = reweigh(record, reweighing_read(text, record)[0]).decision
    return decision.verdict if decision else None


@given(
    ratings=st.fixed_dictionaries(dict.fromkeys(("discovery", "roadmap", "sql", "stakeholders"), st.integers(0, 5))),
    stance=st.sampled_from(["strong", "moderate", "not_a_fit"]),
    domain=st.sampled_from(["aligned", "partial", "misaligned"]),
    job=st.sampled_from([JOB, GERMAN]),
    said=st.lists(st.sampled_from(whole()), min_size=1, max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_it_decides_as_before_where_nothing_is_changed(ratings, stance, domain, job, said):
    axes = [axis("domain", domain), axis("function"), axis("level")]
    assessed = assess(answer(*said, stance=stance, axes=axes), ground(*matrix(**ratings), job=job))

    decision = reweigh(settled(assessed), Reweighing({})).decision

    assert decision
    for name in ("coverage", "must_coverage", "shown", "unknown", "unknown_musts"):
        assert getattr(decision.measures, name) == pytest.approx(getattr(assessed.decision.measures, name), abs=1e-4)
    rest = {"coverage": 0, "must_coverage": 0, "shown": 0, "unknown": 0, "unknown_musts": 0}
    assert dataclasses.replace(decision.measures, **rest) == dataclasses.replace(assessed.decision.measures, **rest)


def test_it_raises_the_word_where_gaps_are_left_out_and_lowers_it_where_they_are_stressed():
    record = settled(assess(answer(), ground(*matrix(sql=0, stakeholders=0))))

    assert again(record, "") == "moderate"
    assert again(record, "2x.3x") == "strong"
    assert again(record, "2m4.0n1.1n1") == "not_a_fit"


def test_it_leaves_out_a_condition_that_is_not_met():
    record = settled(assess(answer(), ground(*matrix(), job=GERMAN)))

    assert [gate.status for gate in record.gates] == ["failed"]
    assert (again(record, ""), again(record, "c0x")) == ("not_a_fit", "strong")


def test_it_never_goes_above_what_the_model_itself_thought():
    record = settled(assess(answer(stance="moderate"), ground(*matrix(sql=0))))

    decision = reweigh(record, reweighing_read("2x", record)[0]).decision

    assert decision
    assert (decision.rule, decision.verdict) == ("strong", "moderate")


def test_it_stands_or_falls_by_what_a_reader_makes_decisive():
    record = settled(assess(answer(), ground(*matrix(stakeholders=0))))
    heart = reweigh(record, reweighing_read("3m4", record)[0]).decision

    assert heart
    assert heart.measures.decisive_gaps == 1


def test_it_has_no_word_where_everything_is_left_out():
    record = settled(assess(answer(), ground(*matrix())))

    assert again(record, "0x.1x.2x.3x") is None


def test_it_gives_no_weight_to_what_stands_in_no_quote():
    record = settled(assess(answer(*whole(), asked(quote="ten years of telepathy")), ground(*matrix())))

    assert reweigh(record, reweighing_read("4m4", record)[0]).lines[4].weight == 0


HOSTILE = [
    "0m9",
    "99x",
    "c7x",
    "c0m1",
    "-1x",
    "0x.'",
    "<script>",
    "٣x",
    "0",
    "." * 50,
    "0x." * TEXT_LIMIT,
    "0m",
    "\x00",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_it_reads_what_it_can_and_says_that_there_was_more(text):
    record = settled(assess(answer(), ground(*matrix(), job=GERMAN)))

    changes, is_whole = reweighing_read(text, record)

    assert not is_whole
    assert reweighing_text(changes) in {"", "0x"}


@given(st.text(max_size=80))
def test_it_survives_any_address(text):
    record = settled(assess(answer(), ground(*matrix())))
    changes, _ = reweighing_read(text, record)

    assert reweighing_read(reweighing_text(changes), record) == (changes, bool(changes) or not reweighing_text(changes))


def test_it_writes_the_same_changes_in_one_way_and_drops_what_changes_nothing():
    record = settled(assess(answer(), ground(*matrix(), job=GERMAN)))
    same = f"{record.lines[0].kind[0]}{record.lines[0].emphasis}"

    changes, is_whole = reweighing_read(f"c0x.2x.1n1.0{same}", record)

    assert is_whole
    assert reweighing_text(changes) == "1n1.2x.c0x"


@given(
    moved=st.dictionaries(st.integers(0, 3), st.tuples(st.sampled_from(["must", "should", "nice"]), st.integers(1, 4)))
)
@settings(max_examples=60, deadline=None)
def test_no_line_outgrows_its_cap(moved):
    record = settled(assess(answer(), ground(*matrix(sql=1))))
    heaviest = max(
        20.0, 2 * 100 / (len(record.lines) + len(record.left)), *(one.weight for one in record.lines.values())
    )

    lines = reweigh(record, Reweighing(moved)).lines

    assert all(line.weight <= heaviest + 0.01 for line in lines.values())
