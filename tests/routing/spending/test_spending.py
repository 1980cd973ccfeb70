"""Money and time: summed, reckoned otherwise, drawn and taken away. The stand-in counts along as a witness."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from routing.catalogue.rules import Tokens, cost
from routing.gateway.messages import Caller
from routing.models import Call, CallStatus, Engine, LanguageModel
from routing.spending.outlooks import tiers_today
from routing.spending.reads import spending_get
from tests.factories import LanguageModelFactory, PriceFactory, RouteFactory

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


CALLER = Caller(visitor="v" * 32, network="n" * 32)


LONG = "The owner led discovery for the editor and ran forty interviews in a year. " * 400


def call_of(route, ago, **changes):
    fields = {
        "feature": route.feature,
        "model": route.model,
        "engine": Engine.STANDIN,
        "status": CallStatus.DONE,
        "visitor": "v",
        "started_at": NOW - ago,
        "ttft_ms": 100,
        "total_ms": 900,
        "input_tokens": 0,
        "write_5m_tokens": 0,
        "write_1h_tokens": 0,
        "read_tokens": 6_000,
        "output_tokens": 100,
        "thinking_tokens": 0,
        "spent_microusd": 1_100,
        "prefix_sha256": "a" * 64,
        "prefix_tokens": 6_000,
        "cache_ttl": "5m",
    }
    return Call.objects.create(**{**fields, **changes})


def feature(spending, key="ask-ai"):
    return next(each for each in spending.features if each.key == key)


def ways(spending):
    return {way.name: way.microusd for way in feature(spending).outlooks}


@pytest.mark.django_db
def test_it_sums_up_money_sessions_times_and_the_cache():
    route = RouteFactory()
    call_of(route, timedelta(hours=3), read_tokens=0, write_5m_tokens=6_000, spent_microusd=8_000, ttft_ms=900)
    call_of(route, timedelta(hours=1))
    call_of(route, timedelta(minutes=50))
    call_of(route, timedelta(days=40), spent_microusd=50)

    spending = spending_get(NOW)
    found = feature(spending)

    assert (found.calls, found.sessions, found.visitors) == (3, 2, 1)
    assert (found.money.microusd, found.per_session) == (10_200, 5_100)
    assert (found.first.p50, found.first.p95, found.read_percent) == (100, 900, 67)
    assert [(month.on.month, month.money.microusd) for month in spending.months] == [(10, 50), (11, 10_200)]
    assert spending.at_this_pace == round(10_200 * 30 / 22.5)


@pytest.mark.django_db
def test_it_takes_callers_without_a_cookie_for_as_many_sessions_as_networks():
    route = RouteFactory()
    for network in ("a", "b", "b"):
        call_of(route, timedelta(minutes=5), visitor="", network=network)

    assert feature(spending_get(NOW)).sessions == 2


@pytest.mark.django_db
def test_it_says_unknown_and_never_nothing_where_a_price_is_missing():
    route = RouteFactory(model=LanguageModelFactory(price=None))
    call_of(route, timedelta(hours=1), spent_microusd=None)

    spending = spending_get(NOW)

    assert feature(spending).money.known is None
    assert feature(spending).per_session is None
    assert spending.at_this_pace is None
    assert ways(spending)["This routing"] is None


@pytest.mark.django_db
def test_it_never_prices_the_past_anew():
    route = RouteFactory()
    call_of(route, timedelta(hours=1))
    before = feature(spending_get(NOW)).money

    PriceFactory(model=route.model, valid_from=NOW.date() - timedelta(days=3), input_usd=Decimal("99"))

    assert feature(spending_get(NOW)).money == before


@pytest.mark.django_db
def test_it_keeps_the_engines_apart():
    route = RouteFactory()
    call_of(route, timedelta(hours=1))
    call_of(route, timedelta(hours=1), engine=Engine.API, spent_microusd=7)

    assert feature(spending_get(NOW)).money.microusd == 1_100
    assert feature(spending_get(NOW, kind=Engine.API)).money.microusd == 7


@pytest.mark.django_db
def test_it_reckons_what_it_could_have_cost():
    route = RouteFactory()
    newer = LanguageModelFactory(api_id="newer", name="Newer", tokenizer="new", cache_floor=512)
    LanguageModelFactory(api_id="free", name="Unpriced", price=None)
    LanguageModelFactory(api_id="gone", name="Gone", lifecycle=LanguageModel.Lifecycle.RETIRED)
    call_of(route, timedelta(minutes=20), read_tokens=0, write_5m_tokens=6_000, spent_microusd=8_000)
    call_of(route, timedelta(minutes=16))

    found = ways(spending_get(NOW))

    assert found["This routing"] == 8_000 + 1_100
    assert found["Without a cache"] == 2 * 6_500
    assert found["1-hour cache"] == 12_500 + 1_100
    assert found["Unpriced"] is None
    assert found["Ten times the traffic"] == 8_000 + 19 * 1_100
    assert "Gone" not in found
    assert found[newer.name] == cost(Tokens(0, 8_100, 0, 0, 135), tiers_today(NOW.date())[newer.pk]) + cost(
        Tokens(0, 0, 0, 8_100, 135), tiers_today(NOW.date())[newer.pk]
    )


@pytest.mark.django_db
def test_it_sums_up_in_few_queries(django_assert_max_num_queries):
    for key in ("ask-ai", "fit-check"):
        route = RouteFactory(feature=key, model=LanguageModelFactory())
        for minutes in range(40):
            call_of(route, timedelta(minutes=minutes))
    spending_get(NOW)

    with django_assert_max_num_queries(12):
        spending_get(NOW)


@pytest.mark.django_db
def test_it_draws_the_figures_with_a_table_behind_each_picture(real, admin_client):
    route = RouteFactory()
    shift = timezone.now() - NOW
    call_of(route, timedelta(hours=1) - shift, engine=Engine.API)
    call_of(route, timedelta(days=2) - shift, engine=Engine.API, spent_microusd=None)

    page = admin_client.get("/admin/routing/spending/").content.decode()

    assert page.count('<svg class="chart-plot"') == page.count("<summary>As a table</summary>") == 5
    assert page.count("<desc") == 5
    assert "$0.0011" in page
    assert "unknown" in page
    assert "1 calls of unknown cost left out" in page
    assert " style=" not in page.partition('id="content"')[2]


@pytest.mark.django_db
def test_it_says_that_the_demo_engine_is_free_and_what_a_model_would_cost(admin_client):
    call_of(RouteFactory(), NOW - timezone.now(), spent_microusd=0)

    page = admin_client.get("/admin/routing/spending/").content.decode()

    assert "The demo engine is free" in page
    assert "<dd>free</dd>" in page
    assert "What it would cost with a model" in page
    assert "Cost by day" not in page
    assert "This month, projected" not in page


@pytest.mark.django_db
def test_it_gives_the_ledger_as_csv(admin_client):
    route = RouteFactory()
    call_of(route, timedelta(hours=1), thinking_tokens=None)
    call_of(route, timedelta(days=2), spent_microusd=None)

    reply = admin_client.get("/admin/routing/spending/csv/?engine=standin")
    rows = list(csv.DictReader(io.StringIO(reply.content.decode())))

    assert reply["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["spent_usd"] for row in rows] == ["unknown", "0.001100"]
    assert [row["calls_of_unknown_cost"] for row in rows] == ["1", "0"]
    assert rows[1]["thinking_tokens"] == "unknown"
    assert (rows[1]["read_tokens"], rows[1]["feature"], rows[1]["model"]) == ("6000", "ask-ai", route.model.api_id)


@pytest.mark.django_db
def test_it_shows_nobody_else_the_money(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))

    assert client.get("/admin/routing/spending/").status_code == 403
    assert client.get("/admin/routing/spending/csv/").status_code == 403
