"""Two models on the same past inputs: the stated cost, the run, what survives a crash, the votes."""

import asyncio
from datetime import timedelta
from io import StringIO
from random import Random

import pytest
from asgiref.sync import sync_to_async
from django.core.management import CommandError, call_command
from django.utils import timezone

from askai.models import Turn
from routing.breaker import breaker_of
from routing.client import aclose
from routing.comparer import Comparer, comparison_run
from routing.models import Budget, Call, CallStatus, Comparison, Decision, LanguageModel, Mark, Pair, Price
from routing.selectors.comparing import comparison_standing, pairs_complete
from routing.services import mark_put
from routing.services.comparing import (
    Asked,
    UnableToCompare,
    comparison_finish,
    comparison_halt,
    comparison_quote,
    comparison_resume,
    pair_vote,
)
from routing.services.pairs import comparison_claim, pair_open, side_close
from tests.factories import PageFactory
from tests.routing.comparing import QUESTIONS, asked_of, made, run, run_whole, turn_make
from tests.routing.upstream import answer, error, status

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_states_the_cost_and_writes_nothing_before_it_starts(asked_before):
    quote = comparison_quote(asked_of(), now=timezone.now())

    assert [past.label for past in quote.inputs] == [QUESTIONS[0].upper(), QUESTIONS[2], QUESTIONS[1]]
    assert (quote.max_output_tokens, Comparison.objects.count(), Call.objects.count()) == (700, 0, 0)
    assert quote.bound_microusd > 0


def test_it_asks_both_models_within_the_stated_cost(asked_before):
    comparison = run_whole()

    standing = comparison_standing(comparison)
    calls = Call.objects.all()
    assert (comparison.status, comparison.problem, comparison.lease_until) == ("voting", "", None)
    assert (standing.pairs, standing.complete, standing.voted) == (3, 3, 0)
    assert 0 < standing.spent_microusd <= comparison.bound_microusd
    assert standing.spent_microusd == sum(call.spent_microusd for call in calls)
    assert {call.feature for call in calls} == {"comparison"}
    assert not Budget.objects.filter(reserved_microusd__gt=0).exists()
    assert not Budget.objects.filter(scope__contains="feature:").exists()


def test_it_sends_both_models_the_same_prompt(asked_before):
    comparison = run_whole()

    pairs = list(pairs_complete(comparison))
    assert len(pairs) == 3
    for pair in pairs:
        sent = [(call.prefix_sha256, call.prompt_version) for call in (pair.call_a, pair.call_b)]
        assert sent[0] == sent[1]
        assert pair.call_a.model == comparison.model_a
        assert pair.call_b.model == comparison.model_b


def test_it_draws_the_order_once(asked_before):
    turns = [turn_make(f"Question {number}?") for number in range(30)]

    comparison = made(len(turns))

    drawn = list(comparison.pairs.order_by("idx").values_list("is_a_left", flat=True))
    chance = Random(7)
    assert drawn == [chance.random() < 0.5 for _ in turns]


def test_it_goes_on_after_a_crash_without_paying_a_finished_side_twice(asked_before):
    comparison = made(node="dead")
    now = timezone.now()
    lost = pair_open(pk=comparison.pk, node="dead", after=-1, now=now)
    outcome_a = asyncio.run(_answered(lost))
    side_close(pair_id=lost.pair_id, work=lost.sides[0], outcome=outcome_a, now=now)
    later = now + timedelta(hours=1)

    assert comparison_claim(node="n", now=now) is None
    assert comparison_claim(node="n", now=later) == comparison.pk
    asyncio.run(run(comparison.pk))

    comparison.refresh_from_db()
    first = comparison.pairs.get(idx=0)
    assert comparison.status == "voting"
    assert first.call_a_id == lost.sides[0].ticket.call_id
    assert Call.objects.get(pk=lost.sides[1].ticket.call_id).status == CallStatus.ORPHANED
    assert Call.objects.filter(status=CallStatus.DONE).count() == 6
    assert Call.objects.count() == 7


async def _answered(work):
    from routing.client import stream

    async with stream(work.sides[0].ticket, work.prompt) as reply:
        async for _ in reply:
            pass
    await aclose()
    return reply.outcome


def test_it_stops_when_it_is_told_to_and_settles_what_had_begun(asked_before, settings):
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


