"""Short windows in a real Redis: shared by processes, let go when it is away."""

import pytest

from routing.ledger.rates import rate_refused, rates_reset
from tests.services.servers import Redis


@pytest.fixture
def shared(redis: Redis, settings):
    settings.REDIS_URL = redis.url
    rates_reset()
    yield redis
    rates_reset()


def _ask(visitor: str, rates: str = "2/hour"):
    return rate_refused(rates=rates, feature="ask-ai", keys=[f"visitor:{visitor}"])


def test_it_counts_over_processes(shared):
    first = [_ask("a"), _ask("a")]
    rates_reset()  # another process begins with empty hands, and the same Redis

    full, other = _ask("a"), _ask("b")

    assert first == [None, None]
    assert other is None
    assert full.words == "You have reached the limit: 2 requests in an hour."


def test_it_does_not_count_what_it_refuses(shared):
    ends = [_ask("c", "1/hour") for _ in range(4)]

    assert ends[0] is None
    assert len({full.until for full in ends[1:]}) == 1


def test_it_lets_visitors_pass_to_the_budget_while_redis_is_away_and_counts_again_after(shared):
    assert _ask("d", "1/hour") is None
    shared.stop()
    try:
        while_away = _ask("d", "1/hour")
    finally:
        shared.start()

    assert while_away is None
    assert [_ask("d", "1/hour") is None for _ in range(2)] == [True, False]
