"""What comes through the door when all is well, and the oddities a healthy stream may have."""

import asyncio

import pytest

from routing.client import aclose, count_tokens, drain
from routing.client import stream as ask_stream
from routing.messages import Cited, Text, UnableToReply, Usage
from routing.models import CallStatus, Engine, ErrorCode
from tests.routing.asking import ALL, ask, prompt_of, ticket_of
from tests.routing.upstream import answer, error, event, start, status, stop, stream, text

pytestmark = pytest.mark.anyio

COMPATIBLE = {"engine": Engine.COMPATIBLE}


async def test_it_gives_text_and_citations_in_the_order_they_came(upstream):
    citation = {
        "type": "search_result_location",
        "source": "https://example.org/pages/work/#research",
        "title": "Work",
        "cited_text": "She ran 40 interviews.",
        "search_result_index": 0,
        "start_block_index": 0,
        "end_block_index": 1,
    }
    cited = event("content_block_delta", index=1, delta={"type": "citations_delta", "citation": citation})
    upstream.plays(stream(start(), text("Yes: "), text("40 interviews.", 1), cited, stop()))

    asked = await ask()

    assert asked.events == [
        Text(0, "Yes: "),
        Text(1, "40 interviews."),
        Cited(1, "https://example.org/pages/work/#research", "Work", "She ran 40 interviews."),
    ]
    assert asked.outcome.text == "Yes: 40 interviews."
    assert asked.outcome.request_id == "req_ok"
    assert asked.outcome.ttft_ms <= asked.outcome.total_ms


@pytest.mark.parametrize("size", [1, 7, 4096])
async def test_it_reads_the_same_words_however_the_bytes_are_cut(upstream, size):
    upstream.plays(stream(start(), text("Zürich — 日本 "), text("🙂"), stop(), size=size))

    asked = await ask()

    assert asked.outcome.text == "Zürich — 日本 🙂"


async def test_it_ignores_what_it_does_not_know(upstream):
    odd = [
        event("ping"),
        event("aurora", light="green"),
        event("content_block_start", index=0, content_block={"type": "hologram"}),
        event("content_block_delta", index=0, delta={"type": "smell_delta", "smell": "rose"}),
        b": a comment\n\n",
        b"id: 7\nretry: 5\n\n",
    ]
    upstream.plays(stream(*odd, start(), *odd, text("Forty."), *odd, stop()))

    asked = await ask()

    assert asked.events == [Text(0, "Forty.")]
    assert asked.outcome.status is CallStatus.DONE


async def test_it_reads_windows_line_ends_and_unnamed_events(upstream):
    whole = b"".join([start(), text("Forty."), stop()])
    bare = b"\n".join(line for line in whole.split(b"\n") if not line.startswith(b"event:"))
    upstream.plays(stream(bare.replace(b"\n", b"\r\n")))

    asked = await ask(ticket_of(**COMPATIBLE))

    assert asked.outcome.text == "Forty."


async def test_it_merges_the_counts_of_the_start_and_the_end(upstream):
    counts = {
        "cache_creation_input_tokens": 5000,
        "cache_read_input_tokens": 0,
        "cache_creation": {"ephemeral_5m_input_tokens": 5000, "ephemeral_1h_input_tokens": 0},
    }
    details = {"output_tokens_details": {"thinking_tokens": 3}}
    upstream.plays(stream(start(**counts), text("Forty."), stop(output_tokens=9, **details)))

    asked = await ask()

    assert asked.outcome.usage == Usage(input=100, write_5m=5000, write_1h=0, read=0, output=9, thinking=3)
    assert not asked.outcome.is_estimated


async def test_it_trusts_the_scalar_where_the_split_disagrees(upstream):
    counts = {"cache_creation_input_tokens": 10, "cache_creation": {"ephemeral_5m_input_tokens": 10}}
    upstream.plays(stream(start(**counts), text("Forty."), stop(cache_creation_input_tokens=25)))

    asked = await ask(ticket_of(cache_ttl="1h"))

    assert (asked.outcome.usage.write_5m, asked.outcome.usage.write_1h) == (0, 25)


async def test_it_keeps_not_reported_apart_from_none(upstream):
    silent = event("message_start", message={"id": "m", "content": []})
    end = event("message_delta", delta={"stop_reason": "end_turn"}) + event("message_stop")
    upstream.plays(stream(silent, text("Forty."), end))

    asked = await ask(ticket_of(**COMPATIBLE))

    assert asked.outcome.status is CallStatus.DONE
    assert asked.outcome.usage == Usage()


@pytest.mark.parametrize(
    ("reason", "ended"),
    [
        ("end_turn", CallStatus.DONE),
        ("stop_sequence", CallStatus.DONE),
        ("max_tokens", CallStatus.CUT),
        ("model_context_window_exceeded", CallStatus.CUT),
        ("refusal", CallStatus.REFUSED),
        ("pause_turn", CallStatus.DONE),
    ],
)
async def test_it_names_how_the_answer_ended(upstream, reason, ended):
    upstream.plays(answer("Forty.", reason=reason))

    asked = await ask()

    assert asked.outcome.status is ended
    assert asked.outcome.stop_reason == reason


async def test_it_takes_an_empty_answer_for_an_answer(upstream):
    upstream.plays(answer())

    asked = await ask()

    assert asked.outcome.status is CallStatus.DONE
    assert asked.outcome.text == ""
    assert asked.outcome.ttft_ms is None


async def test_it_counts_thinking_as_a_sign_of_life_but_does_not_show_it(upstream):
    thought = event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": "hm"})
    upstream.plays(stream(start(), *[thought] * 8, text("Forty.", 1), stop(), pause=0.05))

    asked = await ask(ticket_of(first_token_seconds=0.25, gap_seconds=0.25))

    assert asked.outcome.text == "Forty."
    assert asked.outcome.ttft_ms >= 350


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


async def test_it_answers_sixty_at_once_and_leaks_no_connection(upstream):
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


async def test_it_refuses_politely_when_every_stream_is_taken(upstream, monkeypatch):
    monkeypatch.setattr("routing.client._QUEUE_SECONDS", 0.5)
    upstream.plays(stream(start(), text("Forty"), end="hang"))
    others = [asyncio.create_task(ask()) for _ in range(50)]
    while len(upstream.bodies) < 50:
        upstream.asked.clear()
        await upstream.asked.wait()

    refused = await ask()

    assert refused.failure.code is ErrorCode.OVERLOADED
    assert refused.outcome.is_unbilled
    assert len(upstream.bodies) == 50
    for other in others:
        other.cancel()
    await asyncio.gather(*others, return_exceptions=True)
