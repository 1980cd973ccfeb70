"""The cache is accounted as the API's documentation says: what is written, read, refreshed, forgotten."""

import json

import pytest
from anthropic import BadRequestError
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.standin.blocks import blocks_of, input_tokens
from routing.standin.cache import BY_ID, LOOKBACK, MODELS, PrefixCache
from routing.standin.reply import begin
from routing.standin.wire import Request
from tests.wire.wiring import HAIKU, HEADERS, NEWER, SONNET, STRUCTURED, ask, prose, text

LONG = prose(5000)


def marked(model=HAIKU, ttl="5m", words=LONG, question="Why?", **changes):
    return ask(question, model=model, system=[text(words, ttl=ttl)], **changes)


def counts(message):
    usage = message.usage
    return usage.input_tokens, usage.cache_creation_input_tokens, usage.cache_read_input_tokens


def account(cache, body, now=0.0):
    model = BY_ID[body["model"]]
    booked = cache.account(blocks_of(body), model=model, now=now)
    cache.begin(booked)
    return booked.usage


async def test_it_writes_a_marked_prefix_once_and_reads_it_after(client):
    first = await client.messages.create(**marked())
    second = await client.messages.create(**marked(question="And when?"))

    question, written, read = counts(first)
    assert written > 4096
    assert read == 0
    assert question < 20
    assert counts(second)[1:] == (0, written)


async def test_it_reports_the_cache_at_the_start_of_a_stream(client):
    await client.messages.create(**marked(ttl="1h"))

    async with client.messages.stream(**marked(ttl="1h")) as stream:
        events = [event async for event in stream]

    start, end = events[0].message.usage, next(event for event in events if event.type == "message_delta").usage
    assert start.cache_read_input_tokens > 4096
    assert end.cache_read_input_tokens == start.cache_read_input_tokens
    assert end.input_tokens == start.input_tokens


async def test_it_splits_what_it_writes_by_lifetime(near_client):
    system = [text(LONG, ttl="1h"), text(prose(1000, "more"), ttl="5m")]

    message = await near_client.messages.create(**ask(system=system))

    split = message.usage.cache_creation
    assert split.ephemeral_1h_input_tokens > 4096
    assert 900 < split.ephemeral_5m_input_tokens < 1300
    assert (
        split.ephemeral_1h_input_tokens + split.ephemeral_5m_input_tokens == message.usage.cache_creation_input_tokens
    )


@pytest.mark.parametrize(("model", "floor"), [(HAIKU, 4096), (SONNET, 2048), (NEWER, 512), ("claude-sonnet-5-5", 512)])
async def test_it_caches_nothing_under_the_floor_of_the_model(near_client, model, floor):
    factor = 1.35 if floor == 512 else 1

    under = await near_client.messages.create(**marked(model, words=prose(floor * 0.95 / factor)))
    above = await near_client.messages.create(**marked(model, words=prose(floor * 1.05 / factor)))

    assert counts(under)[1:] == (0, 0)
    assert counts(above)[1] >= floor


@pytest.mark.parametrize(("ttl", "seconds"), [("5m", 300), ("1h", 3600)])
async def test_it_forgets_a_prefix_when_its_lifetime_is_over(near_client, clock, ttl, seconds):
    await near_client.messages.create(**marked(ttl=ttl))

    clock.advance(seconds)
    late = await near_client.messages.create(**marked(ttl=ttl))

    assert counts(late)[1] > 4096
    assert counts(late)[2] == 0


async def test_it_prolongs_a_prefix_by_reading_it(near_client, clock):
    await near_client.messages.create(**marked())
    for _ in range(3):
        clock.advance(299)
        again = await near_client.messages.create(**marked())

    assert counts(again)[1] == 0
    assert counts(again)[2] > 4096


def test_it_counts_the_lifetime_from_the_start_of_the_request():
    cache, body = PrefixCache(), marked()
    slow = cache.account(blocks_of(body), model=BY_ID[HAIKU], now=0.0)
    cache.begin(slow)  # begun much later than it started: the clock does not care

    assert account(cache, body, now=299.0).read > 0
    assert account(PrefixCache({**cache.entries}), body, now=600.0).read == 0


async def test_it_keeps_a_cache_for_each_model(near_client):
    await near_client.messages.create(**marked(HAIKU))

    other = await near_client.messages.create(**marked(SONNET))

    assert counts(other)[2] == 0


async def test_it_treats_an_alias_as_its_model(near_client):
    await near_client.messages.create(**marked("claude-haiku-4-5"))

    dated = await near_client.messages.create(**marked("claude-haiku-4-5-20251001"))

    assert counts(dated)[2] > 4096


async def test_it_makes_requests_pay_that_arrive_before_the_first_reply_begins(standin):
    requests = [Request("POST", "/v1/messages", HEADERS, json.dumps(marked()).encode()) for _ in range(3)]

    early = [await standin.respond(request) for request in requests[:2]]
    await begin(early[0])
    await begin(early[1])
    await begin(await standin.respond(requests[2]))

    written = standin.tally.tokens["cache_creation_input_tokens"]
    assert standin.tally.tokens["cache_read_input_tokens"] * 2 == written > 8192


