"""Answers that do not come, stall, or never end."""

import asyncio

import pytest

from routing.gateway.client import stream as ask_stream
from routing.models import CallStatus, ErrorCode
from tests.routing.asking import ask, prompt_of, ticket_of
from tests.routing.upstream import hang, start, stop, stream, text

pytestmark = pytest.mark.anyio


async def test_it_gives_up_when_nothing_comes_and_does_not_call_it_free(upstream):
    upstream.plays(hang)

    asked = await ask(ticket_of(first_token_seconds=0.2))

    assert asked.failure.code is ErrorCode.TIMEOUT_FIRST_TOKEN
    assert not asked.outcome.is_unbilled
    assert asked.outcome.usage.input is None


async def test_it_keeps_what_came_before_a_silence(upstream):
    upstream.plays(stream(start(), text("Forty inter"), end="hang"))

    asked = await ask(ticket_of(gap_seconds=0.2))

    assert asked.failure.code is ErrorCode.TIMEOUT_STALL
    assert asked.outcome.text == "Forty inter"
    assert asked.outcome.is_estimated
    assert asked.outcome.usage.input == 100
    assert asked.outcome.usage.output > 1
    assert len(upstream.bodies) == 1


async def test_it_is_not_held_by_pings_before_the_first_word(upstream):
    upstream.plays(stream(start(), end="pings"))

    asked = await ask(ticket_of(first_token_seconds=0.3))

    assert asked.failure.code is ErrorCode.TIMEOUT_FIRST_TOKEN


async def test_it_is_not_held_by_pings_in_the_middle(upstream):
    upstream.plays(stream(start(), text("Forty"), end="pings"))

    asked = await ask(ticket_of(gap_seconds=0.3))

    assert asked.failure.code is ErrorCode.TIMEOUT_STALL


async def test_it_ends_an_answer_that_never_ends(upstream):
    upstream.plays(stream(start(), *(text("x ") for _ in range(200)), pause=0.02))

    asked = await ask(ticket_of(gap_seconds=0.3, total_seconds=0.5))

    assert asked.failure.code is ErrorCode.TIMEOUT_TOTAL
    assert asked.outcome.text.startswith("x x ")


async def test_it_does_not_count_a_slow_reader_against_the_model(upstream):
    upstream.plays(stream(start(), text("Forty "), text("interviews."), stop()))

    async with ask_stream(ticket_of(gap_seconds=0.2), prompt_of()) as reply:
        async for _ in reply:
            await asyncio.sleep(0.3)

    assert reply.outcome.status is CallStatus.DONE
