"""What remains when something dies, and what a turn costs the process."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.backends.signals import connection_created
from django.utils import timezone

from askai.answer import frames
from askai.answer.task import answer_begin, answers_drain
from askai.models import Conversation, Turn
from askai.selectors import STALE_AFTER
from askai.services import VisitorQuestion
from routing.ledger.callers import caller_of_scope
from routing.models import Call, LanguageModel
from tests.askai.conftest import ORIGIN, Browser, cookie_of

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]
QUESTION = "How many interviews did Ada run?"


async def left_behind(browser: Browser, age: timedelta) -> Turn:
    """Store a turn as a process leaves it that dies while it answers."""
    caller = caller_of_scope(browser.socket.scope)
    conversation = await Conversation.objects.acreate(
        public_id=uuid4(), visitor=caller.visitor, started_at=timezone.now() - age
    )
    silent_since = timezone.now() - age
    model = await LanguageModel.objects.afirst()
    call = await Call.objects.acreate(
        feature="ask-ai", model=model, engine="standin", status="calling", started_at=silent_since
    )
    return await Turn.objects.acreate(
        conversation=conversation,
        idx=0,
        key=uuid4(),
        question=QUESTION,
        asked_at=silent_since,
        alive_at=silent_since,
        text="Ada ran forty",
        call=call,
    )


async def test_it_marks_what_a_dead_process_left_and_goes_on(open_browser):
    first = await open_browser()
    turn = await left_behind(first, STALE_AFTER + timedelta(seconds=1))

    browser = await open_browser()
    done = (await browser.ask("In which year did Ada run them?"))[-1]

    assert browser.ready["turns"][0]["state"] == "interrupted"
    assert "broke off" in browser.ready["turns"][0]["html"]
    assert done["type"] == "answer.done"
    assert (await Turn.objects.aget(pk=turn.pk)).state == Turn.State.INTERRUPTED


async def test_it_resumes_a_turn_that_a_dead_process_left(open_browser):
    browser = await open_browser()
    turn = await left_behind(browser, STALE_AFTER + timedelta(seconds=1))

    await browser.send(type="resume", turn=turn.pk, after=3)
    done = await browser.take()

    assert (done["type"], done["state"]) == ("answer.done", "interrupted")
    assert "Ada ran forty" in done["html"]


async def test_it_ends_the_wait_for_a_process_that_falls_silent_meanwhile(open_browser):
    browser = await open_browser()
    turn = await left_behind(browser, STALE_AFTER - timedelta(seconds=0.5))

    await browser.send(type="resume", turn=turn.pk, after=3)
    done = await browser.take()

    assert (done["type"], done["state"], done["engine"]) == ("answer.done", "interrupted", "standin")


async def test_it_keeps_waiting_while_another_process_may_still_answer(open_browser):
    browser = await open_browser()
    turn = await left_behind(browser, timedelta(seconds=5))

    refused = (await browser.ask("And in which year?"))[-1]

    assert refused["code"] == "busy"
    assert (await Turn.objects.aget(pk=turn.pk)).state == Turn.State.ANSWERING


async def test_it_crosses_to_threads_twice_a_turn(open_browser):
    browser = await open_browser()
    opened: list[object] = []

    def count(**fields: object) -> None:
        opened.append(fields["connection"])

    # Every crossing opens a connection and closes it: their number is the number of crossings.
    connection_created.connect(count)
    try:
        await browser.ask(QUESTION)
    finally:
        connection_created.disconnect(count)

    assert len(opened) == 2


async def test_it_stops_paying_once_everyone_has_left(open_browser, slow, monkeypatch):
    monkeypatch.setattr(frames, "ALONE_SECONDS", 0.3)
    browser = await open_browser()
    await browser.send(type="ask", text="Tell me about discovery and interviews", key=str(uuid4()))
    await browser.until("answer.delta")

    await browser.close()
    await answers_drain(5)

    assert (await Turn.objects.aget()).state == Turn.State.STOPPED
    assert (await Call.objects.aget()).status == "cancelled"


async def test_it_stops_paying_for_an_answer_that_nobody_ever_followed(open_browser, slow, monkeypatch):
    monkeypatch.setattr(frames, "ALONE_SECONDS", 0.1)
    browser = await open_browser()  # the site and its pages
    question = VisitorQuestion(text=QUESTION, key=uuid4(), conversation=uuid4())

    await answer_begin(question=question, caller=caller_of_scope(browser.socket.scope), clock=timezone.now).opened
    await answers_drain(5)

    turn = await Turn.objects.aget()
    assert (turn.state, "Nobody was reading" in turn.html) == (Turn.State.STOPPED, True)


async def test_it_stores_what_it_has_when_the_process_goes_down(open_browser, slow):
    browser = await open_browser()
    await browser.send(type="ask", text=QUESTION, key=str(uuid4()))
    await browser.until("answer.delta")

    await answers_drain(0)

    turn = await Turn.objects.select_related("call").aget()
    assert turn.text
    assert "restarted" in turn.html
    assert turn.state == Turn.State.STOPPED
    assert turn.call.finished_at


async def test_it_survives_a_conversation_deleted_while_it_answers(open_browser, slow):
    browser = await open_browser()
    await browser.send(type="ask", text=QUESTION, key=str(uuid4()))
    await browser.until("answer.delta")

    await Conversation.objects.all().adelete()
    done = (await browser.until("answer.done"))[-1]

    assert done["state"] == "answered"
    assert await Turn.objects.acount() == 0
    assert (await Call.objects.aget()).status == "done"


ODD = [
    "{",
    "null",
    '"ask"',
    '{"type":null}',
    '{"type":"ask"}',
    '{"type":"ask","text":[],"key":{}}',
    "\x00",
    "\ufeff{}",
    '{"type":"resume","turn":"1; drop","after":0}',
    '{"type":"thumb","turn":1,"value":true}',
    "[" * 9_000,
]


@pytest.mark.parametrize("text", ODD)
async def test_it_lives_through_any_odd_frame(open_browser, text):
    browser = await open_browser()

    await browser.socket.send_to(text_data=text)
    refused = await browser.take()
    await browser.send(type="new")

    assert refused["type"] == "error"
    assert (await browser.take())["type"] == "ready"


async def test_it_tells_a_browser_without_its_cookie_what_to_do(site):
    browser = Browser("forged")

    said = await browser.open()
    await browser.socket.send_json_to({"type": "stop"})

    assert said["code"] == "not_found"
    assert await browser.socket.receive_output(timeout=30) == {"type": "websocket.close", "code": 4400}
    assert ORIGIN in dict(browser.socket.scope["headers"]).values()


async def test_it_answers_so_many_at_a_time_and_says_so(open_browser, slow, settings):
    settings.ASK_CONCURRENCY = 1
    one, other = await open_browser(), await open_browser(cookie_of("another"))
    await one.send(type="ask", text=QUESTION, key=str(uuid4()))
    await one.until("turn.opened")

    refused = (await other.ask(QUESTION))[-1]
    done = (await one.until("answer.done"))[-1]
    again = (await other.ask(QUESTION))[-1]

    assert (refused["type"], refused["code"]) == ("error", "busy")
    assert done["state"] == again["state"] == "answered"


async def test_it_says_while_it_writes_that_it_lives_and_keeps_the_words_so_far(open_browser, settings, monkeypatch):
    settings.STANDIN_TOKENS_PER_SECOND = 20
    monkeypatch.setattr("askai.answer.task.BEAT_SECONDS", 0.05)
    browser = await open_browser()

    await browser.send(type="ask", text=QUESTION, key=str(uuid4()))
    opened = await browser.take()
    await browser.take()
    turn = await Turn.objects.aget(pk=opened["turn"])
    while not turn.text:
        await asyncio.sleep(0.02)
        await turn.arefresh_from_db()

    assert turn.alive_at > turn.asked_at


async def test_it_stops_paying_for_a_turn_that_was_deleted_meanwhile(open_browser, settings, monkeypatch):
    settings.STANDIN_TOKENS_PER_SECOND = 2
    monkeypatch.setattr("askai.answer.task.BEAT_SECONDS", 0.05)
    browser = await open_browser()
    await browser.send(type="ask", text=QUESTION, key=str(uuid4()))
    opened = await browser.take()

    await Turn.objects.filter(pk=opened["turn"]).adelete()
    async with asyncio.timeout(5):
        while await Call.objects.filter(status="calling").aexists():  # noqa: ASYNC110 (a row)
            await asyncio.sleep(0.02)

    assert (await Call.objects.alast()).status == "cancelled"


async def test_it_says_that_it_lives_while_there_are_no_words_and_is_silent_when_nothing_is_due(
    open_browser, settings, monkeypatch
):
    settings.STANDIN_TOKENS_PER_SECOND = 2
    monkeypatch.setattr("askai.consumers.PULSE_SECONDS", 0.05)
    browser = await open_browser()

    await browser.send(type="ask", text=QUESTION, key=str(uuid4()))
    frames = await browser.until("alive")
    await browser.send(type="stop")
    await browser.until("answer.done")

    assert frames[-1] == {"type": "alive"}
    assert await browser.socket.receive_nothing(0.2)
