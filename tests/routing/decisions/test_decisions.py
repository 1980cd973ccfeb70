"""A decision, what it knew, and when it is asked again."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from routing.decisions.reads import route_card
from routing.decisions.writes import decision_add, route_change, route_keep
from routing.models import Call, Comparison, Decision, LanguageModel, Mark, Route
from tests.factories import LanguageModelFactory, PriceFactory
from tests.routing.traffic import NOW, fired, route_of, traffic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lasting_catalogue")]


def test_it_keeps_the_figures_with_every_decision(admin_user):
    traffic()
    route = route_of()
    route.cache = "1h"

    decision = route_change(route=route, reason="Gaps are long.", now=NOW, by=admin_user)

    assert decision.answers["frequency"]["answer"] == "many"
    assert "5.0 turns per session" in decision.answers["frequency"]["figure"]
    assert {entry["kind"] for entry in decision.ask_again} == {
        "prefix", "model", "successor", "price", "marks", "figures",
    }  # fmt: skip


def test_it_asks_again_when_the_texts_have_outgrown_the_decision(admin_user):
    traffic()
    route_keep(route=route_of(), reason="Fits.", now=NOW, by=admin_user)
    assert fired() == set()

    traffic(sessions=1, now=NOW + timedelta(hours=19), prefix_tokens=9_100)

    assert fired() == {"prefix"}


def test_it_asks_again_when_the_model_is_to_go_until_the_owner_has_answered(admin_user):
    LanguageModel.objects.filter(routes__feature="ask-ai").update(retires_on=NOW.date() + timedelta(days=90))
    assert fired() == {"model"}

    route_keep(route=route_of(), reason="Three months are enough.", now=NOW, by=admin_user)
    assert fired() == set()

    LanguageModel.objects.filter(routes__feature="ask-ai").update(lifecycle="deprecated")
    assert fired() == {"model"}


def test_it_asks_again_when_a_price_changes():
    PriceFactory(model=route_of().model, valid_from=date(2026, 11, 1), input_usd=Decimal("1.5"))

    assert fired() == {"price"}


def test_it_asks_again_when_marks_cross_their_threshold(admin_user):
    traffic(sessions=4)
    for call in Call.objects.order_by("pk")[:5]:
        Mark.objects.create(call=call, kind=Mark.Kind.WISHED_DEEPER, marked_at=NOW - timedelta(hours=1))
    assert fired() == {"marks"}

    route_keep(route=route_of(), reason="The page was thin, not the model.", now=NOW, by=admin_user)

    assert fired() == set()


def test_it_says_where_the_route_differs_from_the_recommendation_and_why_it_is_kept(client, admin_user):
    other = LanguageModelFactory(size="large")
    route = route_of()
    route.model = other
    route_change(route=route, reason="Only model with our terms.", now=NOW, by=admin_user)

    card = route_card("ask-ai", NOW)

    assert (card.is_agreed, card.kept_because) == (False, "Only model with our terms.")
    assert "Reason for keeping it: Only model with our terms." in client.get("/how-it-works/").content.decode()
    LanguageModel.objects.filter(pk=Route.objects.get(feature="fit-check").model_id).update(size="small")
    assert route_card("fit-check", NOW).kept_because != ""


def test_it_shows_the_comparison_and_keeps_the_reason_of_the_route(client):
    models = [route_of().model, LanguageModelFactory()]
    comparison = Comparison.objects.create(
        feature="ask-ai", model_a=models[0], model_b=models[1], max_output_tokens=700, bound_microusd=1, created_at=NOW
    )
    decision_add(comparison=comparison, reason="Compared on 20 real inputs. Neither was preferred.", now=NOW)

    card = route_card("ask-ai", NOW)

    assert card.compared.comparison == comparison
    assert card.decision.reason.startswith("Looking up and quoting")
    assert "Neither was preferred" in client.get("/how-it-works/").content.decode()


def test_it_shows_nobody_outside_who_decided(client, admin_client, admin_user):
    route_keep(route=route_of(), reason="Still good.", now=NOW, by=admin_user)
    address = reverse("admin:routing_card", args=[route_of().pk])

    assert "by admin" not in client.get("/how-it-works/").content.decode()
    assert "by admin" in admin_client.get(address).content.decode()


def test_it_keeps_a_route_from_its_card_only_with_a_reason(admin_client):
    route = route_of()
    address = reverse("admin:routing_card", args=[route.pk])

    refused = admin_client.post(address, {"reason": " "})
    kept = admin_client.post(address, {"reason": "Still good."})

    assert (refused.status_code, kept.status_code) == (200, 302)
    newest = route.decisions.order_by("-pk").first()
    assert (newest.change, newest.reason) == ("Kept as it is.", "Still good.")
    assert route.decisions.count() == 2


def test_it_changes_no_route_without_a_reason(admin_client):
    route = route_of()
    address = reverse("admin:routing_route_change", args=[route.pk])
    form = admin_client.get(address).context["adminform"].form
    sent = {name: "" if value is None else value for name, value in form.initial.items()}
    sent |= {"decisions-TOTAL_FORMS": 0, "decisions-INITIAL_FORMS": 0, "cache": "1h"}

    page = admin_client.post(address, sent)

    assert "Say why" in page.content.decode()
    assert (Route.objects.get(pk=route.pk).cache, Decision.objects.filter(route=route).count()) == ("5m", 1)
