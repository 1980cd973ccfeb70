"""Runs of the golden questions: of the demo engine, of a scripted model with planted faults, killed, out of money."""

import asyncio
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from askai.golden import scores
from askai.golden.reads import run_spent, tally
from askai.golden.runs import UnableToRun, result_open, run_claim, run_halt, run_quote, run_resume
from askai.golden.worker import run_go
from askai.models import GoldenQuestion, GoldenRun
from routing.gateway.breaker import breakers_reset
from routing.gateway.client import aclose
from routing.models import Call, CallStatus, LanguageModel
from tests.askai.golden.conftest import HAIKU, Script, cited, gone_through, made, plain
from tests.door import standin
from tests.factories import PageFactory

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT = {
    "How many interviews did Ada run?": cited("Ada ran 40 interviews."),
    "Does Ada know Kafka?": cited("Kafka: 0 of 5 (none).", "Kafka: 0 of 5 (none)", "/skills/#data-platforms", 3),
    "What is her salary?": plain("The site does not say."),
    "Good morning!": plain("You can ask about the editor and payments."),
}


def test_it_scores_the_demo_engine_without_a_call(goldens):
    run = gone_through(made())

    counts = tally(run)
    assert run.status == "done"
    assert (counts.asked, counts.answered, counts.right, counts.declined_rightly) == (4, 4, 4, 1)
    assert not Call.objects.exists()


def test_it_catches_every_fault_planted_in_a_models_answers(paid, goldens):
    GoldenQuestion.objects.create(question="Wo arbeitet Ada?", kind="language", facts="Ada", language="de")
    GoldenQuestion.objects.create(question="What did Ada ship?", facts="invoices")
    faulty = {
        "How many interviews did Ada run?": cited("Ada ran 41 interviews."),
        "Does Ada know Kafka?": plain("The site does not say."),
        "What is her salary?": plain("Her salary is 90,000 dollars a year."),
        "Good morning!": plain("Good morning to you. " * 20),
        "Wo arbeitet Ada?": plain("Ada moved the editor to weekly releases and shipped invoices for shops."),
        "What did Ada ship?": cited("Ada shipped invoices for 300 shops."),
    }

    run = gone_through(made(HAIKU), Script(faulty))

    found = {miss.question.question: " ".join(miss.reasons) for miss in tally(run).misses}
    assert run.status == "done"
    assert set(found) == set(faulty)
    assert "It lacks: 40 interviews" in found["How many interviews did Ada run?"]
    assert "It declines" in found["Does Ada know Kafka?"]
    assert "It answers what the site does not say" in found["What is her salary?"]
    assert "80 words" in found["Good morning!"]
    assert "It is in en, not in de" in found["Wo arbeitet Ada?"]
    assert "No source for" in found["What did Ada ship?"]


def test_it_books_a_paid_run_under_the_stated_cost(paid, goldens):
    run = gone_through(made(HAIKU), Script(RIGHT))

    assert tally(run).misses == ()
    assert Call.objects.filter(feature="golden", status=CallStatus.DONE).count() == 4
    assert 0 < run_spent(run) <= run.bound_microusd


def test_it_goes_on_after_a_kill_without_asking_again_what_has_a_result(paid, goldens):
    run = made(HAIKU, node="dead")
    script, now = Script(RIGHT), timezone.now()
    asyncio.run(_until_second(run, script))
    lost = result_open(pk=run.pk, node="dead", after=-1, now=now)
    assert lost is not None
    assert lost.ticket is not None

    assert run_claim(node="n") is None
    GoldenRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert run_claim(node="n") == run.pk
    run = gone_through(run, script)

    assert (run.status, tally(run).right) == ("done", 4)
    assert sorted(script.asked) == sorted(RIGHT)
    assert Call.objects.get(pk=lost.ticket.call_id).status == CallStatus.ORPHANED


async def _until_second(run, script):
    """Be killed after the first question: nothing of the second is asked."""

    def stop(idx):
        raise KeyboardInterrupt

    standin().responders = [script]
    with pytest.raises(KeyboardInterrupt):
        await run_go(run.pk, node="dead", clock=timezone.now, tell=stop)
    await aclose()


def test_it_stops_within_the_stated_cost(paid, goldens):
    run = made(HAIKU)
    GoldenRun.objects.filter(pk=run.pk).update(bound_microusd=run.bound_microusd // 8)

    run = gone_through(run, Script(RIGHT))

    assert (run.status, run.problem) == ("stopped", "The cost stated at the start is used up.")
    assert not Call.objects.exists()


def test_it_stops_when_the_pages_change_under_it(goldens):
    run = made()
    PageFactory(slug="new", body="Ada wrote a third page.")

    run = gone_through(run)

    assert run.status == "stopped"
    assert "start a new run" in run.problem


def test_it_stops_when_the_owner_says_so_and_goes_on_later(goldens):
    run = made()
    assert run_halt(run.pk)

    assert gone_through(run).status == "stopped"
    assert run_resume(run.pk)
    assert run_claim(node="n", pk=run.pk) == run.pk
    assert gone_through(run).status == "done"
    assert not run_resume(run.pk)


def test_it_stops_where_the_model_keeps_failing(paid, goldens):
    run = gone_through(made(HAIKU), Script({}))
    breakers_reset()

    assert (run.status, tally(run).answered) == ("stopped", 0)
    assert run.problem
    assert Call.objects.count() == 3


def test_it_reports_nothing_while_a_control_passes(goldens, monkeypatch):
    run = made()
    monkeypatch.setitem(scores.SCORERS, "facts", lambda expected, reply: "")

    run = gone_through(run)

    assert run.status == "stopped"
    assert "A known bad answer passes the scorers facts" in run.problem
    with pytest.raises(UnableToRun, match="facts"):
        run_quote(None, now=timezone.now())


def test_it_does_not_ask_a_model_where_none_is_connected(goldens):
    with pytest.raises(UnableToRun, match="No model is connected"):
        run_quote(LanguageModel.objects.get(api_id=HAIKU), now=timezone.now())


def test_it_is_asked_from_the_shell_and_says_what_was_wrong(goldens):
    GoldenQuestion.objects.create(question="Where does Ada live?", facts="Lisbon")
    told = StringIO()

    call_command("ask_golden", "--yes", stdout=told)

    assert "5 golden questions for the demo engine. It is free." in told.getvalue()
    assert "wrong: Where does Ada live?" in told.getvalue()
    assert "4 of 5 right (80%), 1 of them declined rightly" in told.getvalue()


def test_it_takes_no_run_up_that_is_over(goldens):
    run = gone_through(made())

    with pytest.raises(CommandError, match="nothing left"):
        call_command("ask_golden", resume=run.pk, stdout=StringIO())
