"""The stand-in as the product carries it: the Messages API in plain form, with the features' answers in it."""

import asyncio
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import routing.standin
from routing.gateway.client import aclose, standin
from routing.registry import responder_list
from routing.standin.wire import Standin
from tests.wire.test_wire_requests import RICH, anything, places_in, replaced
from tests.wire.wiring import ANSWER, SONNET, STRUCTURED, ShortResponder, ask, post, text

FOLDER = Path(routing.standin.__file__).parent
FOREIGN = re.compile(
    r"\b(?:postings?|r[ée]sum[ée]s?|interviews?|skills?|matrix|seniority|recruit\w*|jobs?|candidates?|owners?|"
    r"fitcheck|askai|corpus)\b",
    re.IGNORECASE,
)


@pytest.fixture
def plain():
    return Standin(responders=[ShortResponder()])


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"tools": [{"name": "look", "input_schema": {}}]}, "tools"),
        ({"tool_choice": {"type": "any"}}, "tool_choice"),
        ({"thinking": {"type": "enabled", "budget_tokens": 2_000}}, "thinking"),
        ({"messages": [{"role": "user", "content": [{"type": "document", "source": {}}]}]}, "document"),
        ({"messages": [{"role": "user", "content": [{"type": "image", "source": {}}]}]}, "image"),
        ({"output_config": {"format": {"type": "regex"}}}, "output_config.format"),
        ({"max_tokens": None}, "max_tokens"),
        ({"messages": []}, "messages"),
    ],
)
async def test_it_refuses_in_plain_words_what_it_does_not_do(plain, changes, named):
    status, _, reply = await post(plain, ask(**changes))

    assert (status, reply["error"]["type"]) == (400, "invalid_request_error")
    assert named in reply["error"]["message"]
    assert plain.responders[0].asked == []


async def test_it_refuses_a_schema_that_no_feature_fills():
    status, _, reply = await post(Standin(responders=responder_list()), ask(model=SONNET, output_config=STRUCTURED))

    assert status == 400
    assert "output schema" in reply["error"]["message"]


async def test_it_gives_the_first_answer_of_a_responder_that_accepts():
    class Choosy(ShortResponder):
        def accepts(self, request):
            return False

    choosy, willing = Choosy(), ShortResponder()

    _, _, reply = await post(Standin(responders=[choosy, willing]), ask())

    assert reply["content"][0]["text"] == ANSWER.pieces[0].text
    assert (len(choosy.asked), len(willing.asked)) == (0, 1)


async def test_it_warms_and_reads_its_cache(plain):
    body = ask(system=[text("corpus " * 4_000, ttl="5m")])
    _, _, first = await post(plain, body)
    _, _, second = await post(plain, body)

    assert first["usage"]["cache_creation_input_tokens"] == second["usage"]["cache_read_input_tokens"] > 4_096


async def test_it_counts_without_an_answer(plain):
    body = {name: value for name, value in ask().items() if name != "max_tokens"}

    status, _, reply = await post(plain, body, path="/v1/messages/count_tokens")

    assert (status, plain.responders[0].asked) == (200, [])
    assert reply["input_tokens"] > 0


async def test_it_knows_no_control_and_no_faults(plain):
    status, _, _ = await post(plain, {"faults": ["529"]}, path="/control/faults")

    assert status == 404


@settings(max_examples=150, deadline=None)
@given(place=st.sampled_from(places_in(RICH)[1:]), other=anything, is_bare=st.booleans())
def test_it_has_a_reply_to_any_request(place, other, is_bare):
    body = replaced(RICH, place, other)
    if is_bare:
        for name in ("tools", "tool_choice", "output_config"):
            body.pop(name, None)

    status, _, reply = asyncio.run(post(Standin(responders=[ShortResponder()]), body))

    assert status in {200, 400, 404}
    assert reply["type"] in {"message", "error"}


async def test_it_answers_for_the_features_behind_the_one_door():
    result = {
        "type": "search_result",
        "source": "https://example.org/work/#discovery",
        "title": "Work",
        "content": [{"type": "text", "text": "Ines ran forty discovery sessions for the booking flow."}],
        "citations": {"enabled": True},
    }
    turns = [{"role": "user", "content": [result, {"type": "text", "text": "How many discovery sessions?"}]}]

    _, _, reply = await post(standin(), ask(messages=turns))
    await aclose()

    cited = [citation["source"] for block in reply["content"] for citation in block.get("citations", [])]
    assert cited == ["https://example.org/work/#discovery"]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_it_has_no_word_of_what_the_features_are_about(path):
    found = FOREIGN.findall(path.read_text(encoding="utf-8"))

    assert found == []
