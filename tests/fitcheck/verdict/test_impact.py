"""A change of the matrix against one line and one verdict: what falls, what rises, what something else holds."""

from dataclasses import replace

import pytest

from fitcheck.verdict.axes import Axis
from fitcheck.verdict.conditions import Gate
from fitcheck.verdict.impact import (
    Judgment,
    LineBearing,
    MatrixChange,
    MovedLine,
    axis_after,
    is_settled,
    level_after,
    verdict_moved,
    verdict_of,
)
from fitcheck.verdict.thresholds import DEFAULT
from tests.fitcheck.making import TODAY, profile, row

SQL, ROADMAP = row("sql", 4), row("roadmap", 4)


def change(*after, before=(SQL, ROADMAP), facts_after=None):
    was, now = ({one.key: one for one in rows} for rows in (before, after))
    return MatrixChange(was, now, profile(), facts_after or profile(), TODAY)


def line(level="strong", kin=("sql",), **changes):
    fields = {"model_level": level, "ceiling": level, "asked": "working", "years": None, "proof": "", "named": ()}
    return LineBearing(level=level, kin=kin, **{**fields, **changes})


def level(one, changed, **new):
    return level_after(one, changed, thresholds=DEFAULT, **new)


@pytest.mark.parametrize(("rating", "word"), [(5, "strong"), (3, "strong"), (2, "moderate"), (1, "gap"), (0, "gap")])
def test_it_lowers_a_line_with_its_row(rating, word):
    assert level(line(), change(row("sql", rating), ROADMAP)) == word


@pytest.mark.parametrize(
    "changed",
    [row("sql", 4, evidence=""), row("sql", 4, name="Structured query language"), row("sql", 3, durable=True)],
)
def test_it_leaves_a_line_that_is_carried_all_the_same(changed):
    assert level(line(), change(changed, ROADMAP)) == "strong"


def test_it_leaves_a_line_that_another_row_carries():
    assert level(line(kin=("sql", "roadmap")), change(row("sql", 0), ROADMAP)) == "strong"


def test_it_lets_a_named_low_row_hold_what_others_carry():
    both = line(kin=("sql", "roadmap"), named=("sql",))

    assert level(both, change(row("sql", 1), ROADMAP)) == "gap"
    assert level(replace(both, named=("sql", "roadmap")), change(row("sql", 1), ROADMAP)) == "moderate"


def test_it_never_moves_what_rests_on_other_rows():
    assert level(line(kin=("roadmap",)), change(row("sql", 0), ROADMAP)) == "strong"


def test_it_knows_nothing_where_the_only_row_is_gone():
    assert level(line(), change(ROADMAP)) == "unknown"


def test_it_raises_a_line_to_what_its_row_would_carry_at_most():
    low = row("sql", 1)

    assert level(line("gap"), change(SQL, ROADMAP, before=(low, ROADMAP))) == "strong"
    assert level(line("gap", proof="partly"), change(SQL, ROADMAP, before=(low, ROADMAP))) == "moderate"


def test_it_raises_no_line_above_the_models_own_word_where_code_had_lowered_it():
    lowered = line("gap", model_level="moderate")

    assert level(lowered, change(SQL, ROADMAP, before=(row("sql", 1), ROADMAP))) == "moderate"


def test_it_raises_no_line_that_something_else_holds():
    held = line("gap", ceiling="gap")

    assert level(held, change(row("sql", 5), ROADMAP, before=(row("sql", 2), ROADMAP))) == "gap"


def test_it_leaves_a_line_that_years_of_a_career_carry():
    general = line("strong", years=8, ceiling="strong")

    assert level(general, change(row("sql", 1), ROADMAP, before=(row("sql", 4, years=2), ROADMAP))) == "strong"


def test_it_finds_a_new_row_in_a_line_of_which_nothing_was_known():
    unknown = line("unknown", kin=())

    assert level(unknown, change(SQL, ROADMAP, row("kafka", 4)), new=["kafka"]) == "strong"
    assert level(unknown, change(SQL, ROADMAP, row("kafka", 1)), new=["kafka"]) == "gap"


def judgment(**changes):
    fields = {
        "sums": {("must", "strong"): 80.0, ("must", "gap"): 20.0}, "decisive": {}, "gates": (), "axes": (),
        "stance": "strong", "verdict": "strong", "thresholds": DEFAULT, "is_thin": False, "is_foreign": False,
    }  # fmt: skip
    return Judgment(**{**fields, **changes})


def moved(one, *lines, **changes):
    return verdict_moved(one, lines, gates=changes.get("gates", one.gates), axes=changes.get("axes", one.axes))


def test_it_moves_the_word_by_the_rules_and_leaves_it_where_they_do():
    fallen = MovedLine(0, "must", 20.0, "strong", "moderate")

    assert verdict_of(judgment()) == "strong"
    assert moved(judgment(), fallen) == "moderate"
    assert moved(judgment(), fallen._replace(weight=2.0)) is None


def test_it_counts_a_fallen_line_the_job_stands_by():
    fallen = MovedLine(3, "must", 2.0, "strong", "gap")

    assert moved(judgment(), fallen) is None
    assert moved(judgment(decisive={3: "strong"}), fallen) == "moderate"


def test_it_lets_nothing_rise_above_the_models_own_word():
    risen = MovedLine(0, "must", 20.0, "gap", "strong")
    low = judgment(sums={("must", "strong"): 60.0, ("must", "gap"): 40.0}, verdict="moderate")

    assert moved(low, risen) == "strong"
    assert moved(replace(low, stance="moderate"), risen) is None


@pytest.mark.parametrize(
    ("verdict", "stance", "before", "after", "word"),
    [
        ("not_a_fit", "strong", "strong", "gap", True),
        ("not_a_fit", "strong", "gap", "strong", False),
        ("moderate", "moderate", "gap", "strong", True),
        ("moderate", "strong", "gap", "strong", False),
        ("moderate", "moderate", "strong", "gap", False),
        ("not_a_fit", "strong", "strong", "unknown", False),
    ],
)
def test_it_knows_which_words_no_such_change_can_move(verdict, stance, before, after, word):
    assert is_settled(verdict, stance, [MovedLine(0, "must", 9.0, before, after)]) is word


def test_it_moves_the_word_with_a_condition_and_with_an_axis():
    gate = Gate("German", "", None, "language", "german", "met", "")
    level_axis = Axis("level", "aligned", "director", "", "")
    whole = judgment(gates=(gate,), axes=(level_axis,))

    assert moved(whole, gates=(replace(gate, status="failed"),)) == "not_a_fit"
    assert moved(whole, axes=(replace(level_axis, alignment="misaligned"),)) == "moderate"


def test_it_moves_an_axis_with_the_owners_band_and_no_further_than_the_model_was_held():
    director = Axis("level", "aligned", "director", "", "")
    lower = change(SQL, ROADMAP, facts_after=profile(level_max="lead"))

    assert axis_after(director, lower).alignment == "misaligned"
    assert axis_after(replace(director, axis="domain"), lower).alignment == "aligned"
    wider = change(SQL, ROADMAP, facts_after=profile(level_min="junior"))
    assert axis_after(Axis("level", "misaligned", "junior", "", ""), wider).alignment == "aligned"
    assert axis_after(Axis("level", "partial", "junior", "", ""), wider).alignment == "partial"
