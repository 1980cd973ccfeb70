"""Who is let in and where, and what every reply carries."""

import pytest

from routing.standin.wire import Request
from tests.wire.wiring import HEADERS, ask, post, prose, send


@pytest.mark.parametrize("version", [None, "2020-01-01"])
async def test_it_wants_a_known_version(standin, version):
    headers = {**HEADERS, "anthropic-version": version or ""}

    status, _, reply = await post(standin, ask(), headers=headers)

    assert status == 400
    assert "anthropic-version" in reply["error"]["message"]


@pytest.mark.parametrize("model", ["claude-haiku-9", "gpt-4"])
async def test_it_knows_no_other_models(standin, model):
    status, _, reply = await post(standin, ask(model=model))

    assert status == 404
    assert reply["error"] == {"type": "not_found_error", "message": f"model: {model}"}


@pytest.mark.parametrize("key", [{"x-api-key": "k"}, {"authorization": "Bearer k"}])
async def test_it_takes_a_key_either_way(standin, key):
    status, _, _ = await post(standin, ask(), headers={"anthropic-version": "2026-10-21", **key})

    assert status == 200


@pytest.mark.parametrize("key", [{}, {"authorization": "Bearer "}, {"x-api-key": ""}])
async def test_it_refuses_a_request_without_a_key(standin, key):
    status, _, reply = await post(standin, ask(), headers={"anthropic-version": "2026-10-21", **key})

    assert status == 401
    assert reply["error"]["type"] == "authentication_error"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"text"', b"\xff"])
async def test_it_refuses_a_body_that_is_no_object(standin, content):
    status, _, reply = await send(standin, Request("POST", "/v1/messages", HEADERS, content))

    assert (status, reply["error"]["type"]) == (400, "invalid_request_error")


async def test_it_refuses_a_body_over_32_megabytes(standin):
    status, _, reply = await send(standin, Request("POST", "/v1/messages", HEADERS, b" " * (32 * 1024 * 1024 + 1)))

    assert (status, reply["error"]["type"]) == (413, "request_too_large")


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/messages"), ("POST", "/v1/complete"), ("GET", "/")])
async def test_it_has_no_other_paths(standin, method, path):
    status, _, reply = await send(standin, Request(method, path, HEADERS))

    assert (status, reply["error"]["type"]) == (404, "not_found_error")


async def test_it_marks_every_reply(standin):
    replies = [await post(standin, ask()), await post(standin, {}), await post(standin, ask(), headers={})]

    for _, headers, _ in replies:
        assert headers["x-candid-engine"] == "standin"
        assert headers["request-id"].startswith("req_")
        assert headers["anthropic-ratelimit-requests-remaining"] == "999"
        assert headers["anthropic-ratelimit-input-tokens-reset"].endswith("Z")


async def test_it_says_what_is_left_of_the_minute(standin, clock):
    left = []
    for _ in range(2):
        _, headers, _ = await post(standin, ask(prose(6000)))
        left.append(int(headers["anthropic-ratelimit-input-tokens-remaining"]))
    clock.advance(60)
    _, headers, _ = await post(standin, {})

    assert left == [1_994_000, 1_988_000]
    assert headers["anthropic-ratelimit-input-tokens-remaining"] == "2000000"
    assert headers["anthropic-ratelimit-tokens-limit"] == "400000"
