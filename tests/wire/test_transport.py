"""The stand-in inside the process behaves as a network would, without one."""

import asyncio
import time

import httpx2
import pytest
from anthropic import BadRequestError

from routing.standin.content import Answer, Piece
from routing.standin.transport import StandinTransport
from tests.wire.double import Double
from tests.wire.wiring import SONNET, STRUCTURED, ShortResponder, ask, client_in_process, prose, until

LONG_ANSWER = Answer((Piece("One word after the other, and so on. " * 20),))


async def test_it_answers_whatever_the_host_is_called(standin):
    async with client_in_process(standin, base_url="https://api.anthropic.com") as client:
        message = await client.messages.create(**ask())

    assert message.content
    assert standin.tally.hosts == {"api.anthropic.com": 1}


async def test_it_keeps_the_pace(clock):
    standin = Double(responders=[ShortResponder(LONG_ANSWER)], clock=clock)
    started_at = time.monotonic()

    async with client_in_process(standin, tokens_per_second=2000) as client:
        message = await client.messages.create(**ask(max_tokens=400), stream=True)
        events = [event async for event in message]

    spent = time.monotonic() - started_at
    tokens = next(event.usage.output_tokens for event in events if event.type == "message_delta")
    assert tokens / 2000 <= spent < tokens / 2000 + 1


async def test_it_hands_on_each_event_as_it_comes(clock):
    standin = Double(responders=[ShortResponder(LONG_ANSWER)], clock=clock)

    async with client_in_process(standin, tokens_per_second=500) as client, client.messages.stream(**ask()) as stream:
        first = await anext(stream.text_stream)

    assert first
    assert standin.tally.tokens["output_tokens"] < 40
    assert standin.tally.replies == {"begun": 1, "broken_off": 1}


async def test_it_stops_at_once_when_the_reader_is_cancelled(standin):
    async with client_in_process(standin, tokens_per_second=1) as client:

        async def read():
            async with client.messages.stream(**ask()) as stream:
                await stream.get_final_message()

        task = asyncio.create_task(read())
        await until(lambda: standin.tally.replies["begun"])
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert standin.tally.replies == {"begun": 1, "broken_off": 1}


@pytest.mark.parametrize("body", [ask(model=SONNET, output_config=STRUCTURED), ask(prose(9000))])
async def test_it_leaves_the_loop_free_while_it_thinks(body):
    class Slow(ShortResponder):
        def answer(self, request):
            time.sleep(0.1)
            return super().answer(request)

    async with client_in_process(Double(responders=[Slow()])) as client:
        asking = asyncio.create_task(client.messages.create(**body))
        turns = 0
        while not asking.done():
            await asyncio.sleep(0.005)
            turns += 1

    assert turns >= 5


async def test_it_serves_many_at_once(standin):
    async with client_in_process(standin, tokens_per_second=1000) as client:
        messages = await asyncio.gather(*(client.messages.create(**ask()) for _ in range(20)))

    assert {message.stop_reason for message in messages} == {"end_turn"}
    assert standin.tally.replies["whole"] == 20


async def test_it_passes_the_query_on(standin):
    async with httpx2.AsyncClient(transport=StandinTransport(standin)) as client:
        headers = {"x-api-key": "k", "anthropic-version": "2026-10-21"}

        reply = await client.get("http://standin.invalid/v1/models?limit=1", headers=headers)

    assert len(reply.json()["data"]) == 1


async def test_it_refuses_what_nobody_here_answers():
    async with client_in_process(Double()) as client:
        with pytest.raises(BadRequestError, match="no answers for a request of this kind"):
            await client.messages.create(**ask())
