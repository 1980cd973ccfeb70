"""What an owner corrects of a record: said twice it is taken back, and only what the record has can be corrected."""

import pytest

from fitcheck.review.corrections import (
    Correctable,
    Corrections,
    RowCorrection,
    UnableToCorrect,
    corrected,
    corrections_read,
    corrections_stored,
    rule_corrected,
)
from fitcheck.verdict.reweigh import Settled, StoredLine
from fitcheck.verdict.thresholds import DEFAULT

OF = Correctable(
    levels={0: "strong", 1: "gap"}, kinds={0: "must", 1: "should"}, cited={0: ["sql"], 1: []}, lines=frozenset({(5, 9)})
)


def said(*each: str) -> Corrections:
    found = Corrections()
    for one in each:
        found = corrected(found, one, OF)
    return found


def test_it_corrects_level_kind_row_and_ask_of_one_requirement():
    found = said("0:level:gap", "0:kind:nice", "0:row:sql", "0:ask:no")

    assert found.rows == {0: RowCorrection("gap", "nice", is_no_ask=True, wrong_rows=("sql",))}


@pytest.mark.parametrize("one", ["0:level:gap", "0:kind:nice", "0:row:sql", "0:ask:no", "missed:5:9"])
def test_it_takes_back_what_is_said_twice(one):
    assert said(one)
    assert not said(one, one)


def test_it_takes_back_what_is_said_as_it_was_decided():
    assert not said("0:level:gap", "0:level:strong")
    assert not said("1:kind:should")


@pytest.mark.parametrize(
    "wrong",
    ["", "x", "0:level", "9:level:gap", "0:level:best", "0:kind:gate", "1:row:sql", "0:what:gap", "missed:5:8",
     "missed:a:b", "missed:٣:9", "٣:level:gap", "-1:level:gap"],
)  # fmt: skip
def test_it_refuses_what_the_record_does_not_have(wrong):
    with pytest.raises(UnableToCorrect):
        said(wrong)


def test_it_reads_back_what_it_stores():
    found = said("0:level:gap", "1:ask:no", "missed:5:9")

    assert corrections_read(corrections_stored(found)) == found
    assert corrections_stored(Corrections()) == {}


@pytest.mark.parametrize("stored", [{}, [], None, {"rows": {"a": 1}}, {"missed": "all"}])
def test_it_reads_nothing_out_of_what_is_of_another_form(stored):
    assert corrections_read(stored) == Corrections()


@pytest.mark.parametrize(
    ("correction", "word"),
    [("1:level:strong", "strong"), ("1:ask:no", "strong"), ("0:level:gap", "not_a_fit"), ("0:row:sql", "moderate")],
)
def test_it_says_what_the_rule_gives_with_the_corrections(correction, word):
    settled = Settled(
        lines={0: StoredLine("must", 3, 50.0, "strong"), 1: StoredLine("should", 2, 50.0, "gap")},
        left=(), gates=(), axes=(), decisive=(), stance="moderate", thresholds=DEFAULT, is_thin=False, is_foreign=False,
    )  # fmt: skip

    assert rule_corrected(settled, said(correction)) == word
