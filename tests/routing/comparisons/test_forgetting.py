"""Words that a visitor has had deleted: comparisons keep no copy of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from askai.models import Conversation, Turn
from askai.services import conversations_expire, conversations_forget
from routing.comparisons.worker import pair_open, side_close
from routing.gateway.messages import Outcome
from routing.models import CallStatus, Comparison, Pair
from tests.routing.comparing import made, run_whole

pytestmark = pytest.mark.django_db(transaction=True)


def visitor_of(pair: Pair) -> str:
    return Turn.objects.get(pk=pair.input_id).conversation.visitor


def words_of(pair: Pair) -> tuple[str, str, str]:
    pair.refresh_from_db()
    return pair.question, pair.answer_a, pair.answer_b


def test_it_empties_the_pairs_of_a_visitor_who_deletes_their_questions(asked_before):
    comparison = run_whole()
    first, second, _ = comparison.pairs.order_by("idx")
    assert all(words_of(first))

    conversations_forget(visitor=visitor_of(first))

    assert words_of(first) == ("", "", "")
    assert first.void == "The input is no longer kept."
    assert all(words_of(second))


def test_it_keeps_the_vote_of_a_pair_it_empties(asked_before):
    comparison = run_whole()
    Pair.objects.update(vote="left")
    first = comparison.pairs.get(idx=0)

    conversations_forget(visitor=visitor_of(first))

    assert words_of(first) == ("", "", "")
    assert (first.vote, first.void) == ("left", "")


def test_it_empties_what_is_past_its_time_also_where_the_question_went_long_ago(asked_before):
    comparison = made()
    first, second, third = comparison.pairs.order_by("idx")
    Turn.objects.filter(pk=first.input_id).delete()
    Conversation.objects.filter(turns=second.input_id).update(started_at=timezone.now() - timedelta(days=4_000))
    Turn.objects.filter(pk=second.input_id).update(asked_at=timezone.now() - timedelta(days=4_000))

    conversations_expire(now=timezone.now())

    assert [pair.question == "" for pair in comparison.pairs.order_by("idx")] == [True, True, False]
    assert third.question


def test_it_stores_no_answer_to_a_question_that_was_deleted_while_it_was_asked(asked_before):
    comparison = made(node="n")
    work = pair_open(pk=comparison.pk, node="n", after=-1, now=timezone.now())
    pair = Pair.objects.get(pk=work.pair_id)
    conversations_forget(visitor=visitor_of(pair))

    side_close(
        pair_id=pair.pk,
        work=work.sides[0],
        outcome=Outcome(status=CallStatus.DONE, text="Forty.", is_unbilled=True),
        now=timezone.now(),
    )

    assert words_of(pair) == ("", "", "")
    assert Comparison.objects.get().status == "running"
