"""A call that was attempted again: what each attempt was billed, and what each says of the model's health."""

import asyncio

import pytest

from routing.gateway.breaker import breaker_of
from routing.gateway.client import stream as stream_of
from routing.models import CallStatus, ErrorCode
from tests.routing.asking import ask, prompt_of, ticket_of
from tests.routing.upstream import answer, error, event, hang, start, status, stop, stream, text

pytestmark = pytest.mark.anyio
OVERLOADED = event("error", error={"type": "overloaded_error", "message": "x"})
MODEL = "claude-haiku-4-5"


async def test_it_counts_what_a_broken_attempt_was_billed(upstream):
    upstream.plays(
        stream(start(input_tokens=12_000), OVERLOADED), stream(start(input_tokens=1_000), text("40"), stop())
    )

    asked = await ask()

    usage = asked.outcome.usage
    assert (asked.outcome.status, asked.outcome.attempts) == (CallStatus.DONE, 2)
    assert (usage.input, usage.output) == (13_000, 8)


async def test_it_counts_billed_attempts_when_the_last_one_is_refused_for_free(upstream):
    upstream.plays(stream(start(input_tokens=12_000), OVERLOADED), status(401, error("authentication_error")))

    asked = await ask()

    assert (asked.outcome.status, asked.outcome.usage.input) == (CallStatus.FAILED, 12_000)
    assert not asked.outcome.is_unbilled


async def test_it_leaves_the_cost_at_its_bound_when_an_attempt_may_have_been_billed_and_told_nothing(upstream):
    upstream.plays(stream(start(input_tokens=12_000), OVERLOADED), hang)

    asked = await ask(ticket_of(first_token_seconds=0.2))

    assert asked.failure.code is ErrorCode.TIMEOUT_FIRST_TOKEN
    assert (asked.outcome.usage.input, asked.outcome.is_unbilled) == (None, False)


async def test_it_does_not_close_a_breaker_that_opened_while_its_stream_ran(upstream):
    upstream.plays(stream(start(), text("Forty"), text("."), stop(), pause=0.05))
    breaker = breaker_of(MODEL)

    async with stream_of(ticket_of(), prompt_of()) as reply:
        async for _ in reply:
            breaker.failed(ErrorCode.BILLING, asyncio.get_running_loop().time(), 0.0)

    assert reply.outcome.status is CallStatus.DONE
    assert breaker.open_until > 0


async def test_it_leaves_the_probe_alone_when_a_stream_begun_before_is_abandoned(upstream):
    upstream.plays(stream(start(), text("Forty"), end="hang"), answer("40"))
    breaker = breaker_of(MODEL)

    async with stream_of(ticket_of(), prompt_of()) as reply:
        await anext(aiter(reply))
        now = asyncio.get_running_loop().time()
        breaker.failed(ErrorCode.BILLING, now, 0.0)
        breaker.open_until = now
        assert breaker.rest(now + 0.001) == 0  # another call is the probe
        await reply.aclose()

    assert breaker.probe_started == now + 0.001
    assert (await ask()).failure.code is ErrorCode.BREAKER_OPEN
