"""The owner is told of the day's budget at 50, 80 and 100 percent, once each; lost calls are swept by hand too."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from routing.gateway.messages import Caller, Outcome, UnableToAdmit, Usage
from routing.ledger import budget
from routing.ledger.admission import call_open
from routing.ledger.budget import share_passed
from routing.ledger.calls import call_close
from routing.models import Budget, Call, CallStatus
from tests.factories import RouteFactory
from tests.routing.asking import prompt_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CALLER = Caller(visitor="v" * 32, network="n" * 32)


@pytest.fixture(autouse=True)
def _untold(monkeypatch):
    monkeypatch.setattr(budget, "_refused", set())


@pytest.fixture
def real(settings):
    settings.ANTHROPIC_API_KEY = "sk-test"
    settings.DAILY_BUDGET_USD = Decimal("0.10")


def _open(now=NOW):
    return call_open(feature="ask-ai", prompt=prompt_of(), caller=CALLER, now=now, begin=True)


def _spend(microusd, now=NOW):
    call_close(_open(now), Outcome(status=CallStatus.DONE, usage=Usage(input=microusd, output=0)), now)


def _alerts(caplog):
    return [record.getMessage() for record in caplog.records if "budget alert" in record.getMessage()]


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_it_names_the_highest_share_that_was_reached(spent, cap):
    share = share_passed(spent, cap)

    assert share in (0, 50, 80, 100)
    assert share == 0 or spent * 100 >= share * cap > 0
    assert all(spent * 100 < more * cap for more in (50, 80, 100) if more > share and cap)


@pytest.mark.django_db
def test_it_tells_each_share_once(real, caplog, django_capture_on_commit_callbacks):
    RouteFactory()

    with django_capture_on_commit_callbacks(execute=True):
        for microusd in (40_000, 11_000, 1_000, 30_000, 1_000):
            _spend(microusd)

    assert _alerts(caplog) == [
        "budget alert: 50% of the model budget of 2026-11-23 ($0.10) is used",
        "budget alert: 80% of the model budget of 2026-11-23 ($0.10) is used",
    ]


@pytest.mark.django_db
def test_it_tells_anew_on_another_day_and_only_the_highest_of_a_leap(real, caplog, django_capture_on_commit_callbacks):
    RouteFactory()

    with django_capture_on_commit_callbacks(execute=True):
        _spend(85_000)
        _spend(85_000, now=NOW + timedelta(days=1))

    assert [line.partition("% of the model budget of ")[::2] for line in _alerts(caplog)] == [
        ("budget alert: 80", "2026-11-23 ($0.10) is used"),
        ("budget alert: 80", "2026-11-24 ($0.10) is used"),
    ]


@pytest.mark.django_db
def test_it_says_that_all_is_gone_at_the_first_refusal_and_not_at_the_next(real, caplog, settings):
    settings.DAILY_BUDGET_USD = Decimal("0.0001")
    RouteFactory()

    for _ in range(3):
        with pytest.raises(UnableToAdmit):
            _open()

    assert _alerts(caplog) == ["budget alert: 100% of the model budget of 2026-11-23 ($0.00) is used"]


@pytest.mark.django_db(transaction=True)
def test_it_says_nothing_of_what_was_rolled_back(real, caplog):
    RouteFactory()

    with transaction.atomic():
        _spend(60_000)
        transaction.set_rollback(True)

    assert _alerts(caplog) == []
    assert not Budget.objects.exists()


@pytest.mark.django_db
def test_it_tells_nothing_of_the_demo_engine_which_is_free(caplog, settings, django_capture_on_commit_callbacks):
    settings.DAILY_BUDGET_USD = Decimal("0.10")
    RouteFactory()

    with django_capture_on_commit_callbacks(execute=True):
        _spend(600_000)

    assert _alerts(caplog) == []


@pytest.mark.django_db
def test_it_sweeps_by_hand(real, capsys):
    RouteFactory()
    ticket = _open(now=timezone.now() - timedelta(hours=1))

    call_command("calls_sweep")
    call_command("calls_sweep")

    assert capsys.readouterr().out == "1 lost calls settled\n0 lost calls settled\n"
    call = Call.objects.get(pk=ticket.call_id)
    assert call.status == CallStatus.ORPHANED
    assert call.spent_microusd == call.reserved_microusd


@pytest.mark.django_db
def test_it_seats_so_many_of_one_network_at_a_time_and_no_more(real, settings):
    settings.DAILY_BUDGET_USD = Decimal("5")
    settings.ASK_NETWORK_CONCURRENCY = 2
    RouteFactory()
    first, _second = _open(), _open()

    with pytest.raises(UnableToAdmit) as refused:
        _open()
    other = Caller(visitor="w" * 32, network="m" * 32)
    call_open(feature="ask-ai", prompt=prompt_of(), caller=other, now=NOW, begin=True)
    call_close(first, Outcome(status=CallStatus.CANCELLED, is_unbilled=True), NOW)

    assert refused.value.code == "busy"
    assert "Your network already has 2 questions in progress" in refused.value.message
    assert Budget.objects.get(scope="network:" + "n" * 32).calls == 1
    _open()


@pytest.mark.django_db
def test_it_does_not_wait_for_calls_whose_process_died(real, settings):
    settings.DAILY_BUDGET_USD = Decimal("5")
    settings.ASK_NETWORK_CONCURRENCY = 1
    RouteFactory(total_seconds=60)
    _open()

    assert _open(now=NOW + timedelta(seconds=76)).call_id


@pytest.mark.django_db
def test_it_refuses_everything_at_a_cap_of_zero_and_says_when_to_come_back(real, settings):
    settings.DAILY_BUDGET_USD = Decimal("0")
    RouteFactory()

    with pytest.raises(UnableToAdmit) as refused:
        _open()

    assert (refused.value.code, refused.value.retry_at) == ("budget_spent", "2026-11-24T00:00:00+00:00")
    assert not Call.objects.exists()
