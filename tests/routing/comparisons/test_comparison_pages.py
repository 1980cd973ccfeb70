"""A comparison through the owner's pages: quoted, started, watched, voted blind, summed up. No script needed."""

import asyncio
import re

import pytest
from django.test import Client

from routing.comparisons.worker import comparison_claim
from routing.models import Comparison, Decision, Pair
from tests.routing.comparing import made, run, run_whole

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/routing/comparison/add/"
CHOSEN = {
    "feature": "ask-ai",
    "model_a": "claude-haiku-4-5",
    "model_b": "claude-haiku-5-5",
    "source": "latest",
    "count": "3",
}


@pytest.fixture
def owner(client: Client, admin_user) -> Client:
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_shows_the_cost_before_anything_starts(paid, owner, asked_before):
    page = owner.get(ADD, CHOSEN)

    assert re.search(r"At most \$0\.\d{4}", page.content.decode())
    assert not Comparison.objects.exists()


def test_it_starts_only_at_the_cost_that_was_shown(paid, owner, asked_before):
    bound = owner.get(ADD, CHOSEN).context["quote"].bound_microusd

    owner.post(ADD, {**CHOSEN, "bound": bound - 1})
    assert not Comparison.objects.exists()
    started = owner.post(ADD, {**CHOSEN, "bound": bound})

    comparison = Comparison.objects.get()
    assert started.url == f"/admin/routing/comparison/{comparison.pk}/change/"
    assert (comparison.status, comparison.bound_microusd) == ("running", bound)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"model_b": "claude-haiku-4-5"}, "Choose two different models."),
        ({"model_b": "no-such-model"}, "Select a valid choice"),
        ({"count": "1000"}, "less than or equal to 100"),
        ({"source": "marked"}, "no such input is stored"),
    ],
)
def test_it_says_why_it_cannot_start(owner, asked_before, changed, said):
    page = owner.get(ADD, {**CHOSEN, **changed}).content.decode()

    assert said in page
    assert "Start, for" not in page


def test_it_shows_how_far_it_is_and_goes_on_after_a_stop(owner, asked_before):
    comparison = made()
    address = f"/admin/routing/comparison/{comparison.pk}/"

    running = owner.get(f"{address}change/").content.decode()
    owner.post(f"{address}stop/")
    stopped = owner.get(f"{address}change/").content.decode()
    owner.post(f"{address}resume/")

    assert 'http-equiv="refresh"' in running
    assert "0 of 3 pairs have two answers" in running
    assert "Stopped by the owner." in stopped
    assert comparison_claim(node="n") == comparison.pk


def test_it_is_voted_blind_pair_by_pair_to_a_result_on_the_card(owner, asked_before):
    comparison = run_whole()
    address = f"/admin/routing/comparison/{comparison.pk}/"
    names = ("haiku", "Haiku")

    page = owner.get(f"{address}vote/", follow=True)
    seen = []
    while "sheet" in page.context:
        sheet = page.context["sheet"]
        body = page.content.decode().partition('<form class="judging"')[2].partition("</form>")[0]
        assert not any(name in body for name in names)
        seen.append(sheet.idx)
        pair = comparison.pairs.get(idx=sheet.idx)
        vote = "left" if pair.is_a_left else "right"
        page = owner.post(f"{address}vote/{sheet.idx}/", {"vote": vote, "reason": f"why {sheet.idx}"}, follow=True)
    owner.post(f"{address}finish/")
    result = owner.get(f"{address}change/").content.decode()
    card = owner.get(f"/admin/routing/route/{Decision.objects.get(comparison=comparison).route_id}/change/")

    assert seen == [0, 1, 2]
    assert "Claude Haiku 4.5 was preferred, 3 to 0 of 3 decided" in result
    assert "why 2" in result
    assert "Claude Haiku 4.5 was preferred, 3 to 0 of 3 decided" in card.content.decode()


def test_a_vote_can_be_changed_until_the_result_is_drawn(owner, asked_before):
    comparison = run_whole(1)
    address = f"/admin/routing/comparison/{comparison.pk}/"

    owner.post(f"{address}vote/0/", {"vote": "left"})
    owner.post(f"{address}vote/0/", {"vote": "tie", "reason": "the same"})
    owner.post(f"{address}finish/")
    owner.post(f"{address}vote/0/", {"vote": "right"})

    assert Pair.objects.values_list("vote", "reason").get() == ("tie", "the same")


def test_it_says_when_both_answers_are_the_same(owner, asked_before):
    comparison = run_whole(1)

    page = owner.get(f"/admin/routing/comparison/{comparison.pk}/vote/0/").content.decode()

    assert "Both answers are identical." in page


def test_it_knows_no_pair_that_is_not_there(owner, asked_before):
    comparison = run_whole(1)

    assert owner.get(f"/admin/routing/comparison/{comparison.pk}/vote/7/").status_code == 404
    assert owner.get("/admin/routing/comparison/4242/change/").status_code == 404


def test_a_finished_result_needs_a_vote(owner, asked_before):
    comparison = run_whole(1)

    page = owner.post(f"/admin/routing/comparison/{comparison.pk}/finish/", follow=True)

    assert "Vote on at least one pair first." in page.content.decode()


@pytest.mark.parametrize("what", ["vote/0/", "finish/", "stop/", "resume/", "change/"])
def test_a_stranger_sees_nothing_of_it(client, asked_before, what):
    comparison = made()

    answer = client.post(f"/admin/routing/comparison/{comparison.pk}/{what}", {"vote": "left"})

    assert answer.url.startswith("/admin/login/")
    comparison.refresh_from_db()
    assert comparison.status == "running"


def test_a_helper_who_may_only_look_changes_nothing(client, django_user_model, asked_before):
    helper = django_user_model.objects.create_user("helper", password="long-enough-for-a-test", is_staff=True)
    client.force_login(helper, backend="django.contrib.auth.backends.ModelBackend")
    comparison = made(node="n")
    asyncio.run(run(comparison.pk))

    answers = [
        client.post(f"/admin/routing/comparison/{comparison.pk}/{what}/") for what in ("vote/0", "finish", "stop")
    ]
    answers += [client.get(ADD), client.get(f"/admin/routing/comparison/{comparison.pk}/change/")]

    assert {answer.status_code for answer in answers} == {403}
