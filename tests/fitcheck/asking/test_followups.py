"""A question about a result that points back to the one before it."""

import json

import pytest
from django.utils import timezone

from fitcheck.asking.service import ResultQuestion, inquiry_open
from fitcheck.models import Inquiry
from routing.gateway.messages import Caller
from tests.fitcheck.asking.results import ask, record

pytestmark = pytest.mark.usefixtures("site")


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("Why is “Experience with Kafka” a gap?", "And why is that?", "“Experience with Kafka” is a gap."),
        ("Does she write SQL?", "Why?", "“Strong SQL” is moderate."),
        ("Does she write SQL?", "What is it rated, and is that a gap?", "“Strong SQL” is moderate."),
        ("Does she write SQL?", "What would change it?", "With Kafka at 4 it would be a moderate fit."),
        ("Does she write SQL?", "Is it product discovery she is good at?", "“Product discovery” is strong."),
    ],
)
def test_a_follow_up_is_of_what_was_asked_before(client, first, second, words):
    assessment = record()
    ask(client, assessment, first, key="k1")

    ask(client, assessment, second, key="k2")

    said = Inquiry.objects.order_by("pk").last().statements
    assert said[0]["text"] == words


def test_it_sends_the_last_three_answers_of_this_visitor_and_of_nobody_else():
    assessment, now = record(), timezone.now()
    for number, (visitor, stage) in enumerate(
        [("me", "answered")] * 4 + [("you", "answered"), ("me", "failed"), ("me", "silent")]
    ):
        Inquiry.objects.create(
            assessment=assessment, visitor=visitor, key=str(number), question=f"Question {number}?", stage=stage,
            statements=[{"text": f"Answer {number}.", "cites": []}], asked_at=now,
        )  # fmt: skip

    question = ResultQuestion(assessment.public_id, "Why?", "last")
    work = inquiry_open(question=question, caller=Caller(visitor="me", network="n"), now=now)

    assert work is not None
    _, earlier, asked = (json.loads(part["text"]) for part in work.prompt.messages[0]["content"])
    assert earlier == {
        "earlier": [{"question": f"Question {number}?", "answer": f"Answer {number}."} for number in (1, 2, 3)]
    }
    assert asked == {"question": "Why?"}
