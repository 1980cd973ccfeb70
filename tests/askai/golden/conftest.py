"""The small site of the chat's tests, with four golden questions."""

import asyncio

import pytest
from django.utils import timezone

from askai.golden.runs import run_create, run_quote
from askai.golden.worker import run_go
from askai.models import GoldenQuestion, GoldenRun
from routing.gateway.client import aclose
from routing.models import LanguageModel
from routing.standin.content import Answer, Piece, SourceCitation
from tests.door import standin

HAIKU = "claude-haiku-4-5"
DISCOVERY = "/pages/editor/#discovery"


@pytest.fixture
def goldens(site: None) -> list[GoldenQuestion]:
    """Four questions about the small site: a fact, a gap, one that it does not answer, small talk."""
    rows = [
        {"question": "How many interviews did Ada run?", "facts": "40 interviews", "section": DISCOVERY},
        {"question": "Does Ada know Kafka?", "kind": "skill", "facts": "0 of 5 / never"},
        {"question": "What is her salary?", "kind": "unsaid", "expects": "decline"},
        {"question": "Good morning!", "kind": "talk", "expects": "talk"},
    ]
    return [GoldenQuestion.objects.create(**row) for row in rows]


class Script:
    """A model that says what the test wrote for each question, and counts what it was asked."""

    def __init__(self, said: dict[str, Answer]) -> None:
        self.said = said
        self.asked: list[str] = []
        self.turns: list[list[str]] = []

    def accepts(self, request) -> bool:
        return True

    def answer(self, request) -> Answer:
        self.asked.append(request["messages"][-1]["content"][-1]["text"])
        self.turns.append([message["content"][-1]["text"] for message in request["messages"]])
        return self.said[self.asked[-1]]


def cited(
    text: str, quote: str = "Ada ran 40 interviews with editors in 2025.", section: str = DISCOVERY, index: int = 1
) -> Answer:
    source = SourceCitation(f"http://127.0.0.1:8000{section}", "A section", quote, index, 0, 1)
    return Answer((Piece(text, (source,)),))


def plain(text: str) -> Answer:
    return Answer((Piece(text),))


def made(api_id: str = "", node: str = "n") -> GoldenRun:
    model = LanguageModel.objects.get(api_id=api_id) if api_id else None
    return run_create(run_quote(model, now=timezone.now()), now=timezone.now(), node=node)


def gone_through(run: GoldenRun, script: Script | None = None, node: str = "n") -> GoldenRun:
    """Let a run that this node holds go to its end."""

    async def through() -> None:
        if script is not None:
            standin().responders = [script]
        try:
            await run_go(run.pk, node=node, clock=timezone.now)
        finally:
            await aclose()

    asyncio.run(through())
    run.refresh_from_db()
    return run
