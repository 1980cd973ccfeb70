"""Two models on the same past inputs: the stated cost, the run, what survives a crash, the votes."""

from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from askai.models import Turn
from routing.comparisons.reads import comparison_standing, pairs_complete
from routing.comparisons.writes import Asked, UnableToCompare, comparison_finish, comparison_quote, pair_vote
from routing.marks.writes import mark_put
from routing.models import Budget, Call, Comparison, Decision, LanguageModel, Mark, Pair, Price
from tests.routing.comparing import QUESTIONS, asked_of, made, run_whole, turn_make

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_states_the_cost_and_writes_nothing_before_it_starts(paid, asked_before):
    quote = comparison_quote(asked_of(), now=timezone.now())

    assert [past.label for past in quote.inputs] == [QUESTIONS[0].upper(), QUESTIONS[2], QUESTIONS[1]]
    assert (quote.max_output_tokens, Comparison.objects.count(), Call.objects.count()) == (700, 0, 0)
    assert quote.bound_microusd > 0


def test_it_asks_both_models_within_the_stated_cost(paid, asked_before):
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
def test_it_refuses_what_cannot_be_compared(paid, asked_before, trouble):
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
        pair_vote(comparison_id=comparison.pk, idx=pair.idx, vote=prefers_b, reason="shorter")

    done = comparison_finish(comparison.pk, now=timezone.now())

    decision = Decision.objects.get(comparison=done)
    assert (done.result["wins_a"], done.result["wins_b"], done.result["n"]) == (0, 3, 3)
    assert done.result["sentence"].startswith("Claude Haiku 5.5 was preferred, 3 to 0 of 3 decided: too few")
    assert "demo engine" in decision.reason
    assert decision.route.feature == "ask-ai"
    assert decision.model == decision.route.model


def test_it_takes_no_vote_after_the_result(asked_before):
    comparison = run_whole(1)
    pair_vote(comparison_id=comparison.pk, idx=0, vote=Pair.Vote.TIE, reason="")
    comparison_finish(comparison.pk, now=timezone.now())

    with pytest.raises(UnableToCompare):
        pair_vote(comparison_id=comparison.pk, idx=0, vote=Pair.Vote.LEFT, reason="")


def test_it_draws_no_result_from_no_votes(asked_before):
    comparison = run_whole(1)

    with pytest.raises(UnableToCompare):
        comparison_finish(comparison.pk, now=timezone.now())


def test_the_command_says_the_cost_runs_and_resumes(asked_before):
    said = StringIO()

    call_command("compare_routes", "ask-ai", a="claude-haiku-4-5", b="claude-haiku-5-5", n=2, yes=True, stdout=said)

    assert "It costs at most $0.0" in said.getvalue()
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
