"""Every fault surfaces in the official client as the real one was measured to (and nothing else is affected)."""

import asyncio
import json
import time
from contextlib import suppress

import anthropic
import httpx2
import pytest

from routing.standin.content import UnableToServe
from tests.wire.faults import NAMES, parsed
from tests.wire.wiring import ANSWER, ASSESSMENT, SONNET, STRUCTURED, ask, client_in_process, post

WHOLE = "".join(piece.text for piece in ANSWER.pieces)
STATUSES = {
    "401": (anthropic.AuthenticationError, 401, "authentication_error"),
    "402": (anthropic.PaymentRequiredError, 402, "billing_error"),
    "403": (anthropic.PermissionDeniedError, 403, "permission_error"),
    "404": (anthropic.NotFoundError, 404, "not_found_error"),
    "413": (anthropic.RequestTooLargeError, 413, "request_too_large"),
    "429:30": (anthropic.RateLimitError, 429, "rate_limit_error"),
    "500": (anthropic.InternalServerError, 500, "api_error"),
    "502": (anthropic.InternalServerError, 502, None),
    "529": (anthropic.OverloadedError, 529, "overloaded_error"),
    "credit": (anthropic.BadRequestError, 400, "invalid_request_error"),
    "too-long": (anthropic.BadRequestError, 400, "invalid_request_error"),
}


def faulted(fault, **changes):
    return ask(**changes) | {"extra_headers": {"x-standin-fault": fault}}


async def read(client, fault, **changes):
    """Read a faulted stream to its end; return the final message and what was said until then."""
    async with client.messages.stream(**faulted(fault, **changes)) as stream:
        async with asyncio.timeout(2):
            return await stream.get_final_message()


@pytest.mark.parametrize("fault", STATUSES)
async def test_it_answers_with_an_error_status(client, fault):
    kind, status, word = STATUSES[fault]

    with pytest.raises(kind) as caught:
        await read(client, fault)

    assert (caught.value.status_code, caught.value.type) == (status, word)
    assert caught.value.request_id.startswith("req_")


async def test_it_says_when_to_come_back(client):
    with pytest.raises(anthropic.RateLimitError) as caught:
        await read(client, "429:30")

    assert caught.value.response.headers["retry-after"] == "30"


async def test_it_names_a_spend_limit(client):
    with pytest.raises(anthropic.EnforcedSpendLimitReachedError) as caught:
        await read(client, "spend")

    assert caught.value.error_code == "enforced_spend_limit_reached"


async def test_it_says_that_the_credit_is_too_low(client):
    with pytest.raises(anthropic.BadRequestError, match="credit balance is too low"):
        await read(client, "credit")


async def test_it_sends_a_page_in_place_of_an_error(client):
    with pytest.raises(anthropic.InternalServerError) as caught:
        await read(client, "502")

    assert "<html>" in caught.value.body


async def test_it_fails_as_often_as_told_and_recovers(standin):
    standin.faults.add("529*2")

    async with client_in_process(standin) as once:
        statuses = []
        for _ in range(3):
            with_raw = once.messages.with_raw_response
            try:
                statuses.append((await with_raw.create(**ask())).status_code)
            except anthropic.OverloadedError as error:
                statuses.append(error.status_code)

    assert statuses == [529, 529, 200]


async def test_it_keeps_waiting_faults_for_messages(standin, near_client):
    standin.faults.add("529")

    models = [model.id async for model in near_client.models.list()]

    assert models
    assert [fault.name for fault in standin.faults.waiting] == ["529"]


async def test_it_never_answers(client):
    with pytest.raises(anthropic.APITimeoutError):
        await read(client.with_options(timeout=0.1), "hang")


async def test_it_answers_late(client):
    started_at = time.monotonic()

    message = await client.messages.create(**faulted("hang:0.1"))

    assert time.monotonic() - started_at >= 0.1
    assert message.stop_reason == "end_turn"


async def test_it_falls_silent_in_the_middle(client):
    async with client.with_options(timeout=0.5).messages.stream(**faulted("hang-mid:2")) as stream:
        with pytest.raises(httpx2.ReadTimeout):
            await stream.get_final_message()

        assert WHOLE.startswith(stream.current_message_snapshot.content[0].text)
        assert stream.current_message_snapshot.content[0].text


@pytest.mark.parametrize("fault", ["pings:0.02", "pings-mid:0.02"])
async def test_it_pings_for_ever_which_no_read_timeout_sees(client, fault):
    async with client.with_options(timeout=0.5).messages.stream(**faulted(fault)) as stream:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(stream.get_final_message(), 1)


@pytest.mark.parametrize(("fault", "kind"), [("reset", httpx2.ReadError), ("cut", httpx2.RemoteProtocolError)])
async def test_it_breaks_the_connection(client, fault, kind):
    async with client.messages.stream(**faulted(fault)) as stream:
        with pytest.raises(kind):
            await stream.get_final_message()

        assert stream.current_message_snapshot.content[0].text


