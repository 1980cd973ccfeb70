"""Conversations are kept as long as the page says, and no longer."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from askai.answer.leases import turns_sweep
from askai.answer.retention import keeper
from askai.models import Conversation, Turn
from askai.selectors import STALE_AFTER
from askai.services import conversations_expire

NOW = timezone.now()
pytestmark = pytest.mark.django_db(transaction=True)


def conversation(*, started: int, asked: int | None = None) -> Conversation:
    """Make a conversation begun so many days ago, with one question as many days ago as said."""
    row = Conversation.objects.create(
        public_id=uuid4(), visitor=uuid4().hex, started_at=NOW - timedelta(days=started), is_closed=True
    )
    if asked is not None:
        Turn.objects.create(
            conversation=row,
            idx=0,
            key=uuid4(),
            question="Who?",
            state="answered",
            asked_at=NOW - timedelta(days=asked),
            alive_at=NOW - timedelta(days=asked),
        )
    return row


def test_it_ends_what_a_dead_process_left_though_its_visitor_never_looks_again(settings):
    turn = {"key": uuid4(), "question": "Who?", "state": "answering", "idx": 0, "asked_at": NOW, "text": "Ada is"}
    dead, alive = conversation(started=0), conversation(started=0)
    dead.turns.create(**turn, alive_at=NOW - STALE_AFTER - timedelta(seconds=1), live=[["Ada is"]])
    alive.turns.create(**turn, alive_at=timezone.now())
    years = NOW + timedelta(days=4_000)  # this process's clock decides nothing

    ended = turns_sweep(years)

    assert ended == 1
    assert [dead.turns.get().state, alive.turns.get().state] == ["interrupted", "answering"]
    assert "Ada is" in dead.turns.get().html
    assert dead.turns.get().live == []


def test_it_deletes_what_nobody_asked_in_for_the_days_of_the_setting(settings):
    settings.RETENTION_DAYS = 30
    conversation(started=31, asked=31)
    conversation(started=31)
    kept = {conversation(started=31, asked=29).pk, conversation(started=29).pk}

    assert conversations_expire(now=NOW) == 2
    assert set(Conversation.objects.values_list("pk", flat=True)) == kept
    assert Turn.objects.count() == 1


async def test_it_does_so_beside_the_requests_from_the_start_of_the_server():
    await asyncio.to_thread(conversation, started=400, asked=400)

    keeper.start(lambda: NOW)
    try:
        async with asyncio.timeout(5):
            while await Conversation.objects.aexists():  # noqa: ASYNC110 (the keeper tells nobody)
                await asyncio.sleep(0.01)
    finally:
        await keeper.drain(1)

    assert not await Turn.objects.aexists()
