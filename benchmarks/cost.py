"""What 1,000 visits cost under four routings, summed from the ledger's tokens.

`python -m benchmarks.cost` plays one visit of ten questions and the three sample postings under each routing, through
the site's own services into a database of its own, and multiplies: 1,000 visits, 10 turns each, one fit check in ten
visits. The prompts are the sample owner's real ones; the tokens are counted, and their cache classes accounted, by the
demo engine as the provider documents them (floors, lifetimes, tokenizer families); the prices are the catalogue's.

Assumed: turns 40 seconds apart; answers as long as the demo engine's quotes (a model's differ, and differ from each
other); no thinking, no retries, no stored fit checks. "Quiet": every visit and every fit check finds the cache cold.
"Busy": visits follow one another within the cache's lifetime, so that the shared part is always warm.
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.day import JOBS, QUESTIONS, Clock, Step, fit_check, price_of, standin_time, turn
from benchmarks.demo import demo

VISITS, TURNS, FIT_SHARE = 1_000, 10, 10


@dataclass(frozen=True, slots=True)
class Routing:
    """Which model and which cache serve the two features."""

    name: str
    chat: str
    fit: str
    cache: str
    fit_cache: str


ROUTINGS = (
    Routing("this routing", "claude-haiku-4-5", "claude-sonnet-4-6", "5m", "5m"),
    Routing("this routing, fit check uncached", "claude-haiku-4-5", "claude-sonnet-4-6", "5m", "off"),
    Routing("Sonnet 4.6 for everything, uncached", "claude-sonnet-4-6", "claude-sonnet-4-6", "off", "off"),
    Routing("Sonnet 4.6 for everything, cached", "claude-sonnet-4-6", "claude-sonnet-4-6", "5m", "5m"),
    Routing("Haiku 5.5 and Sonnet 5.5", "claude-haiku-5-5", "claude-sonnet-5-5", "5m", "5m"),
)


@dataclass(frozen=True, slots=True)
class Priced:
    """Micro-dollars of one visit's turns and of one fit check, and the tokens of both by class."""

    visit: int
    fit: float
    tokens: dict[str, dict[str, int]]

    @property
    def total(self) -> float:
        return VISITS * self.visit + VISITS // FIT_SHARE * self.fit


def main() -> None:
    """Play, sum up, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line instead of tables")
    options = parser.parse_args()
    with demo():
        clock = Clock(datetime(2026, 11, 23, 9, tzinfo=UTC))
        for name, is_busy in (("Quiet", False), ("Busy", True)):
            show(name, asyncio.run(play(clock, is_busy=is_busy)), as_json=options.json)


async def play(clock: Clock, *, is_busy: bool) -> list[Priced]:
    """Play every routing, each hours after the one before."""
    from routing.gateway.client import aclose

    standin_time(clock)
    priced = []
    for routing in ROUTINGS:
        clock.now += timedelta(hours=5)
        priced.append(await price(routing, clock, is_busy=is_busy))
    await aclose()
    return priced


async def price(routing: Routing, clock: Clock, *, is_busy: bool) -> Priced:
    """Play one visit and the fit checks of one routing; with `is_busy` a visit and a check before them, unpriced."""
    from asgiref.sync import sync_to_async

    await sync_to_async(route)(routing)
    if is_busy:
        await play_turns(f"before-{clock.now:%d%H}", QUESTIONS[-1:], clock)
    chat_from = clock.now
    await play_turns(f"visit-{clock.now:%d%H}", QUESTIONS[:TURNS], clock)
    postings = [path.read_text(encoding="utf-8") for path in sorted(JOBS.glob("*.txt"))]
    if is_busy:
        await fit_check(_fit(f"{postings[0]}\n\nBefore, on {clock.now:%d %B at %H h}.\n", clock), clock)
        clock.now += timedelta(seconds=120)
    fit_from = clock.now
    for number, posting in enumerate(postings):
        await fit_check(_fit(f"{posting}\n\nSeen on {clock.now:%d %B at %H h}, {number}.\n", clock), clock)
        clock.now += timedelta(seconds=120 if is_busy else 7200)
    return await sync_to_async(summed)(chat_from, fit_from, len(postings))


async def play_turns(visitor: str, questions: Sequence[str], clock: Clock) -> None:
    """Ask one question after the other, 40 seconds apart."""
    for number, question in enumerate(questions):
        await turn(Step(clock.now, number, visitor.ljust(32, "0"), "turn", question), clock)
        clock.now += timedelta(seconds=40)


def _fit(posting: str, clock: Clock) -> Step:
    return Step(clock.now, 0, "recruiter".ljust(32, "0"), "fit", posting)


def route(routing: Routing) -> None:
    """Point both routes where this routing wants them."""
    from routing.models import LanguageModel, Route

    for feature, model, cache in (
        ("ask-ai", routing.chat, routing.cache),
        ("fit-check", routing.fit, routing.fit_cache),
    ):
        chosen = LanguageModel.objects.get(api_id=model)
        Route.objects.filter(feature=feature).update(model=chosen, cache=cache, pad=False)


def summed(chat_from: datetime, fit_from: datetime, fits: int) -> Priced:
    """Sum the calls since then, priced by the rules and the prices of the ledger: the demo engine itself is free."""
    from routing.models import Call

    chat = list(Call.objects.filter(feature="ask-ai", started_at__gte=chat_from))
    fit = list(Call.objects.filter(feature="fit-check", started_at__gte=fit_from))
    assert (len(chat), len(fit)) == (TURNS, fits)
    costs = [price_of(call) for call in (*chat, *fit)]
    assert None not in costs, "a price is unknown: the table would be wrong"
    return Priced(
        visit=sum(cost or 0 for cost in costs[:TURNS]),
        fit=sum(cost or 0 for cost in costs[TURNS:]) / fits,
        tokens={"ask-ai": tokens(chat), "fit-check": tokens(fit)},
    )


def tokens(calls: Sequence[object]) -> dict[str, int]:
    """Sum the five classes."""
    names = ("input_tokens", "write_5m_tokens", "write_1h_tokens", "read_tokens", "output_tokens")
    return {name.removesuffix("_tokens"): sum(getattr(call, name) or 0 for call in calls) for name in names}


def show(name: str, priced: Sequence[Priced], *, as_json: bool) -> None:
    """Print one table; ratios are against this routing."""
    base = priced[0].total
    if as_json:
        for routing, each in zip(ROUTINGS, priced, strict=True):
            print(json.dumps({"traffic": name, "routing": routing.name, "microusd": each.total, **each.tokens}))
        return
    print(f"{name}: {VISITS:,} visits, {TURNS} turns each, {VISITS // FIT_SHARE} fit checks")
    print(f"  {'routing':<38}{'a visit':>10}{'a fit check':>13}{'in all':>10}{'ratio':>8}")
    for routing, each in zip(ROUTINGS, priced, strict=True):
        visit, fit, total = each.visit / 1e6, each.fit / 1e6, each.total / 1e6
        print(f"  {routing.name:<38}{visit:>10.4f}{fit:>13.4f}{total:>10.2f}{each.total / base:>8.2f}")
    for feature, counts in priced[0].tokens.items():
        print(f"  {feature}: " + ", ".join(f"{count:,} {label}" for label, count in counts.items()) + " tokens")
    print()


if __name__ == "__main__":
    main()
