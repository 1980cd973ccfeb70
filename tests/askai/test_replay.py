"""Past questions asked again: each once, in the context it had, over the pages of today."""

from uuid import uuid4

import pytest
from django.utils import timezone

from askai.answer.whole import answer_whole
from askai.models import Conversation, Turn
from askai.prompt.replay import REPLAY
from askai.services import VisitorQuestion
from routing.crossing import cross
from routing.gateway import client as door
from routing.gateway.messages import Caller
from routing.models import Call
from tests.factories import PageFactory

pytestmark = pytest.mark.django_db(transaction=True)
CALLER = Caller(visitor="v" * 32, network="n" * 32)


def turn_make(conversation: Conversation, idx: int, question: str, **fields) -> Turn:
    blocks = [{"type": "text", "text": f"Answer {idx}."}]
    known = {
        "state": Turn.State.ANSWERED,
        "blocks": blocks,
        "asked_at": timezone.now(),
        "alive_at": timezone.now(),
        "key": uuid4(),
        **fields,
    }
    return Turn.objects.create(conversation=conversation, idx=idx, question=question, **known)


@pytest.fixture
def conversation(site) -> Conversation:
    return Conversation.objects.create(public_id=uuid4(), visitor="v", started_at=timezone.now())


def test_it_gives_every_question_once_and_none_without_an_answer(conversation):
    turn_make(conversation, 0, "How many interviews?")
    turn_make(conversation, 1, "And who led them?")
    turn_make(conversation, 2, "how many  INTERVIEWS?")
    turn_make(conversation, 3, "Lost?", state=Turn.State.INTERRUPTED)

    labels = [past.label for past in REPLAY.latest(10)]

    assert labels == ["how many  INTERVIEWS?", "And who led them?"]


def test_it_asks_a_follow_up_after_what_was_said_before(conversation):
    turn_make(conversation, 0, "How many interviews?")
    follow_up = turn_make(conversation, 1, "And who led them?")
    turn_make(conversation, 2, "Later?")

    prompt = REPLAY.prompt(follow_up.pk)

    said = [message["content"][-1]["text"] for message in prompt.messages]
    assert said == ["How many interviews?", "Answer 0.", "And who led them?"]


def test_it_says_when_a_question_is_gone(site):
    with pytest.raises(LookupError):
        REPLAY.prompt(4242)


async def test_it_tells_routing_how_an_answer_broke_its_contract(site):
    long = "Ada interviewed zookeepers about penguins " + "and then about penguins again " * 20
    await cross(PageFactory, slug="zoo", title="The zoo", body=long.strip() + ".")
    question = VisitorQuestion(
        text="What about penguins and zookeepers?", key=uuid4(), conversation=uuid4(), is_lone=True
    )

    turn = await answer_whole(question=question, caller=CALLER, clock=timezone.now)

    call = await cross(Call.objects.get, pk=turn.call_id)
    await door.aclose()
    assert [each.partition(":")[0] for each in call.breaches] == ["too_long"]
    assert call.breaches == turn.breaches
