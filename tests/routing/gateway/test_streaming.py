"""What comes through the door when all is well, and the oddities a healthy stream may have."""

import pytest

from routing.gateway.messages import Cited, Text, Usage
from routing.models import CallStatus, Engine
from tests.routing.asking import ask, ticket_of
from tests.routing.upstream import answer, event, start, stop, stream, text

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
