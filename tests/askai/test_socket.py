import asyncio
from uuid import uuid4

import pytest

from askai.answer.task import answers_drain
from askai.models import Conversation, Turn
from routing.models import Call
from tests.askai.conftest import DISCOVERY, cookie_of

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
    assert 'href="/pages/editor/#discovery:~:text=' in done["html"]


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


async def test_it_lets_two_visitors_ask_at_once(open_browser, slow):
    one, other = await open_browser(), await open_browser(cookie_of("another"))

    answers = await asyncio.gather(one.ask("How many interviews did Ada run?"), other.ask("Who shipped invoices?"))

    assert [frames[-1]["state"] for frames in answers] == ["answered", "answered"]
