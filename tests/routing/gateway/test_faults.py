"""Every fault an upstream can make, over a real socket: F01 to F16 of the fault catalogue."""

import asyncio
import time
from datetime import datetime

import pytest
from django.utils import timezone

from routing.gateway.breaker import breaker_of
from routing.gateway.client import stream as ask_stream
from routing.gateway.messages import Text
from routing.models import CallStatus, ErrorCode
from tests.routing.asking import ask, prompt_of, ticket_of
from tests.routing.upstream import answer, error, event, start, status, stop, stream, text

pytestmark = pytest.mark.anyio


BUSY = status(529, error("overloaded_error"), retry_after_ms="5")


async def test_it_waits_once_when_asked_to_and_then_answers(upstream):
    upstream.plays(status(429, error("rate_limit_error"), retry_after="0.2"), answer("Forty."))
    began = time.monotonic()

    asked = await ask()

    assert asked.outcome.status is CallStatus.DONE
    assert asked.outcome.text == "Forty."
    assert asked.outcome.attempts == 2
    assert 0.2 <= time.monotonic() - began < 30


async def test_it_fails_at_once_with_the_time_when_asked_to_wait_an_hour(upstream):
    upstream.plays(status(429, error("rate_limit_error"), retry_after="3600"))
    began = time.monotonic()

    asked = await ask()

    assert time.monotonic() - began < 30
    assert asked.failure.code is ErrorCode.RATE_LIMITED
    wait = datetime.fromisoformat(asked.failure.retry_at) - timezone.now()
    assert 3500 < wait.total_seconds() <= 3600
    assert asked.outcome.is_unbilled
    assert len(upstream.bodies) == 1


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (status(429, error("rate_limit_error", code="enforced_spend_limit_reached")), ErrorCode.SPEND_LIMITED),
        (status(402, error("billing_error")), ErrorCode.BILLING),
        (status(400, error("invalid_request_error", "Your credit balance is too low")), ErrorCode.BILLING),
        (status(400, error("invalid_request_error", "You have reached your usage limits")), ErrorCode.SPEND_LIMITED),
        (status(401, error("authentication_error")), ErrorCode.AUTH),
        (status(403, error("permission_error")), ErrorCode.AUTH),
    ],
)
async def test_it_rests_after_a_refusal_over_money_or_key(upstream, script, code):
    upstream.plays(script, answer("never reached"))

    first = await ask()
    second = await ask()

    assert first.failure.code is code
    assert first.outcome.is_unbilled
    assert "resting" in first.failure.message
    assert second.failure.code is ErrorCode.BREAKER_OPEN
    assert second.failure.retry_at is not None
    assert len(upstream.bodies) == 1


async def test_it_retries_an_overload_before_the_first_word(upstream):
    upstream.plays(BUSY, answer("Forty."))

    asked = await ask()

    assert asked.outcome.status is CallStatus.DONE
    assert asked.outcome.attempts == 2


async def test_it_stops_after_three_attempts_and_opens_the_breaker_after_five(upstream):
    upstream.plays(BUSY)

    first, second, third = await ask(), await ask(), await ask()

    assert first.failure.code is ErrorCode.OVERLOADED
    assert first.outcome.attempts == 3
    assert second.outcome.attempts == 2
    assert third.failure.code is ErrorCode.BREAKER_OPEN
    assert third.outcome.attempts == 0
    assert len(upstream.bodies) == 5


async def test_it_never_shows_the_page_of_a_broken_proxy(upstream):
    upstream.plays(status(502, "<html>nginx at 10.0.0.7</html>", retry_after_ms="5"))

    asked = await ask()

    assert asked.failure.code is ErrorCode.SERVER
    assert "nginx" not in asked.failure.message
    assert asked.outcome.is_unbilled


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (status(413, "<html>too large</html>"), ErrorCode.TOO_LONG),
        (status(400, error("invalid_request_error", "prompt is too long: 210000 tokens")), ErrorCode.TOO_LONG),
        (status(400, error("invalid_request_error", "messages: at least one")), ErrorCode.BAD_REQUEST),
        (status(404, error("not_found_error", "model: claude-x")), ErrorCode.NOT_FOUND_MODEL),
    ],
)
async def test_it_does_not_repeat_what_will_fail_again(upstream, script, code):
    upstream.plays(script)

    asked = await ask()

    assert asked.failure.code is code
    assert asked.outcome.is_unbilled
    assert len(upstream.bodies) == 1


