"""The silent retry: an answer that begins with a claim without a source is asked again before a word was shown."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from askai.models import Turn
from routing.models import Budget, Call, CallStatus
from routing.standin.content import Answer, Piece
from tests.askai.test_unsourced import FALSE, cited
from tests.door import standin

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]
GOOD = (cited("Ada ran 40 interviews in 2025. "), Piece("The site does not mention Vue."))
BAD = (Piece(f"{FALSE} "), cited("Ada ran 40 interviews in 2025."))


@dataclass
class Says:
    """A model that gives one answer after the other."""

    answers: list[tuple[Piece, ...]]
    asked: list = field(default_factory=list)

    def accepts(self, request) -> bool:
        return True

    def answer(self, request) -> Answer:
        self.asked.append(request)
        return Answer(self.answers[min(len(self.asked), len(self.answers)) - 1])


@pytest.fixture
def retrying(paid, settings) -> None:
    settings.ASK_RETRY = True


async def asked(browser, *answers: tuple[Piece, ...], opens: bool = True) -> tuple[list[dict], Says]:
    """Ask a question of a model that gives these answers; returns the frames, and what the model was asked."""
    if opens:
        await browser.ask("Does she know Kafka?")  # the door is open from here on
    model = Says(list(answers))
    standin().responders = [model]
    return await browser.ask("What has she done?"), model


def shown(frames: list[dict]) -> str:
    return "".join(frame.get("text", "") for frame in frames if frame["type"] == "answer.delta")


async def test_it_asks_again_and_shows_no_word_of_the_first_answer(retrying, open_browser):
    frames, model = await asked(await open_browser(), BAD, GOOD)

    assert len(model.asked) == 2
    assert model.asked[0] == model.asked[1]
    assert shown(frames) == "Ada ran 40 interviews in 2025. The site does not mention Vue."
    assert "Initech" not in str(frames)
    turn = await Turn.objects.alatest("pk")
    assert (turn.state, turn.unsourced, turn.breaches) == ("answered", [], [])


async def test_it_books_both_calls(retrying, open_browser):
    await asked(await open_browser(), BAD, GOOD)

    turn = await Turn.objects.select_related("call").alatest("pk")
    first = await Call.objects.exclude(pk=turn.call_id).alatest("pk")
    assert first.breaches == ["retried:1"]
    assert first.spent_microusd > 0
    assert (turn.call.status, turn.call.breaches) == (CallStatus.DONE, [])
    assert turn.call.spent_microusd > 0
    assert not await Call.objects.filter(status=CallStatus.CALLING).aexists()
    assert not await Budget.objects.filter(reserved_microusd__gt=0).aexists()


async def test_it_asks_no_third_time_and_marks_what_has_no_source(retrying, open_browser):
    frames, model = await asked(await open_browser(), BAD, BAD, GOOD)

    assert len(model.asked) == 2
    assert "no source for this" in frames[-1]["html"]
    assert (await Turn.objects.alatest("pk")).breaches == ["uncited:1"]


async def test_it_asks_again_where_the_whole_answer_is_one_sentence(retrying, open_browser):
    frames, model = await asked(await open_browser(), (Piece(FALSE),), GOOD)

    assert len(model.asked) == 2
    assert "Initech" not in str(frames)


@pytest.mark.parametrize(
    "answer",
    [
        GOOD,
        (cited("Ada ran 40 interviews in 2025. "), Piece(FALSE)),
        (Piece("The site does not say."),),
        (Piece("Yes. "), cited("Ada ran 40 interviews in 2025."), Piece(f" {FALSE}")),
        (Piece(f"{FALSE} " * 15),),
    ],
    ids=["honest", "false later", "declined", "after a word of glue", "too long to hold"],
)
async def test_it_shows_what_begins_well_or_has_been_read(retrying, open_browser, answer):
    frames, model = await asked(await open_browser(), answer, GOOD)

    assert len(model.asked) == 1
    assert shown(frames) == "".join(piece.text for piece in answer)


async def test_it_does_nothing_unless_it_is_switched_on(paid, open_browser):
    _, model = await asked(await open_browser(), BAD, GOOD)

    assert len(model.asked) == 1


async def test_it_leaves_the_demo_engine_alone(settings, open_browser):
    settings.ASK_RETRY = True

    _, model = await asked(await open_browser(), BAD, GOOD)

    assert len(model.asked) == 1


async def test_it_shows_the_first_answer_where_the_rate_allows_no_second(retrying, settings, open_browser):
    settings.ASK_RATES = "2/day"

    frames, model = await asked(await open_browser(), BAD, GOOD)

    assert len(model.asked) == 1
    assert "no source for this" in frames[-1]["html"]
    assert not await Call.objects.filter(
        status=CallStatus.CALLING, started_at__gt=timezone.now() - timedelta(days=1)
    ).aexists()


async def test_it_settles_both_calls_when_the_visitor_stops_the_second(retrying, settings, open_browser):
    settings.STANDIN_TOKENS_PER_SECOND = 50
    browser = await open_browser()
    await browser.ask("Does she know Kafka?")
    standin().responders = [Says([BAD, (*GOOD, Piece(" The site does not mention Vue." * 400))])]
    await browser.send(type="ask", text="What has she done?", key=str(uuid4()))
    await browser.until("answer.delta")

    await browser.send(type="stop")
    done = (await browser.until("answer.done"))[-1]

    turn = await Turn.objects.select_related("call").alatest("pk")
    assert (done["state"], turn.call.status) == ("stopped", CallStatus.CANCELLED)
    assert "Initech" not in done["html"]
    assert await Call.objects.acount() == 3
    assert not await Call.objects.filter(status=CallStatus.CALLING).aexists()
    assert not await Budget.objects.filter(reserved_microusd__gt=0).aexists()
