"""The connection behind the answers: what is sent, to whom, over which client, and how it ends."""

import asyncio

import pytest

from routing.gateway.client import aclose, count_tokens, drain
from routing.gateway.client import stream as ask_stream
from routing.gateway.messages import Cited, UnableToReply
from routing.models import CallStatus, Engine, ErrorCode
from tests.routing.asking import ALL, ask, prompt_of, ticket_of
from tests.routing.upstream import answer, error, start, status, stop, stream, text

pytestmark = pytest.mark.anyio


COMPATIBLE = {"engine": Engine.COMPATIBLE}


async def test_it_uses_one_connection_for_one_answer_after_another(upstream):
    upstream.plays(answer("Forty."))

    for _ in range(4):
        await ask()

    assert len(upstream.bodies) == 4
    assert upstream.connections == 1


async def test_it_sends_the_key_as_the_sdk_does_and_never_a_sampling_parameter(upstream):
    upstream.plays(answer("Forty."))

    await ask()

    body, headers = upstream.bodies[0], upstream.headers[0]
    assert headers["authorization"] == "Bearer sk-test"
    assert headers["anthropic-version"]
    assert "traceparent" not in headers
    assert not {"temperature", "top_p", "top_k", "thinking", "output_config"} & body.keys()
    assert body["metadata"] == {"user_id": "hash-of-a-visitor"}
    assert body["stream"] is True


async def test_it_takes_nothing_from_the_environment(upstream, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-environment")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "x-leak: yes")
    upstream.plays(answer("Forty."))

    await ask()

    assert upstream.headers[0]["authorization"] == "Bearer sk-test"
    assert "x-leak" not in upstream.headers[0]


async def test_it_leaves_out_a_field_that_a_stricter_server_refused_and_remembers(upstream):
    refusal = status(422, error("invalid_request_error", "metadata: Extra inputs are not permitted"))
    upstream.plays(refusal, answer("Forty."), answer("Forty."))

    first = await ask(ticket_of(**COMPATIBLE))
    second = await ask(ticket_of(**COMPATIBLE))

    assert first.outcome.status is second.outcome.status is CallStatus.DONE
    assert first.outcome.attempts == 1
    assert ["metadata" in body for body in upstream.bodies] == [True, False, False]


async def test_it_asks_nothing_of_a_server_that_it_cannot_do(upstream):
    upstream.plays(answer("{}"))
    mark = {"cache_control": {"type": "ephemeral"}}
    block = {
        "type": "search_result",
        "source": "https://example.org/a?b=1&c",
        "title": "A <b>",
        "content": [{"type": "text", "text": "1 < 2"}],
        "citations": {"enabled": True},
        **mark,
    }
    question = {"type": "text", "text": "How many?", **mark}
    prompt = prompt_of(messages=[{"role": "user", "content": [block, question]}], output_schema={"type": "object"})

    await ask(ticket_of(engine=Engine.COMPATIBLE, capabilities=frozenset()), prompt)

    body = upstream.bodies[0]
    assert "output_config" not in body
    assert "cache_control" not in str(body)
    assert body["messages"] == [{"role": "user", "content": [{"type": "text", "text": "How many?"}]}]
    spoken = "\n".join(part["text"] for part in body["system"])
    assert '<source url="https://example.org/a?b=1&amp;c" title="A &lt;b&gt;">\n1 &lt; 2\n</source>' in spoken
    assert '{"type": "object"}' in spoken


async def test_it_counts_tokens_where_the_server_does(upstream):
    upstream.plays(status(200, {"input_tokens": 321}))

    assert await count_tokens(ticket_of(), prompt_of()) == 321
    assert "max_tokens" not in upstream.bodies[0]
    assert "stream" not in upstream.bodies[0]


async def test_it_lives_without_a_token_count(upstream):
    upstream.plays(status(404, error("not_found_error")))

    assert await count_tokens(ticket_of(), prompt_of()) is None
    assert await count_tokens(ticket_of(capabilities=ALL - {"count_tokens"}), prompt_of()) is None
    assert len(upstream.bodies) == 1


async def test_it_lets_an_answer_finish_before_it_closes(upstream):
    upstream.plays(stream(start(), text("Forty "), text("interviews."), stop(), pause=0.05))
    asking = asyncio.create_task(ask())
    await upstream.asked.wait()

    assert await drain(5)

    asked = await asking
    assert asked.outcome.text == "Forty interviews."
    refused = await ask()
    assert isinstance(refused.failure, UnableToReply)
    assert refused.failure.code is ErrorCode.OVERLOADED
    assert len(upstream.bodies) == 1


async def test_it_says_when_it_had_to_cut_an_answer_off(upstream):
    upstream.plays(stream(start(), text("Forty"), end="hang"))
    asking = asyncio.create_task(ask())
    await upstream.asked.wait()

    assert not await drain(0.1)

    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


async def test_it_answers_sixty_at_once_and_leaks_no_connection(upstream, settings):
    settings.ASK_CONCURRENCY, settings.FITCHECK_CONCURRENCY = 6, 4
    upstream.plays(stream(start(), text("Forty."), stop(), pause=0.01))

    answers = await asyncio.gather(*(ask() for _ in range(60)))

    assert {asked.outcome.text for asked in answers} == {"Forty."}
    assert upstream.connections <= 50


async def test_it_speaks_to_the_stand_in_through_the_same_door(settings):
    settings.ANTHROPIC_API_KEY = settings.ANTHROPIC_BASE_URL = ""
    source = {
        "type": "search_result",
        "source": "https://example.org/work/",
        "title": "Work",
        "content": [{"type": "text", "text": "Ada ran 40 interviews in Lisbon."}],
        "citations": {"enabled": True},
    }
    question = {"type": "text", "text": "How many interviews did Ada run in Lisbon?"}
    prompt = prompt_of(messages=[{"role": "user", "content": [source, question]}])

    asked = await ask(ticket_of(engine=Engine.STANDIN), prompt)
    await aclose()

    assert asked.outcome.status is CallStatus.DONE
    assert "40 interviews" in asked.outcome.text
    assert any(isinstance(piece, Cited) for piece in asked.events)
    assert asked.outcome.usage.output > 0


async def test_it_completes_the_outcome_when_the_caller_itself_fails(upstream):
    upstream.plays(stream(start(), text("Forty"), end="hang"))
    replies = []

    async def fail() -> None:
        async with ask_stream(ticket_of(), prompt_of()) as reply:
            replies.append(reply)
            async for _ in reply:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert replies[0].outcome.status is CallStatus.CANCELLED
    assert replies[0].outcome.text == "Forty"


async def test_it_refuses_politely_when_every_stream_is_taken(upstream, settings, monkeypatch):
    settings.ASK_CONCURRENCY, settings.FITCHECK_CONCURRENCY = 16, 4
    monkeypatch.setattr("routing.gateway.client._QUEUE_SECONDS", 0.5)
    upstream.plays(stream(start(), text("Forty"), end="hang"))
    others = [asyncio.create_task(ask()) for _ in range(60)]
    while len(upstream.bodies) < 60:
        upstream.asked.clear()
        await upstream.asked.wait()

    refused = await ask()

    assert refused.failure.code is ErrorCode.OVERLOADED
    assert refused.outcome.is_unbilled
    assert len(upstream.bodies) == 60
    for other in others:
        other.cancel()
    await asyncio.gather(*others, return_exceptions=True)
