"""A call from grant to settlement: money reserved, charged, given back; every wall, in the visitor's words."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from routing.gateway.messages import Outcome, UnableToAdmit, Usage
from routing.ledger.admission import call_open
from routing.ledger.calls import call_begin, call_close, call_release, calls_sweep
from routing.models import Budget, Call, CallStatus, Engine, ErrorCode
from tests.factories import LanguageModelFactory, PriceFactory, RouteFactory
from tests.routing.asking import CALLER, NOW, opened, prompt_of

pytestmark = pytest.mark.django_db


DONE = Outcome(status=CallStatus.DONE, usage=Usage(input=1000, write_5m=0, write_1h=0, read=0, output=100), attempts=1)


def _totals():
    return {row.scope.partition(":")[0]: (row.reserved_microusd, row.spent_microusd) for row in Budget.objects.all()}


def test_it_reserves_in_every_scope_and_settles_what_was_spent(real):
    RouteFactory()

    ticket = opened()
    reserved = Call.objects.get(pk=ticket.call_id).reserved_microusd
    before = _totals()
    assert call_close(ticket, DONE, NOW)

    assert before == dict.fromkeys(("visitor", "network", "feature", "day", "month"), (reserved, 0))
    assert _totals() == dict.fromkeys(before, (0, 1500))
    call = Call.objects.get(pk=ticket.call_id)
    assert (call.status, call.spent_microusd, call.output_tokens) == (CallStatus.DONE, 1500, 100)
    assert reserved > 1500


def test_it_settles_once_however_often_it_is_told(real):
    RouteFactory()
    ticket = opened()

    assert call_close(ticket, DONE, NOW)
    assert not call_close(ticket, DONE, NOW)
    assert not call_release(ticket, NOW)

    assert _totals()["day"] == (0, 1500)


def test_it_gives_back_what_was_never_sent_call_and_money(real):
    RouteFactory()
    ticket = call_open(feature="ask-ai", prompt=prompt_of(), caller=CALLER, now=NOW)

    assert call_release(ticket, NOW)

    assert set(_totals().values()) == {(0, 0)}
    assert set(Budget.objects.values_list("calls", flat=True)) == {0}
    assert Call.objects.get(pk=ticket.call_id).spent_microusd == 0


def test_it_refunds_a_call_that_was_certainly_not_billed(real):
    RouteFactory()
    ticket = opened()

    call_close(ticket, Outcome(status=CallStatus.FAILED, error=ErrorCode.OVERLOADED, is_unbilled=True), NOW)

    assert _totals()["day"] == (0, 0)
    assert Call.objects.get(pk=ticket.call_id).error_code == ErrorCode.OVERLOADED


def test_it_charges_the_bound_when_nobody_knows_what_was_spent(real):
    RouteFactory()
    ticket = opened()

    call_close(ticket, Outcome(status=CallStatus.FAILED, error=ErrorCode.TIMEOUT_FIRST_TOKEN), NOW)

    call = Call.objects.get(pk=ticket.call_id)
    assert call.spent_microusd == call.reserved_microusd
    assert call.is_estimated
    assert _totals()["day"] == (0, call.reserved_microusd)


def test_it_does_not_make_up_a_cost_that_a_compatible_server_did_not_report(settings):
    settings.ANTHROPIC_BASE_URL = "http://127.0.0.1:1"
    RouteFactory()
    ticket = opened()

    call_close(ticket, Outcome(status=CallStatus.DONE, attempts=1), NOW)

    call = Call.objects.get(pk=ticket.call_id)
    assert call.engine == Engine.COMPATIBLE
    assert call.spent_microusd is None
    assert _totals()["day"] == (0, call.reserved_microusd)


def test_it_keeps_the_demo_engine_out_of_the_real_budget():
    RouteFactory()

    ticket = opened()

    assert ticket.engine is Engine.STANDIN
    assert all(row.scope.startswith("demo:") for row in Budget.objects.all())


@pytest.mark.parametrize(
    ("setting", "scope", "words"),
    [
        ("VISITOR_DAILY_BUDGET_USD", "visitor", "You have used"),
        ("NETWORK_DAILY_BUDGET_USD", "network", "Your network"),
        ("DAILY_BUDGET_USD", "day", "used its AI budget for today"),
        ("MONTHLY_BUDGET_USD", "month", "used its AI budget for this month"),
    ],
)
def test_it_says_which_wall_was_met_and_when_it_opens(real, settings, setting, scope, words):
    RouteFactory()
    setattr(settings, setting, Decimal("0.0001"))

    with pytest.raises(UnableToAdmit) as refused:
        opened()

    assert refused.value.code == "budget_spent"
    assert words in refused.value.message
    assert refused.value.retry_at == ("2026-12-01T00:00:00+00:00" if scope == "month" else "2026-11-24T00:00:00+00:00")
    assert not Budget.objects.filter(reserved_microusd__gt=0).exists()
    assert not Call.objects.exists()


def test_it_takes_a_lower_cap_at_the_next_call(real):
    route = RouteFactory()
    opened()
    route.daily_cap_usd = Decimal("0.01")
    route.save()

    with pytest.raises(UnableToAdmit, match="This feature"):
        opened()


def test_it_counts_calls_too(real):
    RouteFactory(daily_cap_calls=2)
    opened()
    opened()

    with pytest.raises(UnableToAdmit, match="This feature"):
        opened()

    opened(now=NOW + timedelta(days=1))


def test_it_leaves_the_callers_transaction_usable_after_a_refusal(real):
    RouteFactory(daily_cap_calls=0)

    with transaction.atomic():
        with pytest.raises(UnableToAdmit):
            opened()
        assert Budget.objects.count() == 0


def test_it_prices_by_the_tier_of_the_real_size_on_the_day_of_the_call(real):
    model = LanguageModelFactory()
    PriceFactory(model=model, above_prompt_tokens=100_000, input_usd=Decimal("5"), output_usd=Decimal("25"))
    PriceFactory(model=model, valid_from=date(2027, 1, 1), input_usd=Decimal("900"))
    RouteFactory(model=model)
    ticket = opened()

    call_close(ticket, dataclasses.replace(DONE, usage=Usage(input=200_000, output=10)), NOW)

    call = Call.objects.get(pk=ticket.call_id)
    assert call.spent_microusd == 200_000 * 5 + 10 * 25
    assert call.price.above_prompt_tokens == 100_000


def test_it_sweeps_a_lost_call_at_its_bound_and_gives_a_waiting_one_back(real):
    RouteFactory()
    lost = opened()
    waiting = call_open(feature="ask-ai", prompt=prompt_of(), caller=CALLER, now=NOW)

    assert calls_sweep(NOW + timedelta(seconds=100)) == 0
    assert calls_sweep(NOW + timedelta(hours=2)) == 2
    assert calls_sweep(NOW + timedelta(hours=2)) == 0

    call = Call.objects.get(pk=lost.call_id)
    assert call.status == CallStatus.ORPHANED
    assert call.spent_microusd == call.reserved_microusd
    assert Call.objects.get(pk=waiting.call_id).spent_microusd == 0
    assert _totals()["day"] == (0, call.reserved_microusd)
    assert not call_begin(waiting, NOW)
    assert not call_close(lost, DONE, NOW)


def test_it_books_into_the_day_that_granted_it(real):
    RouteFactory()
    ticket = opened(now=datetime(2026, 11, 30, 23, 59, tzinfo=UTC))

    call_close(ticket, DONE, datetime(2026, 12, 1, 0, 1, tzinfo=UTC))

    assert {row.period for row in Budget.objects.all()} == {"2026-11-30", "2026-11"}
    assert set(_totals().values()) == {(0, 1500)}


def test_it_begins_a_call_once(real):
    RouteFactory()
    ticket = call_open(feature="ask-ai", prompt=prompt_of(), caller=CALLER, now=NOW)

    assert call_begin(ticket, NOW)
    assert not call_begin(ticket, NOW)
