"""Who is let in, to which model, and what is told to it."""

import dataclasses

import pytest
from django.db import connection, transaction

from routing.gateway.breaker import breaker_of
from routing.gateway.messages import Caller, UnableToAdmit
from routing.models import Call, LanguageModel
from routing.registry import feature_get
from tests.factories import LanguageModelFactory, RouteFactory
from tests.routing.asking import CALLER, opened

pytestmark = pytest.mark.django_db


def test_it_refuses_when_the_ledger_cannot_be_reached(real):
    RouteFactory()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE routing_budget RENAME TO routing_budget_away")

        with pytest.raises(UnableToAdmit) as refused:
            opened()

        transaction.set_rollback(True)
    assert refused.value.code == "unavailable"


def test_it_refuses_what_it_cannot_price(real):
    RouteFactory(model=LanguageModelFactory(price=None))

    with pytest.raises(UnableToAdmit) as refused:
        opened()

    assert refused.value.code == "unavailable"


def test_it_refuses_a_feature_that_is_switched_off_or_has_no_route(real):
    with pytest.raises(UnableToAdmit, match="not available"):
        opened()
    RouteFactory(is_enabled=False)
    with pytest.raises(UnableToAdmit, match="switched off"):
        opened()


def test_it_holds_the_rates_of_the_feature_by_visitor_and_by_network(real, monkeypatch):
    RouteFactory()
    limited = dataclasses.replace(feature_get("ask-ai"), rates=lambda: "2/minute; 100/day")
    monkeypatch.setitem(_registered(), "ask-ai", limited)
    opened()
    opened()

    with pytest.raises(UnableToAdmit) as refused:
        opened()

    assert refused.value.code == "rate_limited"
    assert refused.value.retry_at is not None
    with pytest.raises(UnableToAdmit):
        opened(caller=Caller(visitor="w" * 32, network=CALLER.network))
    opened(caller=Caller(visitor="w" * 32, network="m" * 32))


def _registered():
    from routing import registry

    return registry._features


def test_it_sends_the_mark_only_above_the_floor(real):
    RouteFactory(model=LanguageModelFactory(cache_floor=4096))

    assert opened(prefix_tokens=6000).cache_ttl == "5m"
    assert opened(prefix_tokens=3500).cache_ttl == "5m"
    assert opened(prefix_tokens=3000, input_tokens=9000).cache_ttl == ""


def test_it_marks_a_long_conversation_over_a_short_shared_part(real):
    RouteFactory(model=LanguageModelFactory(cache_floor=4096))
    newest = {"type": "text", "text": "and then?", "cache_control": {"type": "ephemeral"}}
    messages = [{"role": "user", "content": [newest]}]

    assert opened(prefix_tokens=3000, input_tokens=9000, messages=messages).cache_ttl == "5m"


def test_it_uses_the_fallback_while_the_model_rests_or_is_retired(real):
    spare = LanguageModelFactory()
    route = RouteFactory(fallback=spare)

    breaker_of(route.model.api_id).open_until = float("inf")
    assert opened().model == spare.api_id

    breaker_of(route.model.api_id).open_until = 0.0
    assert opened().model == route.model.api_id
    LanguageModel.objects.filter(pk=route.model.pk).update(lifecycle=LanguageModel.Lifecycle.RETIRED)
    assert opened().model == spare.api_id


def test_it_reserves_more_than_any_text_of_a_visitor_can_cost(real):
    RouteFactory()
    typed = "€ø☃" * 2000
    messages = [{"role": "user", "content": [{"type": "text", "text": typed}]}]

    ticket = opened(messages=messages, input_tokens=len(typed) // 4, prefix_tokens=0)

    call = Call.objects.get(pk=ticket.call_id)
    assert call.reserved_microusd >= len(typed.encode()) + 700 * 5


def test_it_refuses_a_retired_model_that_has_no_fallback(real):
    RouteFactory(model=LanguageModelFactory(lifecycle=LanguageModel.Lifecycle.RETIRED))

    with pytest.raises(UnableToAdmit) as refused:
        opened()

    assert refused.value.code == "unavailable"


def test_it_says_how_to_begin_to_a_model_that_thinks_by_itself(real):
    thinks = {"cache": True, "effort": ["low", "high"], "thinking_off": "between_tools"}
    RouteFactory(model=LanguageModelFactory(capabilities=thinks), effort="low")

    ticket = opened()

    assert (ticket.thinking, ticket.effort) == ("between_tools", "low")


def test_it_asks_nothing_of_a_compatible_server_that_the_owner_has_not_named(settings):
    settings.ANTHROPIC_BASE_URL = "http://127.0.0.1:1"
    settings.COMPATIBLE_CAPABILITIES = ["structured_outputs"]
    thinks = {"cache": True, "effort": ["low"], "thinking_off": "between_tools"}
    RouteFactory(model=LanguageModelFactory(capabilities=thinks), effort="low")

    ticket = opened()

    assert ticket.capabilities == {"structured_outputs"}
    assert (ticket.thinking, ticket.effort, ticket.cache_ttl) == ("", "", "")
