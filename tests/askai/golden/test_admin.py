"""Golden questions at the owner's desk, and what the public page makes of a run."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from askai.golden.runs import run_claim
from askai.models import GoldenQuestion, GoldenRun
from tests.askai.golden.conftest import HAIKU, Script, cited, gone_through, made, plain
from tests.askai.golden.test_runs import RIGHT

pytestmark = pytest.mark.django_db(transaction=True)
RUNS = "admin:askai_goldenrun"


@pytest.fixture
def owner(client):
    client.force_login(User.objects.create_superuser("owner"))
    return client


def test_it_states_the_cost_before_it_starts_and_starts_only_then(paid, owner, goldens):
    shown = owner.get(reverse(f"{RUNS}_add"), {"whom": HAIKU})
    bound = shown.context["quote"].bound_microusd

    assert bound > 0
    assert "for at most $" in shown.content.decode()
    owner.post(reverse(f"{RUNS}_add"), {"whom": HAIKU, "bound": bound - 1})
    assert not GoldenRun.objects.exists()
    started = owner.post(reverse(f"{RUNS}_add"), {"whom": HAIKU, "bound": bound})
    run = GoldenRun.objects.get()
    assert started.url == reverse(f"{RUNS}_change", args=[run.pk])
    assert run.status == "running"


def test_it_is_free_with_the_demo_engine_and_shows_how_far_it_is(owner, goldens):
    owner.post(reverse(f"{RUNS}_add"), {"whom": "demo", "bound": 0})
    run = GoldenRun.objects.get()
    page = reverse(f"{RUNS}_change", args=[run.pk])

    assert "0 of 4 questions are answered" in owner.get(page).content.decode()
    assert run_claim(node="n") == run.pk
    gone_through(run)
    assert "4 of 4 right" in owner.get(page).content.decode()
    assert owner.get(reverse(f"{RUNS}_changelist")).status_code == 200
    assert owner.get(reverse("admin:askai_goldenquestion_changelist")).content.decode().count("icon-yes") >= 4


def test_it_stops_and_resumes_by_hand(owner, goldens):
    run = made(node="")
    owner.post(reverse(f"{RUNS}_stop", args=[run.pk]))

    run.refresh_from_db()
    assert (run.status, run.problem) == ("stopped", "Stopped by the owner.")
    owner.get(reverse(f"{RUNS}_resume", args=[run.pk]))
    run.refresh_from_db()
    assert run.status == "stopped"
    owner.post(reverse(f"{RUNS}_resume", args=[run.pk]))
    run.refresh_from_db()
    assert run.status == "running"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, "facts"),
        ({"facts": " / "}, "facts"),
        ({"section": "o"}, "section"),
        ({"facts": "Lisbon", "before_question": "Who is she?"}, "before_answer"),
    ],
)
def test_it_takes_no_question_that_cannot_fail(owner, goldens, change, field):
    fields = {"question": "Where?", "kind": "fact", "expects": "answer", "language": "en", **change}

    refused = owner.post(reverse("admin:askai_goldenquestion_add"), fields)

    assert field in refused.context["adminform"].form.errors
    assert not GoldenQuestion.objects.filter(question="Where?").exists()


def test_it_says_plainly_that_nothing_was_measured(client, goldens):
    assert "Nothing has been measured yet" in client.get("/scorecard/").content.decode()


def test_it_publishes_the_figures_the_date_and_the_misses(client, goldens):
    GoldenQuestion.objects.create(question="Where does Ada live?", facts="Lisbon", note="Write a section on places.")
    run = gone_through(made())

    page = client.get("/scorecard/").content.decode()

    assert "The demo engine: 4 of 5 right" in page
    assert f"{run.ended_at:%Y-%m-%d}" in page
    assert "<q>Where does Ada live?</q> It declines, and the site does say it." in page
    assert "Write a section on places." not in page
    assert "1 of the right ones" in page


def test_it_shows_no_run_that_is_not_whole(client, goldens):
    gone_through(made())
    GoldenRun.objects.update(status="stopped")

    assert "Nothing has been measured yet" in client.get("/scorecard/").content.decode()


def test_it_says_that_the_model_in_force_was_not_measured(paid, client, goldens):
    gone_through(made())
    page = client.get("/scorecard/").content.decode()
    assert "Claude Haiku 4.5 answers visitors now. It has not been measured yet" in page

    gone_through(made(HAIKU), Script({**RIGHT, "Good morning!": cited("Ada ran 90 interviews.")}))

    page = client.get("/scorecard/").content.decode()
    assert "has not been measured yet" not in page
    assert page.index("Claude Haiku 4.5: 3 of 4 right") < page.index("The demo engine: 4 of 4 right")


def test_it_publishes_no_visitors_word(client, goldens, asked_by_a_visitor):
    gone_through(made())

    assert asked_by_a_visitor not in client.get("/scorecard/").content.decode()


@pytest.fixture
def asked_by_a_visitor(site):
    from tests.routing.comparing import turn_make

    return turn_make("Does zebra husbandry interest Ada?", state="declined", text="The site does not say.").question


def test_it_is_linked_from_how_it_works(client, goldens):
    assert 'href="/scorecard/"' in client.get("/how-it-works/").content.decode()


def test_it_asks_a_follow_up_after_what_was_said_before(paid, goldens):
    GoldenQuestion.objects.all().delete()
    GoldenQuestion.objects.create(
        question="And refunds?", before_question="What did she ship?", before_answer="Invoices.", expects="decline"
    )
    seen = Script({"And refunds?": plain("The site does not say.")})

    gone_through(made(HAIKU), seen)

    assert seen.turns == [["What did she ship?", "Invoices.", "And refunds?"]]
