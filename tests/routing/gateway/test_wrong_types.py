"""What no server should send: values of another type, counts that are none, text without an end. None of it is ours."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.gateway.errors import Fault
from routing.gateway.transcript import Transcript
from routing.models import CallStatus, ErrorCode
from tests.routing.asking import ask, ticket_of
from tests.routing.upstream import answer, event, start, stop, stream, text

WRONG = [None, 5, -1, 1.5, True, [], ["x"], {}, {"x": 1}, "x", "1e999"]


def delta(**fields: object) -> bytes:
    return event("content_block_delta", index=0, delta={"type": "text_delta", "text": "x"} | fields)


@pytest.mark.anyio
@pytest.mark.parametrize("wrong", [value for value in WRONG if value and not isinstance(value, str)])
async def test_it_ends_as_a_broken_stream_where_text_is_no_text(upstream, wrong):
    upstream.plays(stream(start(), text("Forty"), delta(text=wrong), stop()))

    asked = await ask()

    assert asked.failure.code is ErrorCode.PROTOCOL
    assert (asked.outcome.status, asked.outcome.text) == (CallStatus.FAILED, "Forty")


@pytest.mark.anyio
@pytest.mark.parametrize("count", [-1, 2**31, 1e999, "many", True, [1]])
async def test_it_takes_no_count_that_cannot_be_stored_or_would_give_money_back(upstream, count):
    usage = {"output_tokens": count}
    upstream.plays(
        stream(start(), text("Forty"), event("message_delta", delta={"stop_reason": "end_turn"}, usage=usage), stop())
    )

    asked = await ask()

    assert asked.failure.code is ErrorCode.PROTOCOL
    assert asked.outcome.is_estimated
    assert 0 <= asked.outcome.usage.output < 100


@pytest.mark.anyio
@pytest.mark.parametrize("pieces", [1, 100])
async def test_it_ends_an_answer_whose_server_keeps_to_no_length(upstream, pieces):
    most = ticket_of().max_output_tokens * 16
    upstream.plays(stream(start(), *[text("x" * (2 * most // pieces))] * pieces, stop()))

    asked = await ask()

    assert (asked.outcome.status, asked.outcome.stop_reason) == (CallStatus.CUT, "max_tokens")
    assert asked.outcome.text == "x" * most == "".join(each.text for each in asked.events)


@pytest.mark.anyio
async def test_it_takes_the_next_answer_whole(upstream):
    upstream.plays(answer("Forty."))

    assert (await ask()).outcome.text == "Forty."


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KINDS = ("message_start", "content_block_start", "content_block_delta", "message_delta", "message_stop", "error")
FIELDS = ("message", "content_block", "delta", "usage", "error", "index", "type", "text", "citation", "stop_reason")


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), VALUES)), max_size=4))
def test_it_reads_any_event_or_says_that_the_stream_is_broken(events):
    transcript = Transcript("5m", most_chars=100)

    for kind, fields in events:
        with suppress(Fault):
            transcript.take(kind.encode(), event(kind, **fields).split(b"data: ")[1])

    assert all(count is None or count >= 0 for count in (transcript.usage.input, transcript.usage.output))


@pytest.mark.parametrize("deep", [b"[" * 100_000, b'{"message":' * 50_000])
def test_it_is_not_brought_down_by_depth(deep):
    with pytest.raises(Fault) as broken:
        Transcript("5m", most_chars=100).take(b"message_start", deep)

    assert broken.value.code is ErrorCode.PROTOCOL