@pytest.mark.parametrize(
    ("end", "code"),
    [("reset", ErrorCode.NETWORK), ("cut", ErrorCode.NETWORK), ("clean", ErrorCode.PROTOCOL)],
)
async def test_it_never_takes_a_broken_stream_for_an_answer(upstream, end, code):
    upstream.plays(stream(start(), text("Forty inter"), end=end), answer("never reached"))

    asked = await ask()

    assert asked.outcome.status is CallStatus.FAILED
    assert asked.failure.code is code
    assert asked.outcome.text == "Forty inter"
    assert not asked.outcome.is_unbilled
    assert len(upstream.bodies) == 1


async def test_it_asks_for_a_stop_reason(upstream):
    upstream.plays(stream(start(), text("Forty"), stop(None)))

    asked = await ask()

    assert asked.failure.code is ErrorCode.PROTOCOL


async def test_it_follows_no_redirect(upstream):
    upstream.plays(status(307, "", location=upstream.url + "/elsewhere"))

    asked = await ask()

    assert asked.failure.code is ErrorCode.PROTOCOL
    assert len(upstream.bodies) == 1


async def test_it_retries_an_error_event_that_comes_first(upstream):
    upstream.plays(stream(event("error", error={"type": "overloaded_error", "message": "x"})), answer("Forty."))

    asked = await ask()

    assert asked.outcome.status is CallStatus.DONE
    assert asked.outcome.attempts == 2


async def test_it_does_not_retry_an_error_event_after_text(upstream):
    broken = event("error", error={"type": "overloaded_error", "message": "x"})
    upstream.plays(stream(start(), text("Forty"), broken), answer("never reached"))

    asked = await ask()

    assert asked.failure.code is ErrorCode.OVERLOADED
    assert asked.outcome.text == "Forty"
    assert len(upstream.bodies) == 1


async def test_it_reports_broken_json(upstream):
    upstream.plays(stream(start(), b'event: content_block_delta\ndata: {"index": 0, "del\n\n', stop()))

    asked = await ask()

    assert asked.failure.code is ErrorCode.PROTOCOL


async def test_it_retries_a_refused_connection_and_calls_it_free(upstream, settings):
    settings.ANTHROPIC_BASE_URL = "http://127.0.0.1:9"

    asked = await ask()

    assert asked.failure.code is ErrorCode.NETWORK
    assert asked.outcome.attempts == 3
    assert asked.outcome.is_unbilled


async def test_it_hangs_up_at_once_when_the_reader_leaves(upstream):
    upstream.plays(stream(start(), text("Forty"), end="hang"))

    async with ask_stream(ticket_of(), prompt_of()) as reply:
        async for piece in reply:
            assert piece == Text(0, "Forty")
            break

    async with asyncio.timeout(1):
        await upstream.hung_up.wait()
    assert reply.outcome.status is CallStatus.CANCELLED
    assert reply.outcome.usage.output >= 1
    assert reply.outcome.is_estimated


async def test_it_hangs_up_at_once_when_its_task_is_cancelled(upstream):
    upstream.plays(stream(start(), text("Forty"), end="hang"))
    seen = asyncio.Event()
    replies = []

    async def read() -> None:
        async with ask_stream(ticket_of(), prompt_of()) as reply:
            replies.append(reply)
            async for _ in reply:
                seen.set()

    task = asyncio.create_task(read())
    await seen.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with asyncio.timeout(1):
        await upstream.hung_up.wait()
    assert replies[0].outcome.status is CallStatus.CANCELLED


async def test_it_costs_nothing_to_open_a_reply_and_not_read_it(upstream):
    async with ask_stream(ticket_of(), prompt_of()) as reply:
        pass

    assert reply.outcome.status is CallStatus.CANCELLED
    assert reply.outcome.is_unbilled
    assert upstream.bodies == []


async def test_it_closes_the_breaker_when_a_probe_answers(upstream):
    upstream.plays(answer("Forty."))
    breaker = breaker_of("claude-haiku-4-5")
    breaker.open_until = 0.001

    asked = await ask()

    assert asked.outcome.status is CallStatus.DONE
    assert breaker.open_until == 0.0
