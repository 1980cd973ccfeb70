"""A scripted day: 200 visits with the demo engine and a clock that is told the time, and what the ledger says of it.

`python -m benchmarks.day` sends every turn and every fit check through the site's own services (call granted, streamed,
settled) into a database of its own, then prints the measured figures of each feature's card. The same seed gives the
same day. Assumed: visits between 8 and 22 h with two humps, one in four by somebody who has been here before; 1 to 12
turns, 15 to 90 seconds apart; one fit check in ten visits; no daily caps (it says when a feature's own would have been
met by a model at its prices). Times to the first token are this machine's, with a demo engine that speaks as fast as it
can: a model's are longer. `--keep FILE` leaves the database.
"""

import argparse
import asyncio
import random
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.demo import demo
from benchmarks.processes import ROOT

if TYPE_CHECKING:
    from routing.models import Call

QUESTIONS = (
    "What did she do in her last role?",
    "Has she led discovery?",
    "How many people has she managed?",
    "Which tools does she use for analytics?",
    "What went wrong in her career?",
    "Has she worked with accessibility rules?",
    "Does she know SQL?",
    "Has she worked in healthcare?",
    "How does she decide what not to build?",
    "What is she looking for next?",
    "Where does she live, and does she work remotely?",
    "Has she shipped anything with language models?",
    "What are her gaps?",
    "How does she work with engineers?",
    "What did the benefits renewal project change?",
    "Has she ever set prices?",
)
JOBS = ROOT / "fixtures" / "jobs"
HUMPS = ((10.5, 1.6), (15.5, 2.4))  # hour of the day, spread


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """Something one visitor does. `text` is a question, or a posting for a fit check."""

    at: datetime
    number: int
    visitor: str
    kind: str
    text: str


@dataclass(slots=True)
class Clock:
    """The time as the day tells it."""

    now: datetime

    def seconds(self) -> float:
        return self.now.timestamp()


def day_of(date: datetime, visits: int, chance: random.Random) -> list[Step]:
    """Write the day's script, in the order of time."""
    postings = [path.read_text(encoding="utf-8") for path in sorted(JOBS.glob("*.txt"))]
    steps: list[Step] = []
    known: list[str] = []
    for number in range(visits):
        returning = bool(known) and chance.random() < 0.25
        visitor = chance.choice(known) if returning else f"visitor-{date:%m%d}-{number:04}".ljust(32, "0")
        known.append(visitor)
        hour, spread = chance.choice(HUMPS)
        at = date + timedelta(hours=min(max(chance.gauss(hour, spread), 8), 22))
        for _ in range(chance.choice((1, 2, 3, 3, 4, 5, 6, 8, 12))):
            steps.append(Step(at, len(steps), visitor, "turn", chance.choice(QUESTIONS)))
            at += timedelta(seconds=chance.uniform(15, 90))
        if number % 10 == 0:
            posting = f"{postings[number // 10 % len(postings)]}\n\nThe team has {number + 3} people.\n"
            steps.append(Step(at, len(steps), visitor, "fit", posting))
    return sorted(steps)


async def run(steps: list[Step], clock: Clock) -> None:
    """Play the day."""
    from routing.gateway.client import aclose

    standin_time(clock)
    for step in steps:
        clock.now = step.at
        await (turn(step, clock) if step.kind == "turn" else fit_check(step, clock))
    await aclose()


def standin_time(clock: Clock) -> None:
    """Let the demo engine of this event loop live by the told time: its cache forgets when the day says so."""
    from routing.gateway.client import standin

    standin().clock = clock.seconds


async def turn(step: Step, clock: Clock) -> None:
    """One question through the services of the chat. A conversation at its limit begins a new one."""
    from asgiref.sync import sync_to_async

    from askai.answer.citations import Draft
    from askai.services import UnableToAsk, VisitorQuestion, conversation_close, turn_close, turn_open
    from routing.gateway.client import stream
    from routing.gateway.messages import Caller, Text

    caller = Caller(visitor=step.visitor, network=f"net-{step.visitor}"[:32])
    question = VisitorQuestion(text=step.text, key=uuid.uuid4(), conversation=uuid.uuid4())
    try:
        opened = await sync_to_async(turn_open)(question=question, caller=caller, now=clock.now)
    except UnableToAsk:
        await sync_to_async(conversation_close)(visitor=step.visitor)
        opened = await sync_to_async(turn_open)(question=question, caller=caller, now=clock.now)
    assert opened.work is not None
    draft = Draft(passages=opened.work.prefix.passages)
    async with stream(opened.work.ticket, opened.work.prompt) as reply:
        async for event in reply:
            if isinstance(event, Text):
                draft.take_text(event)
            else:
                draft.take_citation(event)
    await sync_to_async(turn_close)(
        work=opened.work, draft=draft, outcome=reply.outcome, message="", frames=1, now=clock.now
    )


