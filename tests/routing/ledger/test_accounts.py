"""The ledger against an independent count: the stand-in on a real socket, good calls and bad ones."""

import asyncio
from collections import Counter

import pytest
from channels.db import database_sync_to_async
from django.db.models import F, Sum
from django.utils import timezone

from routing.gateway.client import aclose, stream
from routing.gateway.engines import standin_new
from routing.gateway.messages import Caller, UnableToReply
from routing.ledger.admission import call_open
from routing.ledger.calls import call_close
from routing.models import Budget, Call, CallStatus
from routing.standin.serve import serving
from tests.factories import LanguageModelFactory, RouteFactory
from tests.routing.asking import prompt_of

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]

FAULTS = ("529*3", "error-mid", "max-tokens:5", "refusal", "500*3", "413", "unknown-events")


@pytest.fixture
async def standin(settings):
    """The stand-in in the place of a server that the site was pointed to."""
    standin = standin_new()
    async with serving(standin) as url:
        settings.ANTHROPIC_BASE_URL = url
        settings.COMPATIBLE_CAPABILITIES = ["citations", "structured_outputs", "cache", "count_tokens"]
        settings.ASK_NETWORK_CONCURRENCY = 100
        yield standin
        await aclose()


def _prompt(number):
    corpus = [{"type": "text", "text": "Ada ran 40 interviews in 2025. " * 900, "cache_control": {"type": "ephemeral"}}]
    question = {"type": "text", "text": f"How many interviews in the year {number}?"}
    return prompt_of(system=corpus, messages=[{"role": "user", "content": [question]}])


async def _ask(number):
    caller = Caller(visitor=f"v{number % 3}", network="n")
    prompt, now = _prompt(number), timezone.now()
    ticket = await database_sync_to_async(call_open)(
        feature="ask-ai", prompt=prompt, caller=caller, now=now, begin=True
    )
    async with stream(ticket, prompt) as reply:
        try:
            async for _ in reply:
                pass
        except UnableToReply:
            pass
    await database_sync_to_async(call_close)(ticket, reply.outcome, timezone.now())
    return reply.outcome.status


@database_sync_to_async
def _route():
    RouteFactory(model=LanguageModelFactory(api_id="claude-haiku-4-5"))


@database_sync_to_async
def _books():
    """Return the ledger's sums over whole answers, and what is still reserved anywhere."""
    names = ("input_tokens", "write_5m_tokens", "write_1h_tokens", "read_tokens", "output_tokens")
    sums = Call.objects.exclude(status=CallStatus.FAILED).aggregate(**{name: Sum(F(name)) for name in names})
    reserved = Budget.objects.aggregate(sum=Sum("reserved_microusd"))["sum"]
    spent = set(Budget.objects.filter(scope__in=("day", "month")).values_list("spent_microusd", flat=True))
    return sums, reserved, spent, Call.objects.aggregate(sum=Sum("spent_microusd"))["sum"]


async def test_it_counts_what_the_server_counted(standin):
    await _route()

    ends = [await _ask(0)]
    ends += await asyncio.gather(*(_ask(number) for number in range(1, 12)))

    sums, reserved, spent, charged = await _books()
    counted = standin.tally.tokens
    assert ends == [CallStatus.DONE] * 12
    assert sums["input_tokens"] == counted["input_tokens"]
    assert sums["write_5m_tokens"] + (sums["write_1h_tokens"] or 0) == counted["cache_creation_input_tokens"] > 0
    assert sums["read_tokens"] == counted["cache_read_input_tokens"] > 0
    assert sums["output_tokens"] == counted["output_tokens"]
    assert reserved == 0
    assert spent == {charged}


async def test_it_holds_nothing_back_after_a_bad_day(standin):
    await _route()
    standin.faults.add(*FAULTS)

    ends = Counter([await _ask(number) for number in range(9)])

    _, reserved, spent, charged = await _books()
    assert ends == {CallStatus.FAILED: 4, CallStatus.CUT: 1, CallStatus.REFUSED: 1, CallStatus.DONE: 3}
    assert reserved == 0
    assert spent == {charged}
