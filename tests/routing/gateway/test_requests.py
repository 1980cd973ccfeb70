"""The body that leaves: marks, schema, effort and thinking as the ticket says, the prompt itself untouched."""

import copy

from routing.gateway.request import body_of, field_refused
from tests.routing.asking import prompt_of, ticket_of

MARK = {"cache_control": {"type": "ephemeral"}}


def _conversation():
    corpus = {"type": "text", "text": "corpus", **MARK}
    newest = {"type": "text", "text": "and then?", **MARK}
    return prompt_of(
        system=[{"type": "text", "text": "rules", **MARK}],
        messages=[
            {"role": "user", "content": [corpus, {"type": "text", "text": "first?"}]},
            {"role": "assistant", "content": "Yes."},
            {"role": "user", "content": [newest]},
        ],
    )


def _ttls(body):
    blocks = [
        *body["system"],
        *(block for m in body["messages"] if isinstance(m["content"], list) for block in m["content"]),
    ]
    return [block.get("cache_control", {}).get("ttl") for block in blocks]


def test_it_puts_the_long_mark_first_and_five_minutes_after_it():
    body = body_of(ticket_of(cache_ttl="1h"), _conversation())

    assert _ttls(body) == ["1h", "5m", None, "5m"]


def test_it_drops_every_mark_when_the_ticket_has_none():
    body = body_of(ticket_of(cache_ttl=""), _conversation())

    assert _ttls(body) == [None, None, None, None]


def test_it_never_changes_the_prompt():
    prompt = _conversation()
    before = copy.deepcopy(prompt)

    body_of(ticket_of(cache_ttl="1h", capabilities=frozenset()), prompt)

    assert prompt == before


def test_it_sends_schema_effort_and_thinking_where_the_ticket_has_them():
    prompt = prompt_of(output_schema={"type": "object"})

    body = body_of(ticket_of(effort="medium", thinking="between_tools"), prompt)

    assert body["output_config"] == {
        "format": {"type": "json_schema", "schema": {"type": "object"}},
        "effort": "medium",
    }
    assert body["thinking"] == {"type": "between_tools"}


def test_it_moves_the_schema_into_words_when_the_field_was_refused():
    prompt = prompt_of(output_schema={"type": "object"})

    body = body_of(ticket_of(effort="medium"), prompt, frozenset({"output_config"}))

    assert "output_config" not in body
    assert '{"type": "object"}' in body["system"][-1]["text"]


def test_it_finds_the_field_a_message_names_only_among_those_it_sent():
    body = body_of(ticket_of(), _conversation())

    assert field_refused("metadata: extra field", body) == "metadata"
    assert field_refused("system.0.cache_control: extra field", body) == "cache_control"
    assert field_refused("thinking: extra field", body) is None
    assert field_refused("messages: too many", body) is None
