"""Shorthands of the comparison tests: a site whose visitors have asked, and a run from its quote to its votes."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from django.utils import timezone

from askai.models import Conversation, Turn
from routing.catalogue.writes import catalogue_load
from routing.comparisons.worker import comparison_run
from routing.comparisons.writes import Asked, comparison_create, comparison_quote
from routing.decisions.writes import routes_ensure
from routing.gateway.client import aclose
from routing.models import Comparison, LanguageModel
from tests.factories import PageFactory, ProfileFactory

QUESTIONS = ("How many interviews?", "What fell by 12 percent?", "Who led discovery?")


@pytest.fixture
def asked_before(settings) -> None:
    """A site whose visitors have asked three questions, one of them twice."""
    catalogue_load(path=Path(settings.CATALOGUE_FILE))
    routes_ensure(now=timezone.now())
    ProfileFactory()
    PageFactory(slug="editor")
    for question in (*QUESTIONS, QUESTIONS[0].upper()):
        turn_make(question)


def turn_make(question: str, **fields) -> Turn:
    now = timezone.now()
    conversation = Conversation.objects.create(public_id=uuid4(), visitor=uuid4().hex, started_at=now)
    known = {
        "state": Turn.State.ANSWERED,
        "text": "Forty.",
        "asked_at": now,
        "alive_at": now,
        "idx": 0,
        "key": uuid4(),
        **fields,
    }
    return Turn.objects.create(conversation=conversation, question=question, **known)


def asked_of(count: int = 3, source: str = "latest") -> Asked:
    first, second = (LanguageModel.objects.get(api_id=name) for name in ("claude-haiku-4-5", "claude-haiku-5-5"))
    return Asked("ask-ai", first, second, count, source)


def made(count: int = 3, node: str = "") -> Comparison:
    quote = comparison_quote(asked_of(count), now=timezone.now())
    return comparison_create(quote, chance=Random(7), now=timezone.now(), node=node)


async def run(pk: int, node: str = "n", tell: Callable[[int], None] | None = None) -> None:
    try:
        await comparison_run(pk, node=node, clock=timezone.now, tell=tell)
    finally:
        await aclose()


def run_whole(count: int = 3) -> Comparison:
    comparison = made(count, node="n")
    asyncio.run(run(comparison.pk))
    comparison.refresh_from_db()
    return comparison