async def test_it_ends_cleanly_without_the_last_event(client):
    message = await read(client, "eof")

    assert message.stop_reason is None
    assert WHOLE.startswith(message.content[0].text)


@pytest.mark.parametrize("fault", ["error-first", "error-mid", "error-mid:api_error"])
async def test_it_sends_an_error_after_a_good_status(client, fault):
    with pytest.raises(anthropic.APIStatusError) as caught:
        await read(client, fault)

    assert caught.value.status_code == 200
    assert caught.value.type == (fault.partition(":")[2] or "overloaded_error")


async def test_it_garbles_an_event(client):
    with pytest.raises(json.JSONDecodeError):
        await read(client, "malformed")


async def test_it_sends_events_nobody_knows(client):
    async with client.messages.stream(**faulted("unknown-events")) as stream:
        kinds = [event.type async for event in stream]
        message = await stream.get_final_message()

    assert kinds.count("thread_hint") == 3
    assert "".join(block.text for block in message.content) == WHOLE


async def test_it_refuses_to_answer(client):
    message = await read(client, "refusal")

    assert message.stop_reason == "refusal"
    assert message.stop_details.type == "refusal"


async def test_it_is_cut_at_the_limit(client):
    message = await read(client, "max-tokens:5")

    assert message.stop_reason == "max_tokens"
    assert message.usage.output_tokens <= 5


async def test_it_says_nothing(client):
    message = await read(client, "empty")

    assert (message.content, message.stop_reason) == ([], "end_turn")


async def test_it_sends_elsewhere(standin):
    status, headers, _ = await post(
        standin, ask(), headers={"x-api-key": "k", "x-standin-fault": "307:http://other.invalid/v1/messages"}
    )

    assert (status, headers["location"]) == (307, "http://other.invalid/v1/messages")


async def assessed(client, fault):
    message = await read(client, fault, model=SONNET, output_config=STRUCTURED)
    assert message.stop_reason == "end_turn"
    return message.content[0].text


async def test_it_breaks_off_a_document(near_client):
    said = await assessed(near_client, "json-truncated")

    assert json.dumps(ASSESSMENT, separators=(",", ":")).startswith(said)
    with pytest.raises(json.JSONDecodeError):
        json.loads(said)


async def test_it_wraps_a_document_in_talk(near_client):
    said = await assessed(near_client, "json-prose")

    assert json.loads(said.split("```json\n")[1].split("\n```")[0]) == ASSESSMENT


CHANGED = {
    "json-enum": {
        "stance": "excellent",
        "items": [{"level": "excellent", "note": "No Kafka"}, {"level": "excellent", "note": "Some SQL"}],
    },
    "json-missing": {"stance": "moderate", "items": [{"level": "gap"}, {"level": "moderate", "note": "Some SQL"}]},
    "json-extra": {
        "stance": "moderate",
        "items": [
            {"level": "gap", "note": "No Kafka", "confidence": 0.9},
            {"level": "moderate", "note": "Some SQL"},
        ],
    },
    "flattering": {
        "stance": "strong",
        "items": [{"level": "strong", "note": "No Kafka"}, {"level": "strong", "note": "Some SQL"}],
    },
}


@pytest.mark.parametrize("fault", CHANGED)
async def test_it_spoils_a_document(near_client, fault):
    assert json.loads(await assessed(near_client, fault)) == CHANGED[fault]


async def test_it_leaves_a_whole_reply_readable_where_a_fault_is_of_streams(near_client):
    message = await near_client.messages.create(**faulted("unknown-events"))
    with pytest.raises(anthropic.OverloadedError):
        await near_client.messages.create(**faulted("error-mid"))

    assert message.stop_reason == "end_turn"


@pytest.mark.parametrize("word", ["520", "429:1*x", "", "hang*", "429:soon", "hang-mid:two"])
def test_it_knows_no_other_fault(word):
    with pytest.raises(UnableToServe, match="there are"):
        parsed(word)


async def test_it_refuses_an_unknown_fault_in_a_request(standin):
    status, _, reply = await post(standin, ask(), headers={"x-api-key": "k", "x-standin-fault": "flood"})

    assert status == 400
    assert "no fault is called 'flood'" in reply["error"]["message"]


@pytest.mark.parametrize("fault", sorted(NAMES))
async def test_it_serves_the_next_request_as_if_nothing_had_been(standin, fault):
    standin.faults.add(fault)
    async with client_in_process(standin, timeout=0.05) as client:
        while standin.faults.waiting:  # a slow machine may give up before the fault was met
            with suppress(anthropic.APIError, httpx2.HTTPError, TimeoutError, ValueError):
                async with asyncio.timeout(0.1):
                    await client.messages.create(**ask())

        message = await client.messages.create(**ask())

    assert message.stop_reason == "end_turn"
