"""The catalogue and the routes: loaded once, never over the owner's edits, each change with its reason."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command

from routing.catalogue.reads import prices_of, route_get, tier_of
from routing.catalogue.rules import Tokens, cost
from routing.catalogue.writes import catalogue_load
from routing.decisions.writes import route_change, routes_ensure
from routing.marks.writes import mark_put
from routing.models import Decision, LanguageModel, Price, Route
from routing.registry import feature_list
from tests.factories import LanguageModelFactory, RouteFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def _load():
    return catalogue_load(path=Path(site.CATALOGUE_FILE))


def test_it_loads_every_model_with_its_successor_and_a_source_for_each_figure():
    loaded = _load()

    assert (loaded.models, loaded.prices) == (4, 6)
    haiku = LanguageModel.objects.get(api_id="claude-haiku-4-5")
    assert haiku.successor.api_id == "claude-haiku-5-5"
    assert all(model.source and model.cache_floor_source for model in LanguageModel.objects.all())
    assert all(price.source for price in Price.objects.all())


def test_it_plans_with_the_measured_floor_of_sonnet():
    _load()

    assert LanguageModel.objects.get(api_id="claude-sonnet-4-6").cache_floor == 2048


def test_it_knows_the_price_of_a_day_and_of_a_size():
    _load()
    sonnet = LanguageModel.objects.get(api_id="claude-sonnet-5-5")
    haiku = LanguageModel.objects.get(api_id="claude-haiku-5-5")

    before, after = prices_of(sonnet, date(2026, 10, 6)), prices_of(sonnet, date(2026, 10, 7))
    tiers = [tier_of(price) for price in prices_of(haiku, date(2026, 11, 1))]

    assert (before[0].read_usd, after[0].read_usd) == (Decimal("0.2"), Decimal("0.1"))
    assert prices_of(sonnet, date(2026, 9, 1)) == []
    assert cost(Tokens(input=100_000, output=1000), tiers) == 10_500
    assert cost(Tokens(input=100_001, output=1000), tiers) == 52_501


def test_it_never_loads_over_what_the_owner_has_edited():
    _load()
    Price.objects.filter(model__api_id="claude-haiku-4-5").update(input_usd=Decimal("7"))
    LanguageModel.objects.filter(api_id="claude-haiku-4-5").update(successor=None, cache_floor=1)

    again = _load()

    assert (again.models, again.prices) == (0, 0)
    haiku = LanguageModel.objects.get(api_id="claude-haiku-4-5")
    assert (haiku.cache_floor, haiku.successor) == (1, None)
    assert haiku.prices.get().input_usd == 7


def test_it_gives_every_feature_a_route_and_its_first_decision():
    call_command("load_catalogue", verbosity=0, stdout=None)
    call_command("load_catalogue")

    assert {route.feature for route in Route.objects.all()} == {feature.key for feature in feature_list()}
    for route in Route.objects.all():
        decision = route.decisions.get()
        assert decision.reason
        assert set(decision.answers) == {"shape", "frequency", "fits_in_prompt", "stakes", "is_latency_felt"}
    assert route_get("ask-ai").decisions.get().recommendation == "small"
    assert route_get("fit-check").decisions.get().recommendation == "large"


def test_it_leaves_a_route_as_the_owner_has_set_it():
    call_command("load_catalogue")
    Route.objects.update(max_output_tokens=123)

    assert routes_ensure(now=NOW) == 0
    assert set(Route.objects.values_list("max_output_tokens", flat=True)) == {123}


def test_it_says_which_file_is_broken(settings, tmp_path):
    settings.CATALOGUE_FILE = tmp_path / "models.json"
    settings.CATALOGUE_FILE.write_text(json.dumps({"models": []}))

    with pytest.raises(CommandError, match=r"models\.json"):
        call_command("load_catalogue")


def test_it_writes_a_decision_with_every_change(admin_user):
    route = RouteFactory()
    other = LanguageModelFactory()
    route.model, route.daily_cap_calls = other, 5

    decision = route_change(route=route, reason="Shorter answers.", now=NOW, by=admin_user)

    assert decision.model == other
    assert decision.reason == "Shorter answers."
    assert f"→ {other.api_id}" in decision.change
    assert "daily cap calls: 2000 → 5" in decision.change
    assert Route.objects.get().model == other


def test_it_writes_nothing_where_nothing_changed():
    assert route_change(route=RouteFactory(), reason="", now=NOW) is None
    assert Decision.objects.count() == 0


def test_it_keeps_one_mark_a_side_on_a_call(admin_user):
    from routing.models import Call, Mark

    call = Call.objects.create(feature="ask-ai", model=LanguageModelFactory(), engine="standin", started_at=NOW)

    mark_put(call_id=call.pk, kind=Mark.Kind.TOO_MUCH, now=NOW, by=admin_user)
    mark_put(call_id=call.pk, kind=Mark.Kind.TOO_MUCH, now=NOW, by=admin_user, note="Three sentences would do.")
    mark_put(call_id=call.pk, kind=Mark.Kind.TOO_MUCH, now=NOW)

    assert call.marks.count() == 2
    assert call.marks.get(is_owner=True).note == "Three sentences would do."
