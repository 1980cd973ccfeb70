"""The ledger against a witness: the stand-in counts what it was asked and what it sent."""

from contextlib import suppress
from datetime import UTC, datetime
from math import ceil

import pytest
from asgiref.sync import sync_to_async

from routing.gateway.client import stream
from routing.gateway.messages import Caller, UnableToReply
from routing.ledger.admission import call_open
from routing.ledger.calls import call_close
from routing.models import Call, CallStatus
from tests.door import standin
from tests.factories import LanguageModelFactory, RouteFactory
from tests.routing.asking import prompt_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


CALLER = Caller(visitor="v" * 32, network="n" * 32)


LONG = "The owner led discovery for the editor and ran forty interviews in a year. " * 400


def _asked(number):
    text = {"type": "text", "text": LONG, "cache_control": {"type": "ephemeral"}}
    question = [{"type": "text", "text": f"How many interviews, number {number}?"}]
    return prompt_of(
        system=[text], messages=[{"role": "user", "content": question}], prefix_tokens=9_000, input_tokens=9_100
    )


async def _played(number, *, break_after=None):
    """One call through the door; broken off by its reader after so many events."""
    prompt = _asked(number)
    ticket = await sync_to_async(call_open)(feature="ask-ai", prompt=prompt, caller=CALLER, now=NOW, begin=True)
    async with stream(ticket, prompt) as reply:
        seen = 0
        with suppress(UnableToReply):
            async for _ in reply:
                seen += 1
                if break_after is not None and seen >= break_after:
                    break
    await sync_to_async(call_close)(ticket, reply.outcome, NOW)
    return await sync_to_async(Call.objects.get)(pk=ticket.call_id)


def _route(cache):
    model = LanguageModelFactory(api_id="claude-haiku-4-5", cache_floor=4_096)
    return RouteFactory(model=model, cache=cache)


@pytest.mark.anyio
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("paid")
@pytest.mark.parametrize("cache", ["off", "5m", "1h"])
async def test_it_books_every_class_as_the_stand_in_counted_it(cache):
    route = await sync_to_async(_route)(cache)
    calls = [await _played(number) for number in range(3)]
    tally = standin().tally.tokens

    assert tally["input_tokens"] == sum(call.input_tokens for call in calls)
    assert tally["cache_creation_input_tokens"] == sum(call.write_5m_tokens + call.write_1h_tokens for call in calls)
    assert tally["cache_read_input_tokens"] == sum(call.read_tokens for call in calls)
    assert tally["output_tokens"] == sum(call.output_tokens for call in calls)
    classes = {"off": (0, 0), "5m": (1, 0), "1h": (0, 1)}[cache]
    assert (bool(calls[0].write_5m_tokens), bool(calls[0].write_1h_tokens)) == tuple(map(bool, classes))
    assert bool(calls[1].read_tokens) is (cache != "off")
    price = await sync_to_async(route.model.prices.get)()
    for call in calls:
        assert call.spent_microusd == _by_hand(call, price)


def _by_hand(call, price):
    exact = (
        call.input_tokens * price.input_usd
        + call.write_5m_tokens * price.write_5m_usd
        + call.write_1h_tokens * price.write_1h_usd
        + call.read_tokens * price.read_usd
        + call.output_tokens * price.output_usd
    )
    return ceil(exact)


@pytest.mark.anyio
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("paid")
async def test_it_charges_a_broken_answer_at_least_what_the_stand_in_sent():
    route = await sync_to_async(_route)("5m")

    call = await _played(1, break_after=1)
    tally = standin().tally

    assert call.status == CallStatus.CANCELLED
    assert call.is_estimated
    assert call.write_5m_tokens == tally.tokens["cache_creation_input_tokens"]
    assert 0 < call.spent_microusd <= call.reserved_microusd
    price = await sync_to_async(route.model.prices.get)()
    assert call.spent_microusd == _by_hand(call, price)


@pytest.mark.anyio
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("paid")
@pytest.mark.parametrize(
    ("fault", "is_free"), [("error-mid", False), ("eof", False), ("402", True), ("error-first", True)]
)
async def test_it_charges_a_broken_call_by_what_the_stand_in_had_begun(fault, is_free):
    route = await sync_to_async(_route)("5m")
    standin().faults.add(f"{fault}*3")

    call = await _played(1)

    assert call.status == CallStatus.FAILED
    if is_free:
        assert call.spent_microusd == 0
        return
    assert call.write_5m_tokens == standin().tally.tokens["cache_creation_input_tokens"]
    assert call.output_tokens >= 1
    assert call.is_estimated
    price = await sync_to_async(route.model.prices.get)()
    assert 0 < call.spent_microusd == _by_hand(call, price) <= call.reserved_microusd
