"""Asks are grouped by what they are about."""

from datetime import UTC, datetime, timedelta

import pytest

from askai.board.groups import about_of, groups_of
from corpus.asks import UnmetAsk

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


def asks(*texts: str, moves: bool = False) -> list[UnmetAsk]:
    return [
        UnmetAsk(f"turn-{number}", text, "declined", MONDAY + timedelta(hours=number), "/", moves)
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Does she know Kafka?", "Kafka experience"),
        ("Has Ada given conference talks?", "Tell me about a conference talk she gave."),
        ("Which books did she publish?", "Did Ada publish a book?"),
    ],
)
def test_it_puts_the_same_thing_in_other_words_together(one, other):
    assert [group.count for group in groups_of(asks(one, other), "Ada Example")] == [2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Does she know Kafka?", "Does she know Kotlin?"),
        ("Where did Ada study?", "Where does Ada live?"),
        ("Has Ada managed managers?", "Has Ada managed a budget?"),
    ],
)
def test_it_keeps_apart_what_shares_only_the_words_of_asking(one, other):
    assert [group.count for group in groups_of(asks(one, other), "Ada Example")] == [1, 1]


def test_it_puts_first_what_is_asked_most_and_what_would_move_verdicts():
    often = asks("Does she know Kotlin?", "Kotlin?", "Any Kotlin?")
    moving = asks("Terraform in production", "Experience with Terraform", moves=True)
    once = asks("Does she have a dog?")

    groups = groups_of([*once, *often, *moving], "Ada Example")

    assert [(group.count, group.moves) for group in groups] == [(2, 2), (3, 0), (1, 0)]


def test_it_leaves_out_a_question_without_anything_asked():
    assert groups_of(asks("And then?", "???"), "Ada Example") == []


def test_it_does_not_take_the_owners_name_for_the_subject():
    assert about_of("What does Ada think of Rust?", {"ada"}) == {"rust"}