async def fit_check(step: Step, clock: Clock) -> None:
    """One posting through the services of the fit check."""
    from asgiref.sync import sync_to_async

    from fitcheck.run.leases import assessment_begin, assessment_claim
    from fitcheck.run.store import assessment_settle
    from fitcheck.services import assessment_create
    from routing.gateway.client import stream
    from routing.gateway.messages import Caller

    caller = Caller(visitor=step.visitor, network=f"net-{step.visitor}"[:32])
    created = await sync_to_async(assessment_create)(
        job=step.text, caller=caller, idempotency_key="", now=clock.now, public_id=uuid.uuid4().hex
    )
    if not created.is_new:
        return  # the same posting against the same matrix: the stored record, for free
    claim = await sync_to_async(assessment_claim)(node="day")
    assert claim is not None
    work = await sync_to_async(assessment_begin)(claim, now=clock.now)
    assert work is not None
    async with stream(work.ticket, work.prompt) as reply:
        async for _ in reply:
            pass
    await sync_to_async(assessment_settle)(work, outcome=reply.outcome, now=clock.now)


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--days", type=int, default=1, help="the same script with another seed on each day before")
    parser.add_argument("--keep", type=Path, help="leave the database in this file")
    options = parser.parse_args()
    today = datetime(2026, 11, 23, tzinfo=UTC)
    with demo(database=options.keep):
        started = time.monotonic()
        clock = Clock(today)
        count = 0
        for back in reversed(range(options.days)):
            steps = day_of(today - timedelta(days=back), options.visits, random.Random(options.seed + back))
            asyncio.run(run(steps, clock))
            count += len(steps)
        print(f"{options.visits} visits, {count} calls, {time.monotonic() - started:.0f} s\n")
        report(today + timedelta(days=1), options.days)


def report(now: datetime, days: int) -> None:
    """Print each feature's decision card as the site shows it, then its money and what it could have cost."""
    from routing.decisions.reads import route_card
    from routing.spending.reads import spending_get

    for feature in spending_get(now, days=days).features:
        if feature.route is None:
            continue
        card = route_card(feature.key, now)
        print(f"{feature.name}: {feature.calls} calls, {feature.sessions} sessions, {feature.visitors} visitors")
        for question in card.questions:
            print(f"  {question.reason.question} {question.reason.answer}")
            print(f"    {question.figure or 'not measured yet'}")
        print(f"  Recommended: {card.recommendation.size}; routed: {feature.route.model.name}")
        print(f"  Cache: {feature.read_percent}% of the prompt tokens were read from the cache")
        print(f"  {cap_words(feature.key)}")
        print("  Cost with a model, by the tokens counted here:")
        for way in feature.outlooks:
            print(f"    {way.name:<24}{money(way.microusd):>10}  {way.note}")
        print()


def cap_words(key: str) -> str:
    """Say when the last day would have met the cap that the feature has by default."""
    from routing.models import Call
    from routing.registry import feature_get

    cap = feature_get(key).daily_cap_usd
    calls = Call.objects.filter(feature=key).order_by("started_at", "pk")
    last = calls.last()
    spent = 0
    for call in calls.filter(started_at__date=last.started_at.date()) if last else []:
        spent += price_of(call) or 0
        if spent > float(cap) * 1e6:
            return f"Its cap of ${cap} a day would have been met at {call.started_at:%H:%M}."
    return f"Its cap of ${cap} a day would not have been met."


def price_of(call: "Call") -> int | None:
    """Return what the call's tokens cost at the prices of its model: the demo engine itself is free."""
    from routing.catalogue.reads import prices_of, tier_of
    from routing.catalogue.rules import Tokens, cost

    counts = (call.input_tokens, call.write_5m_tokens, call.write_1h_tokens, call.read_tokens, call.output_tokens)
    return cost(Tokens(*counts), [tier_of(price) for price in prices_of(call.model, call.started_at.date())])


def money(microusd: int | None) -> str:
    """Say dollars; what is unknown stays unknown."""
    return "unknown" if microusd is None else f"${microusd / 1e6:.4f}"


if __name__ == "__main__":
    main()
