"""The sign test against counting every outcome, and what a comparison adds up to."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.comparisons.rules import Side, VotedPair, Winner, result_of, sentence_of, sign_test, sign_words, winner_of

votes = st.integers(0, 60)


@given(st.integers(0, 6), st.integers(0, 6))
def test_it_equals_the_share_of_all_outcomes_at_least_as_lopsided(wins_a, wins_b):
    decided = wins_a + wins_b
    outcomes = [sum(outcome) for outcome in product((0, 1), repeat=decided)]
    as_far = sum(abs(2 * heads - decided) >= abs(wins_a - wins_b) for heads in outcomes)

    assert sign_test(wins_a, wins_b) == pytest.approx(as_far / len(outcomes))


@given(votes, votes)
def test_it_does_not_care_which_model_is_called_first(wins_a, wins_b):
    assert sign_test(wins_a, wins_b) == sign_test(wins_b, wins_a)


@given(votes, votes)
def test_it_stays_between_nothing_and_certainty(wins_a, wins_b):
    assert 0 < sign_test(wins_a, wins_b) <= 1


@given(votes)
def test_it_calls_an_even_split_chance(wins):
    assert sign_test(wins, wins) == 1


@given(st.integers(1, 60), st.data())
def test_it_doubts_chance_more_the_further_the_votes_part(decided, data):
    fewer = data.draw(st.integers(0, (decided - 1) // 2))
    nearer = data.draw(st.integers(fewer, decided // 2))

    assert sign_test(fewer, decided - fewer) <= sign_test(nearer, decided - nearer)


@pytest.mark.parametrize(
    ("wins_a", "wins_b", "words"),
    [
        (12, 5, "12 to 5 of 17 decided: could be chance (p = 0.14)"),
        (5, 12, "12 to 5 of 17 decided: could be chance (p = 0.14)"),
        (14, 3, "14 to 3 of 17 decided: unlikely to be chance (p = 0.013)"),
        (17, 0, "17 to 0 of 17 decided: very unlikely to be chance (p < 0.001)"),
        (4, 0, "4 to 0 of 4 decided: too few to tell from chance (p = 0.12)"),
        (0, 0, "every pair was a tie"),
    ],
)
def test_it_says_the_test_in_words(wins_a, wins_b, words):
    assert sign_words(wins_a, wins_b) == words


@given(st.sampled_from(["left", "right"]), st.booleans())
def test_it_undoes_the_blind_order(vote, is_a_left):
    winner = winner_of(vote, is_a_left=is_a_left)

    shown_left = Winner.A if is_a_left else Winner.B
    assert (winner is shown_left) == (vote == "left")
    assert winner_of("tie", is_a_left=is_a_left) is Winner.TIE


sides = st.builds(
    Side,
    words=st.integers(0, 300),
    microusd=st.none() | st.integers(0, 10_000),
    ttft_ms=st.none() | st.integers(0, 5_000),
    total_ms=st.none() | st.integers(0, 60_000),
)


@given(st.lists(st.builds(VotedPair, winner=st.sampled_from(Winner), a=sides, b=sides), max_size=30))
def test_it_counts_every_pair_once_and_never_an_unknown_cost_as_nothing(pairs):
    result = result_of(pairs)

    assert result.wins_a + result.wins_b + result.ties == result.n == len(pairs)
    assert (result.microusd_a is None) == any(pair.a.microusd is None for pair in pairs)
    assert result.cost_ratio is None or (result.microusd_a and result.microusd_b is not None)
    assert result.length_ratio is None or result.words_a > 0


def test_it_says_who_won_and_at_what_length_and_cost():
    pair = VotedPair(Winner.B, Side(100, 1_000, 300, 900), Side(150, 2_000, 600, 1_800))

    said = sentence_of(result_of([pair] * 9 + [VotedPair(Winner.TIE, pair.a, pair.b)]), "Haiku", "Sonnet")

    assert said == (
        "Sonnet was preferred, 9 to 0 of 9 decided: very unlikely to be chance (p = 0.004), 1 tie. "
        "Sonnet wrote 1.50 times as much as Haiku and cost 2.00 times as much."
    )