def test_it_never_passes_the_stated_cost(asked_before):
    comparison = made(node="n")
    Comparison.objects.filter(pk=comparison.pk).update(bound_microusd=comparison.bound_microusd // 6)

    asyncio.run(run(comparison.pk))

    comparison.refresh_from_db()
    assert (comparison.status, comparison.problem) == ("failed", "The cost stated at the start is used up.")
    assert comparison_standing(comparison).spent_microusd <= comparison.bound_microusd


def test_it_stops_at_the_days_budget(asked_before, settings):
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
    for name in ("claude-haiku-4-5", "claude-haiku-5-5"):
        breaker_of(name).succeeded()
    assert await sync_to_async(comparison_resume)(comparison.pk)
    assert await sync_to_async(comparison_claim)(node="n", now=timezone.now()) == comparison.pk
    await comparison_run(comparison.pk, node="n", clock=timezone.now)
    await comparison.arefresh_from_db()
    assert comparison.status == "voting"


async def test_it_is_taken_up_by_the_server_when_woken(asked_before):
    comparison = await sync_to_async(made)()
    comparer = Comparer()

    comparer.wake()
    async with asyncio.timeout(20):
        while comparison.status != Comparison.Status.VOTING:
            await asyncio.sleep(0.01)
            await comparison.arefresh_from_db()

    await comparer.stop()
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


def test_it_takes_the_marked_inputs(asked_before):
    run_whole()  # gives calls that are not of the feature: their marks must not count
    turn = turn_make("Which tools?", call=_call_of("ask-ai"))
    mark_put(call_id=turn.call_id, kind=Mark.Kind.TOO_MUCH, now=timezone.now())
    mark_put(call_id=Call.objects.filter(feature="comparison").first().pk, kind=Mark.Kind.TOO_MUCH, now=timezone.now())

    quote = comparison_quote(asked_of(source="marked"), now=timezone.now())

    assert [past.label for past in quote.inputs] == ["Which tools?"]


def _call_of(feature: str) -> Call:
    model = LanguageModel.objects.get(api_id="claude-haiku-4-5")
    return Call.objects.create(feature=feature, model=model, engine="standin", status="done", started_at=timezone.now())


@pytest.mark.parametrize("trouble", ["same", "no_price", "no_input", "no_past", "no_mark"])
def test_it_refuses_what_cannot_be_compared(asked_before, trouble):
    asked = asked_of()
    match trouble:
        case "same":
            asked = Asked("ask-ai", asked.model_a, asked.model_a, 3)
        case "no_price":
            Price.objects.filter(model=asked.model_b).delete()
        case "no_input":
            Turn.objects.all().delete()
        case "no_past":
            asked = Asked("no-such-feature", asked.model_a, asked.model_b, 3)
        case "no_mark":
            asked = asked_of(source="marked")

    with pytest.raises(UnableToCompare) as refused:
        comparison_quote(asked, now=timezone.now())

    assert refused.value.message.endswith((".", "load_catalogue."))


def test_it_writes_the_result_onto_the_card(asked_before):
    comparison = run_whole()
    for pair in comparison.pairs.order_by("idx"):
        prefers_b = Pair.Vote.RIGHT if pair.is_a_left else Pair.Vote.LEFT
        pair_vote(comparison_id=comparison.pk, idx=pair.idx, vote=prefers_b, reason="shorter", now=timezone.now())

    done = comparison_finish(comparison.pk, now=timezone.now())

    decision = Decision.objects.get(comparison=done)
    assert (done.result["wins_a"], done.result["wins_b"], done.result["n"]) == (0, 3, 3)
    assert done.result["sentence"].startswith("Claude Haiku 5.5 was preferred, 3 to 0 of 3 decided: too few")
    assert "demo engine" in decision.reason
    assert decision.route.feature == "ask-ai"
    assert decision.model == decision.route.model


def test_it_takes_no_vote_after_the_result(asked_before):
    comparison = run_whole(1)
    pair_vote(comparison_id=comparison.pk, idx=0, vote=Pair.Vote.TIE, reason="", now=timezone.now())
    comparison_finish(comparison.pk, now=timezone.now())

    with pytest.raises(UnableToCompare):
        pair_vote(comparison_id=comparison.pk, idx=0, vote=Pair.Vote.LEFT, reason="", now=timezone.now())


def test_it_draws_no_result_from_no_votes(asked_before):
    comparison = run_whole(1)

    with pytest.raises(UnableToCompare):
        comparison_finish(comparison.pk, now=timezone.now())


def test_the_command_says_the_cost_runs_and_resumes(asked_before):
    said = StringIO()

    call_command("compare_routes", "ask-ai", a="claude-haiku-4-5", b="claude-haiku-5-5", n=2, yes=True, stdout=said)

    assert "It can cost $0.0" in said.getvalue()
    assert "2 of 2 pairs have two answers" in said.getvalue()
    assert Comparison.objects.get().status == Comparison.Status.VOTING
    with pytest.raises(CommandError, match="nothing left"):
        call_command("compare_routes", resume=Comparison.objects.get().pk, stdout=said)


def test_the_command_sends_nothing_without_a_yes(asked_before, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt: "n")

    call_command("compare_routes", "ask-ai", a="claude-haiku-4-5", b="claude-haiku-5-5", n=2, stdout=StringIO())

    assert not Comparison.objects.exists()


@pytest.mark.parametrize("names", [{}, {"a": "claude-haiku-4-5", "b": "no-such-model"}])
def test_the_command_refuses_what_it_does_not_know(asked_before, names):
    with pytest.raises(CommandError):
        call_command("compare_routes", "ask-ai", stdout=StringIO(), **names)
