"""What the API refuses, the stand-in refuses, with the same status and type."""

import asyncio
import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.double import Double
from tests.wire.wiring import (
    HAIKU,
    HEADERS,
    NEWER,
    SCHEMA,
    SONNET,
    STRUCTURED,
    ShortResponder,
    ask,
    post,
    prose,
    text,
)  # fmt: skip

RESULT = {
    "type": "search_result",
    "source": "https://example.org/",
    "title": "Work",
    "content": [{"type": "text", "text": "I ran forty interviews."}],
    "citations": {"enabled": True},
}
CLASSIC = {**HEADERS, "anthropic-version": "2023-06-01"}
EPHEMERAL = {"type": "ephemeral"}


def user(*blocks):
    return [{"role": "user", "content": list(blocks)}]


def schema_with(**changes):
    return {"format": {"type": "json_schema", "schema": {**SCHEMA, **changes}}}


REFUSED = {
    "no model": (ask(model=None), "model: Field required"),
    "no max_tokens": (ask(max_tokens=None), "max_tokens: Field required"),
    "a worded max_tokens": (ask(max_tokens="many"), "max_tokens: Input should be a valid integer"),
    "a negative max_tokens": (ask(max_tokens=-1), "greater than or equal to 0"),
    "a max_tokens over the model's": (ask(max_tokens=64_001), "maximum allowed number of output tokens"),
    "no messages": (ask(messages=None), "messages: Field required"),
    "an empty conversation": (ask(messages=[]), "at least one message is required"),
    "a message that is text": (ask(messages=["Why?"]), "messages.0: Input should be a valid dictionary"),
    "an assistant first": (
        ask(messages=[{"role": "assistant", "content": "Hi"}, {"role": "user", "content": "Why?"}]),
        'first message must use the "user" role',
    ),
    "an unknown role": (ask(messages=[{"role": "tool", "content": "x"}]), 'Unexpected role "tool"'),
    "a system role on a model without it": (ask(messages=[{"role": "system", "content": "x"}]), "Unexpected role"),
    "no content": (ask(messages=[{"role": "user"}]), "messages.0.content: Field required"),
    "empty content": (ask(messages=[{"role": "user", "content": ""}]), "all messages must have non-empty content"),
    "an empty assistant turn": (
        ask(messages=[*user(text("a")), {"role": "assistant", "content": []}, *user(text("b"))]),
        "all messages must have non-empty content",
    ),
    "an empty text block": (ask(messages=user(text(" "))), "text content blocks must be non-empty"),
    "an unknown block": (ask(messages=user({"type": "poem"})), "Input tag 'poem'"),
    "prefill on Sonnet 4.6": (
        ask(model=SONNET, messages=[*user(text("a")), {"role": "assistant", "content": "{"}]),
        "does not support assistant message prefill",
    ),
    "prefill with a format": (
        ask(messages=[*user(text("a")), {"role": "assistant", "content": "{"}], output_config=STRUCTURED),
        "Prefilling",
    ),
    "a system that is a number": (ask(system=1), "system: Input should be"),
    "a system block that is no text": (ask(system=[RESULT]), "system.0.type: Input should be 'text'"),
    "sampling": (ask(temperature=0), "temperature: Extra inputs are not permitted"),
    "an unknown field": (ask(mood="calm"), "mood: Extra inputs are not permitted"),
    "thinking as a word": (ask(thinking="hard"), "thinking: Input should be a valid dictionary"),
    "tools that are words": (ask(tools=["look"]), "tools: Input should be a valid array"),
    "stop sequences that are numbers": (ask(stop_sequences=[1]), "stop_sequences"),
    "effort on Haiku 4.5": (ask(output_config={"effort": "low"}), "does not support the effort parameter"),
    "an unknown effort": (ask(model=NEWER, output_config={"effort": "huge"}), "output_config.effort"),
    "thinking budgets on a newer model": (ask(model=NEWER, thinking={"type": "enabled"}), "thinking.type"),
    "thinking off on Sonnet 5.5": (ask(model="claude-sonnet-5-5", thinking={"type": "disabled"}), "thinking.type"),
    "a forced tool on Sonnet 5.5": (ask(model="claude-sonnet-5-5", tool_choice={"type": "any"}), "tool_choice"),
    "citations with a format": (ask(messages=user(RESULT, text("Why?")), output_config=STRUCTURED), "citations"),
    "citations on some results only": (
        ask(messages=user(RESULT, {**RESULT, "citations": {"enabled": False}}, text("Why?"))),
        "all or none",
    ),
    "citations in a user's text": (
        ask(messages=user(text("Why?", citations=[{"type": "char_location"}]))),
        "not permitted on text blocks in user messages",
    ),
    "a document in an assistant's turn": (
        ask(messages=[*user(text("a")), {"role": "assistant", "content": [{"type": "document"}]}, *user(text("b"))]),
        "document blocks are not permitted",
    ),
    "a result without a source": (ask(messages=user({**RESULT, "source": None})), "search_result.source"),
    "a result without text": (ask(messages=user({**RESULT, "content": []})), "at least one text block"),
    "a result of pictures": (ask(messages=user({**RESULT, "content": [{"type": "image"}]})), "should be 'text'"),
    "a mark inside a result": (
        ask(messages=user({**RESULT, "content": [text("a", ttl="5m")]})),
        "cache_control: Extra inputs are not permitted",
    ),
    "five marks": (
        ask(system=[text(word, ttl="5m") for word in "abcde"]),
        "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    ),
    "four marks and the automatic one": (
        ask(system=[text(word, ttl="5m") for word in "abcd"], cache_control=EPHEMERAL),
        "Found 5.",
    ),
    "a mark on thinking": (
        ask(messages=user(text("a"), {"type": "thinking", "cache_control": EPHEMERAL})),
        "cache_control: Extra inputs are not permitted",
    ),
    "a mark on empty text": (ask(system=[text("", ttl="5m")]), "cannot be set for empty text blocks"),
    "an unknown lifetime": (ask(system=[text("a", ttl="1d")]), "cache_control: Input should be"),
    "a lifetime that is a mark of another kind": (ask(cache_control={"type": "lasting"}), "cache_control"),
    "a format that is no schema": (ask(output_config={"format": {"type": "json"}}), "output_config.format"),
    "a schema open to more fields": (ask(output_config=schema_with(additionalProperties=True)), "additionalProperties"),
    "a schema with bounds": (
        ask(output_config=schema_with(properties={"n": {"type": "integer", "minimum": 1}})),
        "property 'minimum' is not supported",
    ),
    "a schema with a length": (
        ask(output_config=schema_with(properties={"n": {"type": "array", "minItems": 2}})),
        "minItems",
    ),
    "a schema with a list of properties": (ask(output_config=schema_with(properties=[])), "schema.properties"),
    "a schema that requires numbers": (ask(output_config=schema_with(required=[1])), "schema.required"),
    "a schema from elsewhere": (
        ask(output_config=schema_with(properties={"n": {"$ref": "https://example.org/s"}})),
        "External $ref",
    ),
    "a schema in a circle": (
        ask(
            output_config=schema_with(
                **{"$defs": {"A": {"anyOf": [{"$ref": "#/$defs/B"}]}, "B": {"items": {"$ref": "#/$defs/A"}}}}
            )
        ),
        "Recursive",
    ),
    "a schema of many optional fields": (
        ask(output_config=schema_with(properties={f"n{at}": {"type": "null"} for at in range(25)}, required=[])),
        "too complex",
    ),
    "warming a stream": (ask(max_tokens=0, stream=True), "stream: not supported when max_tokens is 0"),
    "warming with a format": (ask(max_tokens=0, output_config=STRUCTURED), "output_config.format: not supported"),
    "a prompt over the context": (ask(prose(200_100)), "prompt is too long"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
async def test_it_refuses(standin, case):
    body, message = REFUSED[case]

    status, headers, reply = await post(standin, body)

    assert status == 400
    assert reply["type"] == "error"
    assert reply["error"]["type"] == "invalid_request_error"
    assert message in reply["error"]["message"]
    assert reply["request_id"] == headers["request-id"]
    assert standin.responders[0].asked == []


ACCEPTED = {
    "prefill on Haiku 4.5": ask(messages=[*user(text("a")), {"role": "assistant", "content": "Yes,"}]),
    "a system turn on Opus 5": ask(
        model="claude-opus-5", messages=[*user(text("a")), {"role": "system", "content": "b"}, *user(text("c"))]
    ),
    "effort on Sonnet 4.6": ask(model=SONNET, output_config={"effort": "medium"}),
    "thinking between tools on Sonnet 5.5": ask(model="claude-sonnet-5-5", thinking={"type": "between_tools"}),
    "diagnostics": ask(diagnostics={"previous_message_id": None}),
    "search results": ask(messages=user(RESULT, {**RESULT, "cache_control": EPHEMERAL}, text("Why?"))),
    "four marks": ask(system=[text(word, ttl="5m") for word in "abcd"]),
}


@pytest.mark.parametrize("case", ACCEPTED)
async def test_it_accepts(standin, case):
    status, _, reply = await post(standin, ACCEPTED[case])

    assert (status, reply["type"]) == (200, "message")


@pytest.mark.parametrize(("model", "status"), [(HAIKU, 200), (SONNET, 200), (NEWER, 400)])
async def test_it_takes_sampling_only_on_the_older_version_and_models(standin, model, status):
    given, _, _ = await post(standin, ask(model=model, temperature=0.2), headers=CLASSIC)

    assert given == status


RICH = ask(
    model=SONNET,
    system=[text("Be brief.", ttl="5m")],
    tools=[{"name": "look", "input_schema": {}}],
    output_config=STRUCTURED,
    thinking={"type": "adaptive"},
    tool_choice={"type": "auto"},
    cache_control=EPHEMERAL,
    stop_sequences=["END"],
    messages=[*user(text("Hi")), {"role": "assistant", "content": "Yes?"}, *user(RESULT, text("Why?"))],
)


def places_in(value, place=()):
    """Every place in a nested value, as a path of names and indexes."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(deeper for name, item in inner for deeper in places_in(item, (*place, name)))]


def replaced(value, place, other):
    if not place:
        return other
    changed = copy.copy(value)
    changed[place[0]] = replaced(value[place[0]], place[1:], other)
    return changed


names = st.sampled_from(["type", "text", "content", "role", "format", "schema", "properties", "anyOf", "items", "$ref"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | names,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(place=st.sampled_from(places_in(RICH)[1:]), other=anything, is_structured=st.booleans())
def test_it_has_a_reply_to_any_request(place, other, is_structured):
    body = replaced(RICH, place, other)
    if not is_structured:
        body.pop("output_config", None)

    status, _, reply = asyncio.run(post(Double(responders=[ShortResponder()]), body))

    assert status in {200, 400, 404}
    assert reply["type"] in {"message", "error"}


async def test_it_lets_a_bug_of_the_responder_pass():
    class Broken(ShortResponder):
        def answer(self, request):
            raise LookupError("no such sentence")

    with pytest.raises(LookupError):
        await post(Double(responders=[Broken()]), ask())
