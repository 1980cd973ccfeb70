"""What the socket refuses, in which words, and that it lives on."""

import pytest

from askai.models import Conversation, Turn
from routing.models import Call
from tests.askai.conftest import Browser, cookie_of
from tests.door import standin

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("frame", [{"type": "resume", "after": 0}, {"type": "thumb", "value": 1, "reason": None}])
async def test_it_finds_no_turn_of_another_visitor(open_browser, frame):
    browser = await open_browser()
    turn = (await browser.ask("How many interviews did Ada run?"))[-1]["turn"]
    stranger = await open_browser("stranger:" + "0" * 43)

    assert stranger.ready["type"] == "error"

    other = Browser(cookie_of("someone else"))
    await other.open()
    await other.send(turn=turn, **frame)
    refused = await other.take()
    await other.close()

    assert refused["code"] == "not_found"


async def test_it_says_that_a_deleted_conversation_is_gone(open_browser):
    browser = await open_browser()
    turn = (await browser.ask("How many interviews did Ada run?"))[-1]["turn"]
    await Conversation.objects.all().adelete()

    await browser.send(type="resume", turn=turn, after=0)
    refused = await browser.take()
    again = await browser.ask("How many interviews did Ada run?")

    assert refused["code"] == "not_found"
    assert again[-1]["state"] == "answered"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \x00\u200b\n", "empty"),
        ("\ufffd" * 9 + "abc", "empty"),
        ("🙂?", "empty"),
        ("x" * 2001, "too_long"),
    ],
)
async def test_it_refuses_what_is_no_question_and_charges_nothing(open_browser, text, code):
    browser = await open_browser()

    refused = (await browser.ask(text))[-1]

    assert refused["code"] == code
    assert await Call.objects.acount() == 0
    assert await Conversation.objects.acount() == 0


async def test_it_closes_a_chat_at_its_last_turn(open_browser, settings):
    settings.ASK_MAX_TURNS = 1
    browser = await open_browser()
    await browser.ask("How many interviews did Ada run?")

    refused = (await browser.ask("And then?"))[-1]

    assert refused["code"] == "too_long"
    assert "new chat" in refused["message"]


async def test_it_says_when_the_rate_is_used_up(open_browser, settings):
    settings.ASK_RATES = "1/hour"
    browser = await open_browser()
    await browser.ask("How many interviews did Ada run?")

    refused = (await browser.ask("And then?"))[-1]

    assert refused["code"] == "rate_limited"
    assert refused["retry_at"]


async def test_it_closes_after_three_bad_frames(open_browser):
    browser = await open_browser()

    for text in ("{", '{"type":"launch"}', '{"type":"ask","text":"hi"}'):
        await browser.socket.send_to(text_data=text)
        assert (await browser.take())["code"] == "bad_frame"

    assert (await browser.socket.receive_output(timeout=30)) == {"type": "websocket.close", "code": 4400}


async def test_it_refuses_an_oversize_frame_and_bytes_but_lives_on(open_browser):
    browser = await open_browser()

    await browser.socket.send_to(text_data="x" * 40_000)
    oversize = await browser.take()
    await browser.socket.send_to(bytes_data=b"\x00\xff")
    binary = await browser.take()
    done = (await browser.ask("How many interviews did Ada run?"))[-1]

    assert oversize["code"] == binary["code"] == "bad_frame"
    assert done["state"] == "answered"


async def test_it_closes_a_socket_that_floods(open_browser, settings):
    settings.SOCKET_FRAMES = "5/10 seconds"
    browser = await open_browser()

    for _ in range(6):
        await browser.send(type="stop")

    assert (await browser.socket.receive_output(timeout=30)) == {"type": "websocket.close", "code": 4029}


async def test_it_refuses_a_foreign_origin(site, visitor):
    browser = Browser(visitor, origin=b"https://evil.example")

    connected, _ = await browser.socket.connect()

    assert not connected


@pytest.mark.parametrize(
    ("fault", "state"),
    [("reset", "interrupted"), ("cut", "interrupted"), ("eof", "interrupted"), ("error-mid", "interrupted"),
     ("refusal", "refused"), ("max-tokens:5", "cut"), ("empty", "interrupted"), ("401", "interrupted"),
     ("529*9", "interrupted"), ("unknown-events", "answered")],
)  # fmt: skip
async def test_it_ends_every_fault_with_a_sentence(open_browser, fault, state):
    browser = await open_browser()
    standin().faults.add(fault)

    done = (await browser.ask("How many interviews did Ada run?"))[-1]

    assert done["type"] == "answer.done"
    assert done["state"] == state
    assert state == "answered" or "answer-note" in done["html"]
    turn = await Turn.objects.select_related("call").aget()
    assert turn.call.finished_at is not None
