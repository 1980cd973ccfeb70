"""Errors named by their fields, and rates whose store is gone."""

from datetime import UTC, datetime

import httpx2
import pytest

from routing.gateway.errors import code_of, fault_of, retry_after_of, visitor_words
from routing.ledger.rates import rate_refused, rates_words
from routing.models import ErrorCode

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after-ms": "1500", "retry-after": "7"}, 1.5),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Mon, 23 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "inf"}, 604_800.0),
        ({"retry-after": "nan"}, 0.0),
        ({"retry-after": "Mon, 23 Nov 9026 12:00:00 GMT"}, 604_800.0),
        ({}, None),
    ],
)
def test_it_reads_every_form_of_retry_after(headers, seconds):
    assert retry_after_of(httpx2.Headers(headers), NOW) == seconds


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (200, "overloaded_error", ErrorCode.OVERLOADED),
        (529, "", ErrorCode.OVERLOADED),
        (503, "", ErrorCode.SERVER),
        (418, "", ErrorCode.BAD_REQUEST),
        (200, "something_new", ErrorCode.PROTOCOL),
        (302, "", ErrorCode.PROTOCOL),
    ],
)
def test_it_goes_by_type_before_status(status, kind, expected):
    assert code_of(status, kind, "", "") is expected


def test_it_lets_a_bug_of_ours_through():
    with pytest.raises(ZeroDivisionError):
        fault_of(ZeroDivisionError(), NOW)


@pytest.mark.parametrize("code", list(ErrorCode))
def test_it_has_words_for_every_failure(code):
    assert visitor_words(code).endswith(".")
    assert visitor_words(code, "in 5 minutes").endswith("in 5 minutes.")


def test_it_passes_an_attempt_on_to_the_budget_when_the_store_is_gone(settings):
    pytest.importorskip("redis")
    settings.REDIS_URL = "redis://127.0.0.1:9/0"

    assert rate_refused(rates="1/minute", feature="ask-ai", keys=["visitor:v"]) is None
    assert rate_refused(rates="1/minute", feature="ask-ai", keys=["visitor:v"]) is None


def test_it_says_rates_as_a_visitor_would():
    assert rates_words("100/10 minutes; 500/day") == "100 in 10 minutes and 500 in a day"
    assert rates_words("30/hour") == "30 in an hour"
    assert rates_words("") == ""
