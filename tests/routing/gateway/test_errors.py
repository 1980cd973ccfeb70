"""Errors named by their fields, and rates whose store is gone."""

from datetime import UTC, datetime

import httpx2
import pytest

from fitcheck.endings import ending_of
from routing.gateway.errors import code_of, fault_of, retry_after_of, visitor_words
from routing.ledger.rates import rate_refused, rates_words
from routing.models import ErrorCode
from tests.routing.asking import ask
from tests.routing.upstream import event, status, stop, stream, text

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


REQUEST = "invalid_request_error"


def said(message: str, kind: str) -> dict:
    return {"error": {"message": message, "type": kind}}


# Status and body as compatible servers send them.
BODIES = {
    "llama.cpp overflow": (400, said("request (9 tokens) exceeds", "exceed_context_size_error")),
    "llama.cpp loading": (503, said("Loading model", "unavailable_error")),
    "LiteLLM key": (400, said("No connected db.", "no_db_connection")),
    "LiteLLM other key": (401, said("Authentication Error", "auth_error")),
    "LiteLLM budget": (400, said("Budget has been exceeded!", "budget_exceeded")),
    "LiteLLM model": (400, said("Invalid model name passed in model=nope.", REQUEST)),
    "LiteLLM overflow": (400, said("ContextWindowExceededError: too big", REQUEST)),
    "vLLM overflow": (400, {"object": "error", "message": "This model's maximum context length is 9", "type": "B"}),
    "vLLM model": (404, {"object": "error", "message": "The model `nope` does not exist.", "type": "NotFoundError"}),
    "Ollama model": (404, {"error": 'model "nope" not found, try pulling it first'}),
    "Ollama busy": (503, {"error": "server busy, please try again. maximum pending requests exceeded"}),
    "no JSON": (502, "<html>bad gateway</html>"),
}
CODES = {
    "llama.cpp overflow": ErrorCode.TOO_LONG,
    "llama.cpp loading": ErrorCode.OVERLOADED,
    "LiteLLM key": ErrorCode.AUTH,
    "LiteLLM other key": ErrorCode.AUTH,
    "LiteLLM budget": ErrorCode.SPEND_LIMITED,
    "LiteLLM model": ErrorCode.NOT_FOUND_MODEL,
    "LiteLLM overflow": ErrorCode.TOO_LONG,
    "vLLM overflow": ErrorCode.TOO_LONG,
    "vLLM model": ErrorCode.NOT_FOUND_MODEL,
    "Ollama model": ErrorCode.NOT_FOUND_MODEL,
    "Ollama busy": ErrorCode.SERVER,
    "no JSON": ErrorCode.SERVER,
}


@pytest.mark.anyio
@pytest.mark.parametrize("server", list(BODIES))
async def test_it_knows_what_a_compatible_server_complains_of(upstream, server):
    code, body = BODIES[server]
    upstream.plays(*[status(code, body, retry_after="3600")])

    asked = await ask()

    assert asked.failure.code is CODES[server]
    assert asked.outcome.is_unbilled


@pytest.mark.parametrize("code", sorted(set(ErrorCode) - {ErrorCode.NETWORK}))
def test_it_does_not_call_every_failure_of_a_fit_check_a_broken_connection(code):
    assert "connection" not in ending_of(code)


@pytest.mark.anyio
async def test_it_names_the_model_that_answered(upstream):
    begun = event("message_start", message={"id": "m", "model": "gemma-3", "usage": {"input_tokens": 1}})
    upstream.plays(stream(begun, text("Forty."), stop()))

    assert (await ask()).outcome.model == "gemma-3"


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
