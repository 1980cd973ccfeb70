"""The breaker: closed, open, one probe at a time."""

import pytest

from routing.gateway.breaker import Breaker
from routing.models import ErrorCode


def _broken(at=0.0):
    breaker = Breaker()
    for second in range(5):
        breaker.failed(ErrorCode.OVERLOADED, at + second, at)
    return breaker


def test_it_opens_after_five_failures_in_a_minute():
    breaker = Breaker()

    opened = [breaker.failed(ErrorCode.TIMEOUT_STALL, second, second) for second in range(1, 6)]

    assert opened == [False, False, False, False, True]
    assert breaker.rest(6) == 29


def test_it_forgets_failures_older_than_a_minute():
    breaker = Breaker()

    opened = [breaker.failed(ErrorCode.OVERLOADED, second, second) for second in range(0, 100, 20)]

    assert not any(opened)


def test_it_lets_one_probe_through_after_half_a_minute():
    breaker = _broken()

    assert breaker.rest(35) == 0
    assert breaker.rest(36) > 0
    assert breaker.failed(ErrorCode.OVERLOADED, 37, 35)
    assert breaker.rest(38) == 29


def test_it_lets_another_one_probe_when_the_first_was_abandoned():
    breaker = _broken()
    breaker.rest(35)

    breaker.abandoned(35)

    assert breaker.rest(36) == 0


def test_it_closes_when_the_probe_succeeds():
    breaker = _broken()
    breaker.rest(35)

    breaker.succeeded(35)

    assert breaker.rest(36) == breaker.rest(36) == 0


@pytest.mark.parametrize("code", [ErrorCode.AUTH, ErrorCode.BILLING, ErrorCode.SPEND_LIMITED])
def test_it_opens_at_once_when_money_or_key_is_refused(code):
    breaker = Breaker()

    assert breaker.failed(code, 1, 0)
    assert breaker.rest(1) == 300


@pytest.mark.parametrize("code", [ErrorCode.BAD_REQUEST, ErrorCode.TOO_LONG, ErrorCode.RATE_LIMITED])
def test_it_does_not_hold_our_own_mistakes_against_the_model(code):
    breaker = Breaker()

    assert not any(breaker.failed(code, second, second) for second in range(10))


def test_it_is_not_closed_by_a_stream_that_began_before_it_opened():
    breaker = _broken(at=100.0)

    breaker.succeeded(99.0)

    assert breaker.rest(105) > 0


def test_it_keeps_its_probe_when_another_call_is_abandoned_or_fails():
    breaker = _broken()
    breaker.rest(35)

    breaker.abandoned(2.0)
    assert breaker.rest(36) > 0
    breaker.failed(ErrorCode.BAD_REQUEST, 36, 2.0)

    assert breaker.rest(37) > 0
