"""The decision card: measured from the ledger, shown to everybody, decided on by the owner with a reason."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from routing.decisions.reads import cards, route_card
from routing.decisions.writes import route_keep
from routing.models import Call, CallStatus
from tests.factories import LanguageModelFactory
from tests.routing.traffic import NOW, route_of, traffic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lasting_catalogue")]


def test_it_measures_all_five_answers_of_a_feature(real):
    traffic()
    traffic("fit-check", sessions=4, turns=1)

    card = route_card("ask-ai", NOW)

    figures = [question.figure for question in card.questions]
    assert all(figures)
    assert "(medians, n = 100 answers): 40 read per token written" in figures[0]
    assert "5.0 turns per session (n = 20 sessions), 5.0 per visit" in figures[1]
    assert "3.0% of the model's context window of 200,000, 3.0% of the 200,000" in figures[2]
    assert figures[3].startswith("$0.0100 per session (n = 20 sessions)")
    assert "500 ms and 500 ms, whole answer after 3.0 s and 3.0 s" in figures[4]
    assert (card.figures.visits, card.is_demo, card.is_agreed) == (20, False, True)
    assert "0.2 per visit" in route_card("fit-check", NOW).questions[1].figure


def test_it_says_that_the_demo_engine_is_free(client):
    traffic()

    card = route_card("ask-ai", NOW)

    assert card.is_demo
    assert card.questions[3].figure.startswith("The demo engine is free; of 100 answers")
    page = client.get("/how-it-works/").content.decode()
    assert "Free: the demo engine answers." in page
    assert "per day for all visitors together" not in page
    assert "per session" not in card.questions[3].figure


def test_it_has_measured_nothing_before_the_first_call(client):
    card = route_card("ask-ai", NOW)

    assert {question.figure for question in card.questions} == {""}
    assert client.get("/how-it-works/").content.decode().count("Not measured yet") == 20


def test_it_leaves_out_what_the_window_does_not_hold_and_what_another_engine_answered():
    traffic(now=NOW - timedelta(days=31))
    traffic(engine="api")
    traffic(status=CallStatus.FAILED)

    assert route_card("ask-ai", NOW).figures.calls == 0


def test_it_prices_and_times_only_the_model_that_is_routed():
    traffic(model=LanguageModelFactory(), spent_microusd=9_000_000, ttft_ms=9_000)

    card = route_card("ask-ai", NOW)

    assert card.figures.calls == 100
    assert card.questions[3].figure == card.questions[4].figure == ""


def test_it_counts_callers_without_a_cookie_one_by_one():
    traffic(sessions=3, turns=1)
    Call.objects.update(visitor="", network="")

    assert route_card("ask-ai", NOW).figures.sessions == 3


def test_it_puts_the_measured_answer_in_the_place_of_the_declared_one():
    traffic(sessions=25, turns=1)

    question = route_card("ask-ai", NOW).questions[1]

    assert question.reason.answer == "Once."
    assert question.correction == "declared many, measured once"


def test_it_asks_as_many_queries_whatever_the_traffic_was(django_assert_num_queries):
    traffic()
    with CaptureQueriesContext(
        connection,
    ) as few:
        cards(NOW)
    traffic(sessions=200, turns=10)
    for _ in range(40):
        route_keep(route=route_of(), reason="Still good.", now=NOW)

    with django_assert_num_queries(len(few)):
        shown = cards(NOW)

    assert shown[0].figures.is_cut
    assert shown[0].figures.calls == 1_000
    assert len(shown[0].history) == 30


def test_it_says_whether_a_next_feature_may_share_a_route(admin_client):
    asked = {"shape": "retrieval", "frequency": "few", "fits": "yes", "stakes": "low", "felt": "yes"}
    address = reverse("admin:routing_shape")

    empty = admin_client.get(address).content.decode()
    shared = admin_client.get(address, asked).content.decode()
    apart = admin_client.get(address, {**asked, "stakes": "high"}).content.decode()

    assert "Compared with" not in empty
    assert "Reuse the route of Ask AI" in shared
    assert "Give it its own route" in apart
    assert "Here: a lot. There: little." in apart


@pytest.mark.parametrize("name", ["routing_cards", "routing_shape", "routing_card", "routing_successor"])
def test_it_lets_only_the_owner_see_the_pages_around_a_card(client, name):
    args = [route_of().pk] if name in {"routing_card", "routing_successor"} else []

    assert client.get(reverse(f"admin:{name}", args=args)).status_code == 302


def test_it_leads_from_the_list_of_routes_to_the_cards(admin_client):
    shown = admin_client.get(reverse("admin:routing_route_changelist")).content.decode()

    assert reverse("admin:routing_card", args=[route_of().pk]) in shown
    assert reverse("admin:routing_shape") in shown
