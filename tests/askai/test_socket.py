import asyncio
from uuid import uuid4

import pytest

from askai.answering import answers_drain
from askai.models import Conversation, Turn
from routing.models import Call
from tests.askai.conftest import DISCOVERY, Browser, standin

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]


def text_of(frames: list[dict]) -> str:
    return "".join(frame["text"] for frame in frames if frame["type"] == "answer.delta")


async def test_it_streams_an_answer_with_its_source(open_browser):
    browser = await open_browser()

    frames = await browser.ask("How many interviews did Ada run?")

    assert frames[0]["type"] == "turn.opened"
    assert [frame["seq"] for frame in frames[1:]] == list(range(1, len(frames)))
    done = frames[-1]
    assert done["state"] == "answered"
    assert done["engine"] == "standin"
    assert "40 interviews" in text_of(frames)
    assert done["citations"][0]["source"].endswith("/pages/editor/#discovery")
    assert done["citations"][0]["quote"] in DISCOVERY
    assert 'href="/pages/editor/#discovery"' in done["html"]


async def test_it_stores_the_turn_and_settles_its_call(open_browser):
    browser = await open_browser()

    frames = await browser.ask("How many interviews did Ada run?")

    turn = await Turn.objects.select_related("call").aget()
    assert turn.state == Turn.State.ANSWERED
    assert turn.frames == frames[-1]["seq"]
    assert "".join(block["text"] for block in turn.blocks).strip() == turn.text
    assert turn.call.status == "done"
    assert turn.call.output_tokens > 0
    assert turn.breaches == []


async def test_it_says_what_the_site_does_not_say_and_whom_to_ask(open_browser):
    browser = await open_browser()

    done = (await browser.ask("What is her favourite pizza topping?"))[-1]

    assert done["state"] == "declined"
    assert "The site does not say." in done["html"]
    assert "mailto:ada@example.org" in done["html"]
    assert (await Turn.objects.aget()).topic == "favourite pizza topping"


async def test_it_sends_the_last_turn_along_with_a_follow_up(open_browser):
    browser = await open_browser()
    await browser.ask("How many interviews did Ada run?")

    await browser.ask("And in which year was that?")

    first, second = [turn async for turn in Turn.objects.order_by("idx")]
    assert second.conversation_id == first.conversation_id
    assert (await Call.objects.aget(pk=second.call_id)).input_tokens is not None
    assert second.state == Turn.State.ANSWERED


async def test_it_asks_once_for_one_key(open_browser):
    browser = await open_browser()
    key = str(uuid4())
    first = await browser.ask("How many interviews did Ada run?", key)

    again = await browser.ask("How many interviews did Ada run?", key)

    assert again[0] == first[0]
    assert again[-1] == first[-1]
    assert await Call.objects.acount() == 1


async def test_it_stops_at_once_and_keeps_what_was_written(open_browser, slow):
    browser = await open_browser()
    await browser.send(type="ask", text="How many interviews did Ada run?", key=str(uuid4()))
    before = await browser.until("answer.delta")

    await browser.send(type="stop")
    rest = await browser.until("answer.done")

    assert rest[-1]["state"] == "stopped"
    turn = await Turn.objects.select_related("call").aget()
    assert turn.text == (text_of(before) + text_of(rest)).strip()
    assert turn.call.status == "cancelled"


async def test_it_answers_one_question_at_a_time_and_the_socket_lives_on(open_browser, slow):
    browser = await open_browser()
    await browser.send(type="ask", text="How many interviews did Ada run?", key=str(uuid4()))
    await browser.until("turn.opened")

    await browser.send(type="ask", text="And another?", key=str(uuid4()))
    refused = (await browser.until("error"))[-1]
    done = (await browser.until("answer.done"))[-1]

    assert refused["code"] == "busy"
    assert done["state"] == "answered"
    assert await Turn.objects.acount() == 1