async def test_it_writes_nothing_for_a_reply_that_never_began(standin, near_client):
    standin.faults.add("hang")
    with pytest.raises(Exception, match="timed out"):
        await near_client.with_options(timeout=0.05).messages.create(**marked())

    message = await near_client.messages.create(**marked())

    assert counts(message)[2] == 0


async def test_it_grows_with_a_conversation(near_client):
    turns = [{"role": "user", "content": [text(LONG, ttl="5m"), text("Why?", ttl="5m")]}]
    first = await near_client.messages.create(**ask(messages=turns))
    turns = [
        {"role": "user", "content": [text(LONG, ttl="5m"), text("Why?")]},
        {"role": "assistant", "content": "Because."},
        {"role": "user", "content": [text("And when was that?", ttl="5m")]},
    ]

    second = await near_client.messages.create(**ask(messages=turns))

    assert counts(second)[2] == sum(counts(first))
    assert 0 < counts(second)[1] < 40
    assert counts(second)[0] == 0


@pytest.mark.parametrize(("added", "is_found"), [(LOOKBACK - 1, True), (LOOKBACK, False)])
def test_it_looks_back_twenty_positions_from_a_mark(added, is_found):
    cache = PrefixCache()
    account(cache, ask(messages=[{"role": "user", "content": [text(LONG, ttl="5m")]}]))
    later = [text(f"Note {number}") for number in range(added - 1)] + [text("Why?", ttl="5m")]

    usage = account(cache, ask(messages=[{"role": "user", "content": [text(LONG), *later]}]))

    assert bool(usage.read) is is_found


def test_it_loses_what_follows_a_change_and_keeps_what_precedes_it():
    tool = {"name": "look", "description": LONG, "input_schema": {}, "cache_control": {"type": "ephemeral"}}
    cache = PrefixCache()
    first = account(cache, ask(tools=[tool], system=[text("Be brief.", ttl="5m")]))

    second = account(cache, ask(tools=[tool], system=[text("Be kind.", ttl="5m")]))

    assert 0 < second.read < first.write_5m
    assert second.write_5m > 0


def test_it_loses_the_prefix_when_the_output_format_changes():
    cache = PrefixCache()
    account(cache, marked())

    assert account(cache, marked(output_config=STRUCTURED)).read == 0


def test_it_keeps_the_system_when_only_the_effort_changes():
    cache = PrefixCache()
    turns = [{"role": "user", "content": [text("Why?", ttl="5m")]}]
    account(cache, marked(SONNET, messages=turns, output_config={"effort": "low"}))

    usage = account(cache, marked(SONNET, messages=turns, output_config={"effort": "high"}))

    assert usage.read > 4096
    assert usage.write_5m > 0


def test_it_reads_a_string_and_a_text_block_as_the_same_prompt():
    cache = PrefixCache()
    account(cache, marked(cache_control={"type": "ephemeral"}, messages=[{"role": "user", "content": "Why?"}]))

    usage = account(cache, marked(messages=[{"role": "user", "content": [text("Why?", ttl="5m")]}]))

    assert usage.uncached == 0
    assert usage.write_5m == 0


async def test_it_warms_the_cache_without_an_answer(near_client, standin):
    warm = await near_client.messages.create(**marked(max_tokens=0))
    message = await near_client.messages.create(**marked())

    assert warm.content == []
    assert warm.stop_reason == "max_tokens"
    assert warm.usage.output_tokens == 0
    assert counts(message)[2] == counts(warm)[1] > 4096
    assert len(standin.responders[0].asked) == 1


async def test_it_refuses_a_longer_lifetime_after_a_shorter_one(near_client):
    with pytest.raises(BadRequestError, match="must not come after"):
        await near_client.messages.create(**ask(system=[text("a", ttl="5m"), text("b", ttl="1h")]))


words = st.integers(1, 900).map(prose)
ttls = st.sampled_from([None, "5m"])


@settings(max_examples=60, deadline=None)
@given(
    model=st.sampled_from(MODELS),
    parts=st.lists(st.tuples(words, ttls), min_size=1, max_size=4),
    later=st.integers(0, 400),
)
def test_it_splits_every_prompt_into_classes_that_sum_up(model, parts, later):
    cache = PrefixCache()
    body = ask(model=model.api_id, system=[text(part, ttl=ttl) for part, ttl in parts])
    total = input_tokens(body, model.family)

    first, second = account(cache, body), account(cache, body, now=float(later))

    for usage in (first, second):
        assert usage.uncached + usage.write_5m + usage.write_1h + usage.read == total
        assert min(usage.uncached, usage.write_5m, usage.write_1h, usage.read) >= 0
    assert first.read == 0
    assert second.read == (first.write_5m if later < 300 else 0)
