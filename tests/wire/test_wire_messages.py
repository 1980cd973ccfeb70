"""What is answered: text, citations, documents, counts; whole or as a stream of events."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.standin.cache import CacheUsage
from routing.standin.content import Answer, Piece
from routing.standin.message import Message, answer_tokens, cut_at_tokens, deltas_of, events_of
from routing.standin.tokens import tokens_of
from tests.wire.wiring import (
    ANSWER,
    ASSESSMENT,
    CITED,
    HAIKU,
    NEWER,
    RECORDED,
    SONNET,
    STRUCTURED,
    ask,
    get,
    parsed_events,
    post,
    prose,
    text,
)  # fmt: skip

WHOLE = "".join(piece.text for piece in ANSWER.pieces)


async def test_it_streams_text(client):
    async with client.messages.stream(**ask()) as stream:
        texts = [piece async for piece in stream.text_stream]
        message = await stream.get_final_message()

    assert "".join(texts) == WHOLE
    assert len(texts) > 3
    assert message.stop_reason == "end_turn"
    assert message.model == HAIKU
    assert message.usage.output_tokens == answer_tokens(ANSWER, "old")
    assert stream.request_id.startswith("req_")
    assert stream.response.headers["x-candid-engine"] == "standin"


async def test_it_streams_citations_after_the_text_they_support(client):
    async with client.messages.stream(**ask()) as stream:
        events = [event async for event in stream]

    kinds = [event.delta.type for event in events if event.type == "content_block_delta" and event.index == 1]
    citation = next(event.citation for event in events if event.type == "citation")
    assert kinds[-1] == "citations_delta"
    assert set(kinds[:-1]) == {"text_delta"}
    assert (citation.type, citation.source, citation.cited_text) == (
        "search_result_location",
        CITED.source,
        CITED.cited_text,
    )
    assert (citation.start_block_index, citation.end_block_index) == (1, 2)


async def test_it_answers_whole_what_it_would_stream(client):
    async with client.messages.stream(**ask()) as stream:
        streamed = await stream.get_final_message()
    whole = await client.messages.create(**ask())

    assert [block.text for block in whole.content] == [block.text for block in streamed.content]
    assert whole.content[1].citations == streamed.content[1].citations
    assert whole.usage.output_tokens == streamed.usage.output_tokens


async def test_it_fills_the_schema_when_one_is_given(client):
    async with client.messages.stream(**ask(model=SONNET, output_config=STRUCTURED)) as stream:
        message = await stream.get_final_message()

    assert json.loads(message.content[0].text) == ASSESSMENT
    assert message.content[0].citations is None


async def test_it_hands_the_request_to_the_responder(standin, near_client):
    await near_client.messages.create(**ask("What about Kafka?"))

    assert standin.responders[0].asked[0]["messages"] == [{"role": "user", "content": "What about Kafka?"}]


async def test_it_sends_the_events_in_the_documented_order(standin):
    _, headers, stream = await post(standin, ask(stream=True))

    events = parsed_events(stream)
    kinds = [event["type"] for event in events if event["type"] != "content_block_delta"]
    assert headers["content-type"].startswith("text/event-stream")
    assert kinds == [
        "message_start", "content_block_start", "ping", "content_block_stop", "content_block_start",
        "content_block_stop", "message_delta", "message_stop",
    ]  # fmt: skip
    assert events[0]["message"]["stop_reason"] is None
    assert events[0]["message"]["content"] == []


def shapes_of(stream):
    """For every kind of event and delta: the fields it has, nested ones by path."""
    shapes = {}
    for event in parsed_events(stream):
        kind = (event["type"], event.get("delta", {}).get("type"))
        shapes.setdefault(kind, set()).update(paths_of(event))
    return shapes


def paths_of(value, prefix=""):
    if not isinstance(value, dict):
        return {prefix}
    return {path for name, inner in value.items() for path in paths_of(inner, f"{prefix}.{name}")}


async def test_it_sends_events_of_the_recorded_shape(standin):
    _, _, stream = await post(standin, ask(stream=True))

    recorded = shapes_of((RECORDED / "citations.sse").read_text())
    shapes = shapes_of(stream)
    assert shapes.keys() == recorded.keys()
    for kind, fields in recorded.items():
        assert fields == shapes[kind], kind


async def test_it_cuts_at_max_tokens(client):
    async with client.messages.stream(**ask(max_tokens=8)) as stream:
        message = await stream.get_final_message()

    said = "".join(block.text for block in message.content)
    assert message.stop_reason == "max_tokens"
    assert 0 < message.usage.output_tokens <= 8
    assert WHOLE.startswith(said)
    assert said != WHOLE


async def test_it_stops_before_a_stop_sequence(near_client):
    message = await near_client.messages.create(**ask(stop_sequences=["forty"]))

    assert (message.stop_reason, message.stop_sequence) == ("stop_sequence", "forty")
    assert message.content[-1].text == "I ran "


async def test_it_counts_what_it_will_bill(near_client):
    body = ask(prose(300), system=[text(prose(200), ttl="5m")])

    counted = await near_client.messages.count_tokens(**{k: v for k, v in body.items() if k != "max_tokens"})
    message = await near_client.messages.create(**body)

    assert counted.input_tokens == message.usage.input_tokens


async def test_it_counts_more_for_the_newer_tokenizer(standin):
    body = ask(prose(1000), max_tokens=None)

    _, _, older = await post(standin, body, path="/v1/messages/count_tokens")
    _, _, newer = await post(standin, {**body, "model": NEWER}, path="/v1/messages/count_tokens")

    assert 1.3 < newer["input_tokens"] / older["input_tokens"] < 1.4


async def test_it_counts_no_request_with_max_tokens(standin):
    status, _, reply = await post(standin, ask(), path="/v1/messages/count_tokens")

    assert status == 400
    assert "max_tokens: Extra inputs" in reply["error"]["message"]


async def test_it_lists_models_newest_first(client):
    models = [model async for model in client.models.list(limit=2)]

    assert models[0].id == "claude-haiku-5-5"
    assert [model.created_at for model in models] == sorted((model.created_at for model in models), reverse=True)
    assert len({model.id for model in models}) == len(models) > 5


async def test_it_lists_models_by_lifecycle(client):
    deprecated = [model async for model in client.models.list(lifecycle=["deprecated"])]

    assert [model.id for model in deprecated] == ["claude-sonnet-4-5-20250929"]
    assert deprecated[0].retires_at.date().isoformat() == "2026-11-30"


async def test_it_pages_backwards(standin):
    _, _, page = await get(standin, "/v1/models", "limit=2&before_id=claude-opus-5")

    assert [model["id"] for model in page["data"]] == ["claude-sonnet-5-5", "claude-opus-5-5"]
    assert page["has_more"] is True
    assert (page["first_id"], page["last_id"]) == ("claude-sonnet-5-5", "claude-opus-5-5")


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "lifecycle=old", "after_id=nobody"])
async def test_it_refuses_a_wrong_page(standin, query):
    status, _, _ = await get(standin, "/v1/models", query)

    assert status == 400


async def test_it_finds_a_model_by_its_alias(client):
    model = await client.models.retrieve("claude-haiku-4-5")

    assert (model.id, model.line, model.max_tokens) == ("claude-haiku-4-5-20251001", "haiku", 64_000)
    assert model.capabilities.effort.supported is False
    assert model.capabilities.citations.supported is True


async def test_it_finds_no_unknown_model(standin):
    status, _, reply = await get(standin, "/v1/models/claude-haiku-9")

    assert (status, reply["error"]["type"]) == (404, "not_found_error")


async def test_it_counts_calls_and_tokens_for_a_witness(standin, near_client):
    async with near_client.messages.stream(**ask()) as stream:
        message = await stream.get_final_message()

    report = standin.tally.report()
    assert report["calls"] == {"/v1/messages": 1}
    assert report["replies"] == {"begun": 1, "whole": 1}
    assert report["tokens"]["output_tokens"] == message.usage.output_tokens
    assert report["tokens"]["input_tokens"] == message.usage.input_tokens


@given(st.text())
def test_it_loses_no_character_between_deltas(words):
    assert "".join(deltas_of(words)) == words


@given(st.lists(st.text(), max_size=4), st.integers(0, 60), st.sampled_from(["old", "new"]))
def test_it_never_says_more_than_it_may(texts, limit, family):
    answer = Answer(tuple(Piece(words) for words in texts))

    cut = cut_at_tokens(answer, limit, family)

    assert answer_tokens(cut, family) <= limit or cut == answer
    assert "".join(texts).startswith("".join(piece.text for piece in cut.pieces))
    assert (cut.stop_reason == "max_tokens") is (answer_tokens(answer, family) > limit)


@given(st.lists(st.text(), max_size=3))
def test_it_bills_in_the_stream_what_it_reports_at_the_end(texts):
    answer = Answer(tuple(Piece(words) for words in texts))
    message = Message("msg_1", HAIKU, answer, CacheUsage(), answer_tokens(answer, "old"))

    assert sum(send.tokens for send in events_of(message, "old")) == message.output_tokens


@given(st.text(), st.text())
def test_it_estimates_a_longer_text_as_no_fewer_tokens(words, more):
    assert tokens_of(words + more, "old") >= tokens_of(words, "old")
    assert tokens_of(words, "new") >= tokens_of(words, "old")
