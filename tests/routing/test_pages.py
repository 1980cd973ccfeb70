"""The page that hides nothing, the owner's admin, and what `check` tells the owner."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from routing.checks import layer_check, routes_check
from routing.models import Budget, Call, CallStatus, Decision, LanguageModel, Mark, Price, Route
from routing.registry import feature_list
from tests.factories import LanguageModelFactory, RouteFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PAGE = "/how-it-works/"


@pytest.fixture
def catalogue():
    call_command("load_catalogue")


@pytest.fixture
def call():
    model = LanguageModelFactory()
    return Call.objects.create(
        feature="ask-ai", model=model, engine="standin", started_at=NOW, status=CallStatus.DONE,
        input_tokens=100, read_tokens=5000, output_tokens=50, spent_microusd=850,
    )  # fmt: skip


def test_it_shows_model_reason_limits_and_every_word_of_the_prompt(real, client, catalogue):
    page = client.get(PAGE)

    shown = page.content.decode()
    assert page.status_code == 200
    for feature in feature_list():
        assert feature.name in shown
        assert Route.objects.get(feature=feature.key).model.api_id in shown
        assert escape(feature.prompt_text()) in shown
    assert "2000 calls" in shown
    assert shown.count("<details>") == len(feature_list())
    assert "style=" not in shown


def test_it_says_that_a_feature_without_a_route_is_off(client):
    page = client.get(PAGE)

    assert page.status_code == 200
    assert "has no model yet and is off" in page.content.decode()


def test_it_says_when_the_shared_text_is_too_short_to_be_kept(client, catalogue):
    route = Route.objects.get(feature="ask-ai")
    Call.objects.create(feature="ask-ai", model=route.model, engine="standin", started_at=NOW, prefix_tokens=900)

    shown = client.get(PAGE).content.decode()

    assert "this model caches 4096 or more" in shown


def test_it_counts_what_was_read_back(client, catalogue):
    route = Route.objects.get(feature="ask-ai")
    Call.objects.create(
        feature="ask-ai", model=route.model, engine="standin", started_at=timezone.now(), status=CallStatus.DONE,
        prefix_tokens=6000, cache_ttl="5m", input_tokens=1000, read_tokens=3000,
    )  # fmt: skip

    assert "75% of all prompt tokens of the last 30 days were read from the cache" in client.get(PAGE).content.decode()


def test_it_takes_no_post(client):
    assert client.post(PAGE).status_code == 405


@pytest.mark.parametrize("name", ["languagemodel", "route", "decision", "call", "budget", "mark"])
def test_it_lists_every_table_for_the_owner(admin_client, catalogue, call, name):
    page = admin_client.get(reverse(f"admin:routing_{name}_changelist"))

    assert page.status_code == 200


def test_it_asks_the_owner_why_and_writes_the_decision(admin_client, catalogue):
    route = Route.objects.get(feature="ask-ai")
    address = reverse("admin:routing_route_change", args=[route.pk])
    form = admin_client.get(address).context["adminform"].form
    sent = {name: "" if value is None else value for name, value in form.initial.items()}
    sent |= {
        "reason": "The corpus has grown.",
        "cache": "1h",
        "decisions-TOTAL_FORMS": 0,
        "decisions-INITIAL_FORMS": 0,
    }

    page = admin_client.post(address, sent)

    assert page.status_code == 302, page.context["errors"]
    decision = Decision.objects.filter(route=route).latest("pk")
    assert decision.reason == "The corpus has grown."
    assert decision.change == "cache: 5m → 1h"
    assert decision.decided_by.username == "admin"


def test_it_lets_nobody_edit_the_ledger(admin_client, call):
    address = reverse("admin:routing_call_change", args=[call.pk])

    assert admin_client.get(address).status_code == 200
    assert admin_client.post(address, {"feature": "x"}).status_code == 403
    assert admin_client.get(reverse("admin:routing_call_add")).status_code == 403


def test_it_marks_calls_from_the_list(admin_client, call):
    sent = {"action": "mark_deeper", "_selected_action": [call.pk]}

    admin_client.post(reverse("admin:routing_call_changelist"), sent)

    mark = Mark.objects.get()
    assert (mark.call, mark.kind, mark.is_owner) == (call, Mark.Kind.WISHED_DEEPER, True)


def test_it_shows_an_unknown_cost_as_unknown(admin_client, call):
    Call.objects.update(spent_microusd=None, engine="api")

    assert "unknown" in admin_client.get(reverse("admin:routing_call_changelist")).content.decode()


def test_it_shows_a_call_of_the_demo_engine_as_free(admin_client, call):
    page = admin_client.get(reverse("admin:routing_call_changelist")).content.decode()

    assert '<td class="field-cost">free</td>' in page
    assert "$" not in page.partition('id="result_list"')[2]


def _ids():
    return {message.id for message in routes_check(None, databases=["default"])}


def test_it_asks_for_the_catalogue_first():
    assert _ids() == {"routing.W005"}
    assert routes_check(None) == []


def test_it_warns_of_a_model_that_goes_and_of_one_without_a_price(catalogue):
    models = LanguageModel.objects.filter(routes__feature="ask-ai")
    models.update(lifecycle="deprecated")
    assert "routing.W002" in _ids()
    models.update(lifecycle="retired")
    assert "routing.W007" in _ids()
    models.update(lifecycle="active", retires_on=date(2020, 1, 1))
    assert "routing.W003" in _ids()
    Call.objects.all().delete()
    Price.objects.all().delete()
    assert "routing.W006" in _ids()


def test_it_warns_of_a_prefix_under_the_floor():
    route = RouteFactory()
    Call.objects.create(feature="ask-ai", model=route.model, engine="standin", started_at=NOW, prefix_tokens=90)

    assert "routing.W004" in _ids()


def test_it_asks_for_redis_where_several_processes_may_run(settings, monkeypatch):
    assert layer_check(None) == []

    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")

    assert [message.id for message in layer_check(None)] == ["routing.W001"]


def test_it_holds_its_peace_while_the_tables_are_being_made():
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE routing_route RENAME TO routing_route_away")

        assert _ids() == set()

        transaction.set_rollback(True)


@pytest.mark.parametrize("page", ["call/", "decision/", "mark/", "budget/", "route/", "route/{route}/change/"])
def test_it_lists_in_the_admin_with_as_many_queries_however_long_the_list_is(admin_client, admin_user, catalogue, page):
    route = Route.objects.get(feature="ask-ai")
    address = f"/admin/routing/{page.format(route=route.pk)}"
    _records(route, admin_user, 2)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(address)
    _records(route, admin_user, 6)

    with CaptureQueriesContext(connection) as many:
        response = admin_client.get(address)

    assert response.status_code == 200
    assert len(many) <= len(few)


def _records(route, owner, count):
    """Add so many of everything: each decision by another person, on another model."""
    for _ in range(count):
        model = LanguageModelFactory()
        by = type(owner).objects.create_user(username=model.api_id)
        call = Call.objects.create(feature="ask-ai", model=model, engine="standin", started_at=NOW)
        Mark.objects.create(call=call, kind=Mark.Kind.TOO_MUCH, marked_at=NOW, marked_by=by)
        Decision.objects.create(route=route, model=model, reason="Tried.", decided_at=NOW, decided_by=by)
        Budget.objects.create(scope=f"visitor:{model.api_id}", period="2026-11-23", cap_microusd=1)
