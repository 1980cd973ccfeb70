"""The provider's own limits: read from the headers, kept for every node, and heeded before a 429."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.catalogue.reads import exhausted_until, headroom_end
from routing.catalogue.writes import headroom_note
from routing.gateway.breaker import breaker_of
from routing.gateway.messages import Outcome, UnableToAdmit, Usage
from routing.ledger.calls import call_close
from routing.models import Call, CallStatus, Detour, Engine, ErrorCode, Headroom
from routing.models.headroom import Gauge, Heard, gauges_of
from tests.factories import LanguageModelFactory, RouteFactory
from tests.routing.asking import NOW, ask, opened, ticket_of
from tests.routing.upstream import answer, error, start, status, stream, text

RESET = NOW + timedelta(seconds=40)


EMPTY = Gauge("requests", 1000, 0, RESET)


def _headers(name="requests", remaining="7", reset="2026-11-23T12:00:40Z"):
    prefix = f"anthropic-ratelimit-{name}"
    return {f"{prefix}-limit": "1000", f"{prefix}-remaining": remaining, f"{prefix}-reset": reset}


def test_it_reads_every_gauge_that_is_whole():
    headers = {**_headers(), **_headers("input-tokens", "1000"), "retry-after": "3"}

    gauges = gauges_of(headers)

    assert gauges == (Gauge("input-tokens", 1000, 1000, RESET), Gauge("requests", 1000, 7, RESET))
    assert Gauge.of_json(gauges[0].as_json()) == gauges[0]


@pytest.mark.parametrize(
    "headers",
    [
        _headers(remaining="many"),
        _headers(reset="soon"),
        _headers(reset="2026-11-23T12:00:40"),
        {"anthropic-ratelimit-requests-limit": "1000"},
        {"anthropic-ratelimit-unified-status": "allowed"},
    ],
)
def test_it_leaves_out_what_it_cannot_read(headers):
    assert gauges_of(headers) == ()


@given(st.dictionaries(st.text(max_size=40), st.text(max_size=20), max_size=6))
def test_it_never_fails_on_headers(headers):
    assert gauges_of({f"anthropic-ratelimit-{name}": value for name, value in headers.items()}) is not None


@given(st.lists(st.tuples(st.integers(-1, 5), st.integers(-60, 60)), max_size=5), st.none() | st.integers(-60, 60))
def test_it_rests_to_the_last_of_the_used_up_windows_and_no_longer(gauges, rests):
    read = [Gauge("x", 5, left, NOW + timedelta(seconds=after)) for left, after in gauges]
    until = exhausted_until(read, NOW + timedelta(seconds=rests) if rests is not None else None, NOW)

    ends = [after for left, after in gauges if left <= 0 and after > 0] + ([rests] if rests and rests > 0 else [])

    assert until == (NOW + timedelta(seconds=max(ends)) if ends else None)


@pytest.mark.anyio
async def test_it_hears_the_headers_of_an_answer_and_of_a_refusal(upstream):
    told = {name.replace("-", "_"): value for name, value in _headers(remaining="0").items()}
    upstream.plays(status(429, error("rate_limit_error"), retry_after="3600", **told), answer("Forty."))

    refused, answered = await ask(), await ask()

    assert refused.outcome.heard.gauges == (EMPTY,)
    assert (refused.outcome.heard.rests_until - refused.outcome.heard.at).total_seconds() == 3600
    assert answered.outcome.heard.gauges == ()
    assert answered.outcome.heard.rests_until is None


@pytest.mark.anyio
async def test_it_forgets_a_refusal_that_a_retry_overcame(upstream):
    upstream.plays(status(429, error("rate_limit_error"), retry_after="0.05"), answer("Forty."))

    asked = await ask()

    assert asked.outcome.attempts == 2
    assert asked.outcome.heard.rests_until is None


@pytest.mark.anyio
async def test_it_hears_the_demo_engine_too(settings):
    asked = await ask(ticket_of(engine=Engine.STANDIN))

    assert {gauge.name for gauge in asked.outcome.heard.gauges} == {
        "requests", "input-tokens", "output-tokens", "tokens"
    }  # fmt: skip


@pytest.mark.django_db
def test_it_keeps_the_newest_word_whatever_order_answers_end_in():
    model = LanguageModelFactory()
    newer, older = Heard(NOW, (EMPTY,)), Heard(NOW - timedelta(seconds=9), (Gauge("requests", 1000, 9, RESET),))

    for heard in (newer, older, None, Heard(NOW + timedelta(seconds=1))):
        headroom_note(model=model, engine=Engine.API, heard=heard)

    row = Headroom.objects.get()
    assert row.gauges == [EMPTY.as_json()]
    assert headroom_end(model=model, engine=Engine.API, now=NOW) == RESET
    assert headroom_end(model=model, engine=Engine.API, now=RESET) is None
    assert headroom_end(model=model, engine=Engine.STANDIN, now=NOW) is None


@pytest.mark.django_db
def test_it_never_rests_for_the_limits_that_the_demo_engine_plays():
    model = LanguageModelFactory()
    Headroom.objects.create(
        model=model, engine=Engine.STANDIN, gauges=[EMPTY.as_json()], rests_until=RESET, seen_at=NOW
    )
    headroom_note(model=model, engine=Engine.STANDIN, heard=Heard(NOW + timedelta(seconds=1), (EMPTY,), RESET))
    RouteFactory(model=model)

    assert headroom_end(model=model, engine=Engine.STANDIN, now=NOW) is None
    assert Headroom.objects.get().seen_at == NOW
    assert opened(now=NOW).engine is Engine.STANDIN


@pytest.mark.django_db
def test_it_keeps_the_gauges_when_a_refusal_brings_none():
    model = LanguageModelFactory()
    later = NOW + timedelta(minutes=5)
    headroom_note(model=model, engine=Engine.API, heard=Heard(NOW, (Gauge("requests", 1000, 9, RESET),)))

    headroom_note(model=model, engine=Engine.API, heard=Heard(NOW, (), later))

    assert Headroom.objects.get().gauges[0]["remaining"] == 9
    assert headroom_end(model=model, engine=Engine.API, now=NOW) == later


def _close(ticket, heard):
    usage = Usage(input=10, output=5)
    call_close(ticket, Outcome(status=CallStatus.DONE, usage=usage, heard=heard), NOW)


@pytest.mark.django_db
def test_it_sheds_load_before_the_429_and_says_until_when(real):
    RouteFactory()
    _close(opened(), Heard(NOW, (EMPTY,)))

    with pytest.raises(UnableToAdmit) as refused:
        opened()

    assert (refused.value.code, refused.value.retry_at) == ("busy", RESET.isoformat())
    assert "in 1 minute" in refused.value.message
    assert Call.objects.count() == 1
    assert opened(now=RESET).model


@pytest.mark.django_db
def test_it_lets_the_fallback_answer_meanwhile_and_writes_the_detour_down(real):
    spare = LanguageModelFactory()
    route = RouteFactory(fallback=spare)
    _close(opened(), Heard(NOW, (EMPTY,)))

    ticket = opened()

    call = Call.objects.get(pk=ticket.call_id)
    assert (call.model, call.instead_of, call.detour) == (spare, route.model, Detour.EXHAUSTED)
    assert call.price.model == spare


@pytest.mark.django_db
def test_it_writes_down_why_a_fallback_answered_and_nothing_when_none_did(real):
    route = RouteFactory(fallback=LanguageModelFactory())
    own = opened()
    breaker_of(route.model.api_id).failed(ErrorCode.NOT_FOUND_MODEL, float("inf"), 0.0)

    detoured = opened()

    assert Call.objects.get(pk=own.call_id).instead_of is None
    assert Call.objects.get(pk=own.call_id).detour == ""
    assert Call.objects.get(pk=detoured.call_id).detour == Detour.RESTING


@pytest.mark.django_db
def test_it_shows_headroom_in_the_admin(admin_client):
    Headroom.objects.create(
        model=LanguageModelFactory(api_id="claude-x"),
        engine=Engine.API,
        gauges=[Gauge("input-tokens", 2_000_000, 1_250_000, RESET).as_json()],
        seen_at=NOW,
    )

    page = admin_client.get("/admin/routing/headroom/").content.decode()

    assert "input-tokens: 1,250,000 of 2,000,000, until 12:00:40" in page
    assert '<td class="field-state">yes</td>' in page


@pytest.mark.anyio
async def test_it_takes_the_next_model_for_missing_once_the_provider_says_so(upstream):
    upstream.plays(status(404, error("not_found_error", "model: claude-x")))

    first, second = await ask(), await ask()

    assert first.failure.code is ErrorCode.NOT_FOUND_MODEL
    assert second.failure.code is ErrorCode.BREAKER_OPEN
    assert len(upstream.bodies) == 1


@pytest.mark.anyio
async def test_it_still_hears_when_the_stream_breaks_off(upstream):
    upstream.plays(stream(start(), text("Forty"), end="reset"))

    asked = await ask()

    assert asked.outcome.heard is not None
    assert asked.failure.code is ErrorCode.NETWORK