async def test_it_gives_a_dropped_browser_the_rest(open_browser, slow):
    browser = await open_browser()
    await browser.send(type="ask", text="How many interviews did Ada run?", key=str(uuid4()))
    seen = await browser.until("answer.delta")
    turn, after = seen[-1]["turn"], seen[-1]["seq"]
    await browser.close()

    back = await open_browser()
    await back.send(type="resume", turn=turn, after=after)
    rest = await back.until("answer.done")

    assert back.ready["turns"][0]["state"] == "answering"
    assert [frame["seq"] for frame in rest] == list(range(after + 1, after + 1 + len(rest)))
    stored = await Turn.objects.aget()
    assert (text_of(seen) + text_of(rest)).strip() == stored.text
    assert await Call.objects.acount() == 1


async def test_it_finishes_an_answer_nobody_waits_for_and_shows_it_later(open_browser, slow):
    browser = await open_browser()
    await browser.send(type="ask", text="How many interviews did Ada run?", key=str(uuid4()))
    turn = (await browser.until("turn.opened"))[-1]["turn"]
    await browser.close()
    await answers_drain(10)

    back = await open_browser()
    await back.send(type="resume", turn=turn, after=0)
    done = await back.take()

    assert done["type"] == "answer.done"
    assert done["state"] == "answered"
    assert back.ready["turns"][0]["html"] == done["html"]


async def test_it_shows_a_running_answer_in_the_visitors_other_tab(open_browser, slow):
    here, there = await open_browser(), await open_browser()
    await here.send(type="ask", text="How many interviews did Ada run?", key=str(uuid4()))
    turn = (await here.until("turn.opened"))[-1]["turn"]

    told = await there.take()
    await there.send(type="resume", turn=turn, after=0)
    followed = await there.until("answer.done")
    asked = await here.until("answer.done")

    assert told["turns"][0]["state"] == "answering"
    assert followed == asked


async def test_it_begins_again_on_a_new_chat(open_browser):
    browser = await open_browser()
    await browser.ask("How many interviews did Ada run?")

    await browser.send(type="new")
    ready = await browser.take()
    await browser.ask("How many interviews did Ada run?")

    assert ready == {"type": "ready", "conversation": None, "engine": "standin", "turns": []}
    assert await Conversation.objects.acount() == 2


async def test_it_keeps_what_a_visitor_thought(open_browser):
    browser = await open_browser()
    turn = (await browser.ask("How many interviews did Ada run?"))[-1]["turn"]

    await browser.send(type="thumb", turn=turn, value=-1, reason="too long")
    await browser.send(type="new")
    await browser.take()

    stored = await Turn.objects.aget()
    assert (stored.thumb, stored.thumb_reason) == (-1, "too long")


@pytest.mark.parametrize("frame", [{"type": "resume", "after": 0}, {"type": "thumb", "value": 1, "reason": None}])
async def test_it_finds_no_turn_of_another_visitor(open_browser, frame):
    browser = await open_browser()
    turn = (await browser.ask("How many interviews did Ada run?"))[-1]["turn"]
    stranger = await open_browser("stranger:" + "0" * 43)

    assert stranger.ready["type"] == "error"

    other = Browser(_cookie("someone else"))
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

    assert (await browser.socket.receive_output(timeout=5)) == {"type": "websocket.close", "code": 4400}


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

    assert (await browser.socket.receive_output(timeout=5)) == {"type": "websocket.close", "code": 4029}


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


async def test_it_lets_two_visitors_ask_at_once(open_browser, slow):
    one, other = await open_browser(), await open_browser(_cookie("another"))

    answers = await asyncio.gather(one.ask("How many interviews did Ada run?"), other.ask("Who shipped invoices?"))

    assert [frames[-1]["state"] for frames in answers] == ["answered", "answered"]


def _cookie(name: str) -> str:
    from django.core.signing import Signer

    return Signer(salt="routing.visitor").sign(name)
