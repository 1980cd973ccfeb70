"""What a page and a chat turn do inside the server, counted: queries, thread hops, builds of the shared prefix.

`python -m benchmarks.counts` prints one JSON object; `benchmarks.speed` shows it beside the times.
"""

import asyncio
import json
import sys
import uuid
from typing import Any

from benchmarks.day import JOBS, QUESTIONS
from benchmarks.demo import demo

PAGES = ("/", "/pages/", "/pages/{page}/", "/skills/", "/ask-ai/", "/fit-check/", "/how-it-works/", "/llms-full.txt")
TURNS = 5


def queries() -> dict[str, int]:
    """Return how many queries each page makes once it is warm, and the most statements one chat turn may need."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from corpus.selectors import pages_listed

    slug = pages_listed()[0].slug
    client = Client(headers={"host": "127.0.0.1:8000"})
    counted = {}
    for path in PAGES:
        address = path.format(page=slug)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counted[path] = len(captured)
    job = sorted(JOBS.glob("*.txt"))[0].read_text(encoding="utf-8")
    with CaptureQueriesContext(connection) as captured:
        client.post("/fit-check/", {"job": job, "key": "counted"})
    counted["POST /fit-check/"] = len(captured)
    return counted


class HopCounter(asyncio.DefaultEventLoopPolicy):
    """Event loops that count the sync work handed to other threads; what the demo engine does in one is not ours."""

    hops = 0

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        loop = super().new_event_loop()
        hand_over: Any = loop.run_in_executor

        def counted(*arguments: Any) -> Any:
            # asgiref's partial around its own handler: how every crossing to the database looks from here
            HopCounter.hops += "SyncToAsync.thread_handler" in repr(arguments[1])
            return hand_over(*arguments)

        loop.run_in_executor = counted  # type: ignore[assignment]
        return loop


async def turns() -> list[int]:
    """Play a conversation; return the thread hops of every turn."""
    from django.utils import timezone

    from askai.answer.task import answer_begin, answer_of
    from askai.services import VisitorQuestion
    from routing.gateway.client import aclose
    from routing.gateway.messages import Caller

    hops = []
    for text in QUESTIONS[:TURNS]:
        before = HopCounter.hops
        question = VisitorQuestion(text=text, key=uuid.uuid4(), conversation=uuid.uuid4())
        opened = await answer_begin(question=question, caller=Caller("visitor", "network"), clock=timezone.now).opened
        answer = answer_of(opened.id)
        if answer is None or answer.frames is None:
            raise RuntimeError("the answer was over before it could be followed")
        async for _ in answer.frames.follow():
            pass
        hops.append(HopCounter.hops - before)
    await aclose()
    return hops


def main() -> None:
    """Count, and print."""
    with demo():
        from django.core.management import call_command

        from askai.prompt.build import prefix_of

        call_command("collectstatic", interactive=False, verbosity=0)
        counted: dict[str, object] = {"queries": queries()}
        asyncio.set_event_loop_policy(HopCounter())
        prefix_of.cache_clear()
        counted["hops"] = max(asyncio.run(turns()))
        counted["prefix_builds"] = prefix_of.cache_info().misses
        counted["turns"] = TURNS
    json.dump(counted, sys.stdout)


if __name__ == "__main__":
    main()
