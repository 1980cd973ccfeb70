"""What calls would have cost otherwise."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from routing.catalogue.rules import Tier, cost
from routing.spending.outlooks import Scheme, outlook_cost, rest_of
from tests.routing.doctoring import row_of

TIER = Tier(0, Decimal("1"), Decimal("5"), Decimal("1.25"), Decimal("2"), Decimal("0.1"))


STARTS = st.lists(st.floats(0, 100_000, allow_nan=False), max_size=30).map(sorted)


COUNTS = st.integers(0, 50_000)


def past(at, prefix=5_000, **counts):
    none = {"input": 0, "write_5m": 0, "write_1h": 0, "read": 0, "output": 100}
    return row_of(at=at, prefix=prefix, **{**none, **counts})


SCHEME = Scheme(tiers=[TIER], floor=4_096, policy="5m")


def test_it_reckons_what_was_really_sent_to_the_same_sum():
    calls = [past(0, write_5m=5_100), past(60, read=5_000, write_5m=80), past(1_000, write_5m=5_060)]

    assert outlook_cost(calls, SCHEME) == sum(cost(call.tokens, [TIER]) for call in calls)


def test_it_reckons_every_other_way():
    calls = [past(0, write_5m=5_100), past(600, write_5m=5_100)]

    assert outlook_cost(calls, replace(SCHEME, policy="off")) == 2 * (5_100 + 500)
    assert outlook_cost(calls, replace(SCHEME, policy="1h")) == (10_000 + 125 + 500) + (500 + 125 + 500)
    assert outlook_cost(calls, replace(SCHEME, floor=9_000)) == 2 * (5_100 + 500)
    assert outlook_cost(calls, replace(SCHEME, factor=2.0)) == 2 * (12_500 + 250 + 1_000)
    # Ten times as dense: a call a minute, so only the very first writes the shared part.
    assert outlook_cost(calls, replace(SCHEME, times=10)) == 20 * (500 + 125 + 500) + (6_250 - 500)


def test_it_does_not_know_what_a_call_costs_without_a_price_or_a_count():
    assert outlook_cost([past(0, write_5m=5_100)], replace(SCHEME, tiers=[])) is None
    assert outlook_cost([row_of(prefix=5_000, output=5)], SCHEME) is None
    assert outlook_cost([], SCHEME) == 0


@given(st.integers(0, 60_000), COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_it_cuts_a_call_without_losing_a_token(prefix, plain, five, hour, read, output):
    call = row_of(prefix=prefix, input=plain, write_5m=five, write_1h=hour, read=read, output=output)

    rest, shared = rest_of(call)

    assert rest.prompt + shared == call.tokens.prompt
    assert rest.output == output
    assert shared == min(prefix, call.tokens.prompt)


@given(STARTS, st.integers(4_096, 20_000))
def test_it_never_pays_less_for_ten_times_the_traffic_and_never_ten_times_as_much(starts, prefix):
    calls = [past(at, prefix=prefix, write_5m=prefix) for at in starts]

    once, ten = outlook_cost(calls, SCHEME), outlook_cost(calls, replace(SCHEME, times=10))

    assert once <= ten <= 10 * once
