"""The run of a comparison: stopped, crashed, out of money, taken up again."""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from askai.models import Turn
from routing.comparisons.reads import comparison_standing
from routing.comparisons.worker import comparer, comparison_claim, comparison_run, pair_open, side_close
from routing.comparisons.writes import comparison_halt, comparison_resume
from routing.gateway.breaker import breakers_reset
from routing.gateway.client import aclose
from routing.models import Budget, Call, CallStatus, Comparison
from tests.factories import PageFactory
from tests.routing.comparing import made, run
from tests.routing.upstream import answer, error, status

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_goes_on_after_a_crash_without_paying_a_finished_side_twice(asked_before):
    comparison = made(node="dead")
    now = timezone.now()
    lost = pair_open(pk=comparison.pk, node="dead", after=-1, now=now)
    outcome_a = asyncio.run(_answered(lost))
    side_close(pair_id=lost.pair_id, work=lost.sides[0], outcome=outcome_a, now=now)

    assert comparison_claim(node="n") is None
    Comparison.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert comparison_claim(node="n") == comparison.pk
    asyncio.run(run(comparison.pk))

    comparison.refresh_from_db()
    first = comparison.pairs.get(idx=0)
    assert comparison.status == "voting"
    assert first.call_a_id == lost.sides[0].ticket.call_id
    assert Call.objects.get(pk=lost.sides[1].ticket.call_id).status == CallStatus.ORPHANED
    assert Call.objects.filter(status=CallStatus.DONE).count() == 6
    assert Call.objects.count() == 7


async def _answered(work):
    from routing.gateway.client import stream

    async with stream(work.sides[0].ticket, work.prompt) as reply:
        async for _ in reply:
            pass
    await aclose()
    return reply.outcome


def test_it_stops_when_it_is_told_to_and_settles_what_had_begun(paid, asked_before, settings):
    settings.STANDIN_TOKENS_PER_SECOND = 5
    comparison = made(node="n")

    async def begin_and_stop():
        running = asyncio.ensure_future(run(comparison.pk))
        async with asyncio.timeout(20):
            while not await sync_to_async(Call.objects.count, thread_sensitive=False)():  # noqa: ASYNC110 (a row)
                await asyncio.sleep(0.01)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(begin_and_stop())

    assert not Call.objects.filter(status=CallStatus.CALLING).exists()
    assert not Budget.objects.filter(reserved_microusd__gt=0).exists()


def test_it_never_passes_the_stated_cost(paid, asked_before):
    comparison = made(node="n")
    Comparison.objects.filter(pk=comparison.pk).update(bound_microusd=comparison.bound_microusd // 6)

    asyncio.run(run(comparison.pk))

    comparison.refresh_from_db()
    assert (comparison.status, comparison.problem) == ("failed", "The cost stated at the start is used up.")
    assert comparison_standing(comparison).spent_microusd <= comparison.bound_microusd


def test_it_stops_at_the_days_budget(paid, asked_before, settings):
    settings.DAILY_BUDGET_USD = settings.DAILY_BUDGET_USD * 0
    comparison = made(node="n")

    asyncio.run(run(comparison.pk))

    comparison.refresh_from_db()
    assert comparison.problem == "The site's model budget for this day is spent."
    assert Call.objects.count() == 0


def test_it_does_not_compare_answers_about_different_pages(asked_before):
    comparison = made(count=1, node="n")
    work = pair_open(pk=comparison.pk, node="n", after=-1, now=timezone.now())
    side_close(pair_id=work.pair_id, work=work.sides[0], outcome=asyncio.run(_answered(work)), now=timezone.now())
    PageFactory(slug="new", title="New", body="Ada wrote a book in 2026.")

    asyncio.run(run(comparison.pk))

    comparison.refresh_from_db()
    assert comparison.pairs.get().void == "The pages changed between the two answers."
    assert comparison.status == "failed"


def test_it_leaves_out_an_input_that_was_deleted(asked_before):
    comparison = made(node="n")
    Turn.objects.filter(pk=comparison.pairs.get(idx=1).input_id).delete()

    asyncio.run(run(comparison.pk))

    standing = comparison_standing(comparison)
    assert (standing.complete, standing.void, standing.unfinished) == (2, 1, 0)


async def test_it_stops_at_once_where_the_key_is_refused_and_can_go_on_later(asked_before, upstream):
    upstream.plays(status(401, error("authentication_error")), answer("Forty."))
    comparison = await sync_to_async(made)(2, node="n")

    await comparison_run(comparison.pk, node="n", clock=timezone.now)

    await comparison.arefresh_from_db()
    assert comparison.status == "failed"
    assert "claude-haiku" in comparison.problem
    breakers_reset()
    assert await sync_to_async(comparison_resume)(comparison.pk)
    assert await sync_to_async(comparison_claim)(node="n") == comparison.pk
    await comparison_run(comparison.pk, node="n", clock=timezone.now)
    await comparison.arefresh_from_db()
    assert comparison.status == "voting"


async def test_it_is_taken_up_by_the_server_when_woken(asked_before):
    comparison = await sync_to_async(made)()
    comparer.start()

    comparer.wake()
    async with asyncio.timeout(20):
        while comparison.status != Comparison.Status.VOTING:
            await asyncio.sleep(0.01)
            await comparison.arefresh_from_db()

    await comparer.drain(0)
    await aclose()
    assert await sync_to_async(comparison_standing)(comparison) is not None


def test_it_stops_after_the_pair_under_way(asked_before):
    comparison = made(node="n")

    asyncio.run(run(comparison.pk, tell=lambda idx: comparison_halt_in_thread(comparison.pk)))

    comparison.refresh_from_db()
    standing = comparison_standing(comparison)
    assert (comparison.status, standing.complete, standing.unfinished) == ("failed", 1, 2)


def comparison_halt_in_thread(pk: int) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    def halt() -> None:
        comparison_halt(pk)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(halt).result()
