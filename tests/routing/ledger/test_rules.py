"""The rules of money, cache, limits, framework and triggers: plain values, and whatever Hypothesis thinks of."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.tokens import tokens_by_family, tokens_estimate
from routing.caching.rules import padding_calls
from routing.catalogue.rules import Band, Tier, Tokens, band, bound, cost, mark_ttl, microusd, tier_for
from routing.decisions.rules import Size, recommend, shape_check
from routing.ledger.budget import day_key, month_key, resets_at, spent_words
from routing.marks.rules import MarkWindow, Proposal, TriggerThresholds, propose
from routing.registry import Answers, Frequency, Shape, Stakes
from routing.standin.tokens import tokens_of
from routing.tokens import tokens_in_family, tokens_upper
from routing.words import span_words

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HAIKU = Tier(0, Decimal("1"), Decimal("5"), Decimal("1.25"), Decimal("2"), Decimal("0.1"))
SMALL = Tier(0, Decimal("0.10"), Decimal("0.50"), Decimal("0.125"), Decimal("0.20"), Decimal("0.01"))
LARGE = Tier(100_000, Decimal("0.50"), Decimal("2.50"), Decimal("0.625"), Decimal("1"), Decimal("0.05"))

counts = st.integers(0, 200_000)
prices = st.decimals(0, 75, places=4)
tokens = st.builds(Tokens, input=counts, write_5m=counts, write_1h=counts, read=counts, output=counts)
tiers = st.lists(st.builds(Tier, st.just(0), prices, prices, prices, prices, prices), min_size=1, max_size=1).flatmap(
    lambda low: st.builds(
        lambda high: [*low, *high],
        st.lists(st.builds(Tier, st.integers(1, 300_000), prices, prices, prices, prices, prices), max_size=2),
    )
)


def test_it_prices_the_five_classes_apart():
    called = Tokens(input=100, write_5m=1000, write_1h=10, read=5000, output=200)

    assert cost(called, [HAIKU]) == 100 + 1250 + 20 + 500 + 1000


def test_it_lets_the_whole_prompt_choose_the_tier():
    at, above = Tokens(input=1, read=99_999, output=10), Tokens(input=2, read=99_999, output=10)

    assert tier_for([SMALL, LARGE], at.prompt) is SMALL
    assert tier_for([SMALL, LARGE], above.prompt) is LARGE
    assert cost(above, [SMALL, LARGE]) == 5026


@pytest.mark.parametrize("known", [Tokens(input=5), Tokens(output=5), Tokens()])
def test_it_never_calls_the_unknown_free(known):
    assert cost(known, [HAIKU]) is None
    assert cost(Tokens(input=5, output=5), []) is None
    assert bound(input_upper=5, max_output=5, ttl="", tiers=[]) is None


@given(tokens, tiers)
def test_it_bounds_every_cost_that_stays_within_its_lengths(called, rows):
    most = bound(input_upper=called.prompt, max_output=called.output, ttl="1h", tiers=rows)

    assert cost(called, rows) <= most


@given(st.integers(0, 300_000), st.integers(0, 9_000), st.sampled_from(["", "5m", "1h"]), tiers)
def test_it_bounds_less_for_less(size, output, ttl, rows):
    smaller = bound(input_upper=size, max_output=output, ttl=ttl, tiers=rows)

    assert smaller <= bound(input_upper=size + 1000, max_output=output + 10, ttl=ttl, tiers=rows)
    assert smaller <= bound(input_upper=size, max_output=output, ttl="1h", tiers=rows)


def test_it_never_widens_a_cap_by_rounding():
    assert microusd(Decimal("0.0000019")) == 1


@given(st.text(max_size=500), st.sampled_from(["old", "new"]))
def test_it_bounds_any_text_from_above(typed, family):
    raw = typed.encode("utf-8", "replace")
    upper = tokens_upper(
        estimated=tokens_estimate(typed), newest_bytes=len(raw), wide_bytes=len(raw) - len(typed), tokenizer=family
    )

    assert upper > len(raw)
    assert upper > tokens_of(typed, family)


@given(st.text(max_size=300))
def test_it_estimates_a_text_as_the_demo_engine_counts_it(text):
    """Two rooms that may not see each other, and one estimate: of the same text, in both families."""
    old = tokens_of(text, "old")

    assert tokens_by_family(text) == {"old": old, "new": tokens_in_family(old, "new")}
    assert 0 <= tokens_in_family(old, "new") - tokens_of(text, "new") <= 2


def test_it_counts_more_tokens_in_the_new_family():
    assert tokens_estimate("word " * 100) == 148
    assert tokens_in_family(1000, "new") == 1350
    assert tokens_in_family(1000, "old") == 1000
    assert tokens_estimate("") == 0


@pytest.mark.parametrize(
    ("size", "expected"),
    [(3276, Band.TOO_SHORT), (3277, Band.LIKELY), (5119, Band.LIKELY), (5120, Band.SURE)],
)
def test_it_keeps_three_bands_for_an_estimate(size, expected):
    assert band(size, 4096) is expected


def test_it_takes_a_counted_prefix_at_its_word():
    assert band(4095, 4096, is_counted=True) is Band.TOO_SHORT
    assert band(4096, 4096, is_counted=True) is Band.SURE


@given(st.integers(0, 20_000), st.integers(1, 5_000), st.sampled_from(["off", "5m", "1h"]), st.booleans())
def test_it_sends_no_mark_that_cannot_work(prefix, floor, policy, has_cache):
    ttl = mark_ttl(policy=policy, prefix=prefix, floor=floor, has_cache=has_cache)

    assert ttl in ("", policy)
    if not has_cache or policy == "off" or prefix < 0.8 * floor:
        assert ttl == ""


@given(st.integers(1, 4095))
def test_it_pads_only_where_that_is_cheaper(prefix):
    floor = 4096
    calls = padding_calls(prefix, floor)

    def padded(n):
        return 1.25 * floor + 0.1 * floor * (n - 1)

    if calls is None:
        assert padded(10_000) >= 10_000 * prefix
    else:
        assert padded(calls) <= calls * prefix + 1e-6
        assert calls == 1 or padded(calls - 1) > (calls - 1) * prefix - 1e-6


def test_it_pads_nothing_that_is_long_enough():
    assert padding_calls(5000, 4096) == 0
    assert padding_calls(400, 4096) is None
    assert padding_calls(3000, 4096) == 2


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_it_opens_again_after_now_and_within_the_period(now):
    assert now < resets_at(day_key(now)) <= now + timedelta(days=1)
    assert now < resets_at(month_key(now)) <= now + timedelta(days=31)
    assert resets_at(month_key(now)).day == 1


def test_it_says_how_long_in_a_visitors_words():
    assert span_words(NOW, NOW + timedelta(seconds=5)) == "in 1 minute"
    assert span_words(NOW, NOW + timedelta(hours=12)) == "in 12 hours"
    assert span_words(NOW, NOW + timedelta(days=7)) == "in 7 days"
    assert spent_words("visitor:abc", NOW, NOW + timedelta(hours=2)).startswith("You have used")


EVERY = [
    Answers(shape, frequency, fits, stakes, felt)
    for shape, frequency, fits, stakes, felt in product(Shape, Frequency, (True, False), Stakes, (True, False))
]


def test_it_recommends_small_for_looking_up_and_large_for_weighing():
    looks_up = Answers(Shape.RETRIEVAL, Frequency.MANY, True, Stakes.LOW, True)
    weighs = Answers(Shape.SYNTHESIS, Frequency.ONCE, True, Stakes.HIGH, False)

    assert recommend(looks_up).size is Size.SMALL
    assert recommend(weighs).size is Size.LARGE


@pytest.mark.parametrize("answers", EVERY)
def test_it_gives_one_reason_for_each_of_the_five_answers(answers):
    recommendation = recommend(answers)

    assert len({reason.question for reason in recommendation.reasons}) == 5
    assert all(reason.why for reason in recommendation.reasons)


@pytest.mark.parametrize("answers", EVERY)
def test_it_recommends_the_small_model_unless_the_reasons_for_a_large_one_weigh_more(answers):
    recommendation = recommend(answers)

    weight = {size: sum(each.weight for each in recommendation.reasons if each.lean is size) for size in Size}
    assert (recommendation.size is Size.LARGE) == (weight[Size.LARGE] > weight[Size.SMALL])


def test_it_reuses_a_route_of_the_same_kind_only():
    chat = Answers(Shape.RETRIEVAL, Frequency.MANY, True, Stakes.LOW, True)
    fit = Answers(Shape.SYNTHESIS, Frequency.ONCE, True, Stakes.HIGH, False)
    faq = Answers(Shape.RETRIEVAL, Frequency.FEW, False, Stakes.LOW, True)

    assert shape_check(faq, {"fit-check": fit, "ask-ai": chat}).reuse == "ask-ai"
    assert shape_check(faq, {"fit-check": fit}).reuse is None


@pytest.mark.parametrize(
    ("window", "proposal"),
    [
        (MarkWindow(0, 0, 0), Proposal.STAY),
        (MarkWindow(20, 4, 0), Proposal.STAY),
        (MarkWindow(20, 5, 0), Proposal.ESCALATE),
        (MarkWindow(100, 9, 0), Proposal.STAY),
        (MarkWindow(20, 5, 3), Proposal.STAY),
        (MarkWindow(20, 0, 3), Proposal.DOWNGRADE),
        (MarkWindow(100, 0, 4), Proposal.STAY),
    ],
)
def test_it_resists_escalating(window, proposal):
    assert propose(window).proposal is proposal


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_it_never_escalates_on_fewer_marks_than_asked_for(calls, deeper, much):
    verdict = propose(MarkWindow(calls, deeper, much), TriggerThresholds(least_marks_up=50))

    if deeper - much < 50:
        assert verdict.proposal is not Proposal.ESCALATE
    assert verdict.reason
