"""Another model for a route: spelled out, made, refused, and told to the owner where one is due."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from routing.checks import notices
from routing.decisions.reads import route_card
from routing.decisions.writes import route_change
from routing.gateway.messages import UnableToAdmit
from routing.ledger.admission import call_open
from routing.models import Call, LanguageModel, Price, Route
from tests.factories import LanguageModelFactory
from tests.routing.asking import prompt_of
from tests.routing.traffic import CALLER, NOW, route_of, traffic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lasting_catalogue")]


def test_it_spells_out_a_move_and_makes_it_in_one_click(admin_client):
    traffic()
    route = route_of()
    address = reverse("admin:routing_successor", args=[route.pk])

    shown = admin_client.get(address).content.decode()
    done = admin_client.post(address, {"reason": "Ten times cheaper."}, follow=True)

    for said in ("× 0.14", "4,096 tokens", "about 35% more tokens", "disabled", "1,000,000 tokens"):
        assert said in shown
    assert Route.objects.get(pk=route.pk).model.api_id == "claude-haiku-5-5"
    decision = route.decisions.order_by("-pk").first()
    assert (decision.reason, decision.change) == (
        "Ten times cheaper.",
        "model: claude-haiku-4-5 → claude-haiku-5-5",
    )
    assert "from the next call on" in done.content.decode()


def test_it_moves_to_no_model_that_could_not_be_called(admin_client):
    route = route_of()
    successor = route.model.successor
    address = reverse("admin:routing_successor", args=[route.pk])

    Price.objects.filter(model=successor).delete()
    unpriced = admin_client.post(address, {"reason": "Newer."}, follow=True)
    LanguageModel.objects.filter(pk=successor.pk).update(lifecycle="retired")
    retired = admin_client.get(address)
    LanguageModel.objects.update(successor=None)
    alone = admin_client.get(address, follow=True)

    assert "has no price" in unpriced.content.decode()
    assert "is retired" in retired.content.decode()
    assert "no successor in the catalogue" in alone.content.decode()
    assert Route.objects.get(pk=route.pk).model_id == route.model_id


def test_it_routes_to_a_new_model_without_a_line_of_code(real, admin_client):
    address = reverse("admin:routing_languagemodel_add")
    model = {
        "api_id": "claude-haiku-6", "name": "Claude Haiku 6", "line": "haiku", "size": "small", "lifecycle": "active",
        "context_tokens": 1_000_000, "max_output_tokens": 64_000, "tokenizer": "new", "cache_floor": 256,
        "capabilities": '{"cache": true, "citations": true}',
    }  # fmt: skip
    price = {
        "valid_from": "2026-11-01", "above_prompt_tokens": 0, "input_usd": "0.2", "output_usd": "1",
        "write_5m_usd": "0.25", "write_1h_usd": "0.4", "read_usd": "0.02",
    }  # fmt: skip
    rows = {"prices-TOTAL_FORMS": 1, "prices-INITIAL_FORMS": 0}
    made = admin_client.post(address, model | rows | {f"prices-0-{name}": value for name, value in price.items()})
    assert made.status_code == 302, made.context["errors"]
    route = route_of()
    route.model = LanguageModel.objects.get(api_id="claude-haiku-6")
    route_change(route=route, reason="Newer and smaller.", now=NOW)

    ticket = call_open(feature="ask-ai", prompt=prompt_of(), caller=CALLER, now=NOW)

    assert (ticket.model, ticket.cache_ttl) == ("claude-haiku-6", "5m")
    assert Call.objects.get(pk=ticket.call_id).price.input_usd == Decimal("0.2")
    assert route_card("ask-ai", NOW).route.model.name == "Claude Haiku 6"


def test_it_refuses_a_retired_model_in_a_sentence_or_lets_the_fallback_answer(settings):
    settings.ANTHROPIC_API_KEY = "sk-test"
    route = route_of()
    LanguageModel.objects.filter(pk=route.model_id).update(lifecycle="retired")

    with pytest.raises(UnableToAdmit) as refused:
        call_open(feature="ask-ai", prompt=prompt_of(), caller=CALLER, now=NOW)
    Route.objects.filter(pk=route.pk).update(fallback=route.model.successor)
    ticket = call_open(feature="ask-ai", prompt=prompt_of(), caller=CALLER, now=NOW)

    assert (refused.value.code, refused.value.message) == (
        "unavailable",
        "The model is not available at the moment; the pages stay open.",
    )
    assert ticket.model == "claude-haiku-5-5"


def _index(admin_client):
    return admin_client.get(reverse("admin:index")).content.decode()


def test_it_tells_the_owner_on_the_index(admin_client):
    assert "Nothing asks for another decision" in _index(admin_client)

    LanguageModel.objects.filter(routes__feature="ask-ai").update(lifecycle="deprecated")

    shown = _index(admin_client)
    assert "Ask AI: The model is deprecated" in shown
    assert reverse("admin:routing_card", args=[route_of().pk]) in shown


def test_it_tells_of_a_missing_price_an_unknown_model_and_a_fallback_that_cannot_answer():
    route = route_of()
    Call.objects.create(
        feature="ask-ai", model=route.model, engine="api", status="failed", error_code="not_found_model",
        started_at=timezone.now(),
    )  # fmt: skip
    Price.objects.filter(model=route.model).delete()
    Route.objects.filter(pk=route.pk).update(fallback=LanguageModelFactory(lifecycle="retired"))

    said = " ".join(notice.words for notice in notices(timezone.now()))

    assert "claude-haiku-4-5 has no price: ask-ai refuses to run." in said
    assert "The provider does not know claude-haiku-4-5" in said
    assert "The fallback of ask-ai cannot answer" in said
    assert "A price of the model changes." in said


def test_it_stays_up_with_an_emptied_catalogue(client, admin_client, capsys, settings, tmp_path):
    settings.CATALOGUE_FILE = tmp_path / "models.json"
    settings.CATALOGUE_FILE.write_text('{"checked_on": "2026-11-22", "models": []}')
    Route.objects.all().delete()
    LanguageModel.objects.all().delete()

    call_command("load_catalogue")

    assert "ask-ai stays off: the catalogue has no claude-haiku-4-5" in capsys.readouterr().out
    assert client.get("/how-it-works/").content.decode().count("has no model yet and is off") == 4
    assert "It has no route and is off" in admin_client.get(reverse("admin:routing_cards")).content.decode()
    assert "has no route" in _index(admin_client)
    with pytest.raises(UnableToAdmit):
        call_open(feature="ask-ai", prompt=prompt_of(), caller=CALLER, now=NOW)
