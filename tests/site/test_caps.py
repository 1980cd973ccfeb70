"""A fit check costs many chat turns: measured on the demo owner's real prompts, and why its cap is apart."""

import sys
from statistics import fmean

import pytest
from channels.db import database_sync_to_async
from django.core.management import call_command
from django.db.models import Avg
from django.utils import timezone

from askai.prompt.build import prompt_build as question_build
from askai.prompt.prefix import prefix_today
from corpus.selectors import matrix_text
from fitcheck.contract.prompt import fence_of
from fitcheck.contract.prompt import prompt_build as check_build
from routing.gateway.breaker import breakers_reset
from routing.gateway.client import aclose, stream
from routing.ledger.admission import call_open
from routing.ledger.callers import Caller
from routing.ledger.calls import call_close
from routing.ledger.rates import rates_reset
from routing.models import Budget, Call
from tests.fitcheck.conftest import JOBS

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]

QUESTIONS = (
    "What did she ship last year?",
    "Does she know Kafka?",
    "How does she run discovery?",
    "Where does she live?",
)
CALLER = Caller(visitor="v" * 32, network="n" * 32)


@pytest.fixture
async def site(paid):
    rates_reset()
    breakers_reset()
    await database_sync_to_async(_load)()
    yield
    await aclose()


def _load():
    call_command("load_catalogue", verbosity=0)
    call_command("load_demo", verbosity=0)


async def _ask(feature, prompt):
    ticket = await database_sync_to_async(call_open)(
        feature=feature, prompt=prompt, caller=CALLER, now=timezone.now(), begin=True
    )
    async with stream(ticket, prompt) as reply:
        async for _ in reply:
            pass
    await database_sync_to_async(call_close)(ticket, reply.outcome, timezone.now())


@database_sync_to_async
def _prompts():
    prefix, matrix = prefix_today(), matrix_text()
    jobs = [path.read_text(encoding="utf-8") for path in sorted(JOBS.glob("*.txt"))]
    questions = [question_build(prefix, history=(), question=question, after_call=None) for question in QUESTIONS]
    return questions, [check_build(matrix=matrix, job=job, fence=fence_of("0" * 32)) for job in jobs]


@database_sync_to_async
def _means():
    """Return the mean cost of a turn with a cached prefix, of a fit check without one, and the walls of features."""
    turns = Call.objects.filter(feature="ask-ai", read_tokens__gt=0).aggregate(mean=Avg("spent_microusd"))["mean"]
    checks = Call.objects.filter(feature="fit-check", read_tokens=0).aggregate(mean=Avg("spent_microusd"))["mean"]
    scopes = set(Budget.objects.filter(scope__contains="feature:").values_list("scope", flat=True))
    return turns, checks, scopes


async def test_it_caps_fit_checks_apart_because_one_costs_many_turns(site, capsys):
    questions, checks = await _prompts()

    for prompt in questions:
        await _ask("ask-ai", prompt)
    for prompt in checks:
        await _ask("fit-check", prompt)

    turn, check, scopes = await _means()
    sizes = [fmean(prompt.input_tokens for prompt in prompts) for prompts in (questions, checks)]
    with capsys.disabled():
        sys.stdout.write(
            f"\none fit check (${check / 1e6:.4f}, prompt {sizes[1]:.0f} tokens) costs {check / turn:.0f} chat turns"
            f" (${turn / 1e6:.4f}, prompt {sizes[0]:.0f} tokens)\n"
        )
    assert 15 < check / turn < 60
    assert scopes == {"feature:ask-ai", "feature:fit-check"}
