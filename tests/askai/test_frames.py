"""No frame is bigger than what the server lets through, however long the conversation."""

import json
import logging
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askai.models import Turn
from askai.wire import AnswerCitation, AnswerDelta, frames_read, frames_stored
from routing.sockets import FRAME_BYTES, parts_of
from site_project.lifecycle import limits_check

WIDEST = st.sampled_from(['"', "\\", "\U0001f9d1", "\u0915", "a", "\n", "\u2028"])


def joined(parts: list[str]) -> str:
    frames = [json.loads(part) for part in parts]
    assert [frame["is_last"] for frame in frames] == [False] * (len(frames) - 1) + [True]
    return "".join(frame["text"] for frame in frames)


@settings(max_examples=50)
@given(WIDEST, st.integers(8_001, 70_000))
def test_it_cuts_what_is_too_big_into_parts_that_fit_whatever_is_in_it(character, length):
    text = json.dumps({"html": character * length}, ensure_ascii=False)

    parts = parts_of(text)

    assert max(len(part.encode()) for part in parts) < FRAME_BYTES
    assert joined(parts) == text


def test_it_sends_everything_else_as_it_is():
    assert parts_of("{}") == ["{}"]


@pytest.mark.anyio
@pytest.mark.django_db(transaction=True)
async def test_it_lets_a_visitor_of_a_long_conversation_in(open_browser):
    browser = await open_browser()
    done = (await browser.ask("How many interviews did Ada run?"))[-1]
    await Turn.objects.filter(pk=done["turn"]).aupdate(html="\U0001f9d1" * 100_000)

    back = await open_browser()

    assert back.ready["turns"][0]["html"] == "\U0001f9d1" * 100_000
    assert back.widest < FRAME_BYTES


def test_it_says_at_the_start_which_limit_of_the_server_is_too_low(caplog):
    low = SimpleNamespace(server=SimpleNamespace(websocket_max_message_size=FRAME_BYTES, websocket_max_frame_size=9))

    with caplog.at_level(logging.ERROR):
        limits_check([low, SimpleNamespace()])

    assert [record.getMessage() for record in caplog.records] == [
        f"--websocket-max-frame-size is 9: write {FRAME_BYTES}, or chats break off"
    ]


def test_it_reads_frames_from_a_row_as_they_were_sent():
    frames = [AnswerDelta(7, 1, "Ada ran "), AnswerCitation(7, 2, 1, "/pages/x/", "X", "ran"), AnswerDelta(7, 3, "40.")]

    stored = json.loads(json.dumps(frames_stored(frames)))

    assert frames_read(7, stored, after=0) == frames
    assert frames_read(7, stored, after=2) == frames[2:]
