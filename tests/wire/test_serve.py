"""The stand-in over a real socket: HTTP/1.1 in chunks, kept alive, watched and stopped cleanly."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import sys
from pathlib import Path

import httpx2
import pytest
from django.core.management import CommandError, call_command

from routing.standin.content import Answer, Piece
from routing.standin.serve import serving
from tests.wire.double import Double
from tests.wire.wiring import HEADERS, ShortResponder, ask, client_over_socket, until

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def url(standin):
    async with serving(standin) as base_url:
        yield base_url


@contextlib.asynccontextmanager
async def raw_connection(url):
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def test_it_keeps_a_connection_for_the_next_request(url):
    head = b"GET /v1/models?limit=1 HTTP/1.1\r\nhost: here\r\nx-api-key: k\r\nanthropic-version: 2026-10-21\r\n\r\n"

    async with raw_connection(url) as (reader, writer):
        for _ in range(2):
            writer.write(head)
            answer = await reader.readuntil(b"\r\n0\r\n\r\n")

            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
            assert b"Transfer-Encoding: chunked" in answer
            assert b"claude-haiku-5-5" in answer


async def test_it_answers_requests_sent_in_a_row(url):
    async with raw_connection(url) as (reader, writer):
        writer.write(b"GET /control/calls HTTP/1.1\r\nhost: here\r\n\r\n" * 2)

        for _ in range(2):
            assert (await reader.readuntil(b"\r\n0\r\n\r\n")).startswith(b"HTTP/1.1 200 OK")


async def test_it_closes_when_the_protocol_is_broken(url):
    async with raw_connection(url) as (reader, writer):
        writer.write(b"\x16\x03\x01 not http\r\n\r\n")

        assert await asyncio.wait_for(reader.read(), 30) == b""


async def test_it_survives_a_client_that_leaves_before_it_has_asked(url, standin):
    async with raw_connection(url) as (_, writer):
        writer.write(b"POST /v1/messages HTTP/1.1\r\nhost: here\r\ncontent-length: 200\r\n\r\n{")

    async with client_over_socket(url) as client:
        message = await client.messages.create(**ask())
    assert message.stop_reason == "end_turn"
    assert standin.tally.calls == {"/v1/messages": 1}


async def test_it_controls_nothing_else(url):
    async with httpx2.AsyncClient(base_url=url) as control:
        reply = await control.post("/control/clock")

    assert (reply.status_code, reply.json()["error"]["type"]) == (404, "not_found_error")


async def test_it_answers_head_without_a_body(url):
    async with httpx2.AsyncClient() as client:
        reply = await client.head(f"{url}/v1/models", headers=HEADERS)

    assert (reply.status_code, reply.content) == (404, b"")


async def test_it_lets_a_client_wait_for_permission_to_send(url):
    async with raw_connection(url) as (reader, writer):
        writer.write(b"POST /v1/messages HTTP/1.1\r\nhost: here\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
        writer.write(b"{}")

        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 401")


async def test_it_refuses_an_endless_body(url):
    async def endless():
        for _ in range(40):
            yield b" " * 1024 * 1024

    async with httpx2.AsyncClient(timeout=30) as client:
        with contextlib.suppress(httpx2.WriteError, httpx2.ReadError):
            reply = await client.post(f"{url}/v1/messages", content=endless(), headers=HEADERS)

            assert reply.status_code == 413


async def test_it_notices_at_once_that_a_reader_has_left(clock):
    standin = Double(responders=[ShortResponder(Answer((Piece("word " * 500),)))], clock=clock)

    async with serving(standin, tokens_per_second=50) as url, client_over_socket(url) as client:
        async with client.messages.stream(**ask()) as stream:
            await anext(stream.text_stream)
        await until(lambda: standin.tally.replies["broken_off"])

    assert standin.tally.tokens["output_tokens"] < 60


async def test_it_queues_faults_and_tells_its_counts(url, standin):
    async with httpx2.AsyncClient(base_url=url) as control, client_over_socket(url) as client:
        queued = await control.post("/control/faults", json={"faults": ["529", "429:7*2"]})
        empty = await client.messages.create(**ask(), extra_headers={"x-standin-fault": "empty"})
        cleared = await control.post("/control/faults", json={"clear": True})
        calls = (await control.get("/control/calls")).json()

    assert queued.json() == {"waiting": ["529", "429", "429"]}
    assert empty.content == []
    assert cleared.json() == {"waiting": []}
    assert calls["calls"] == {"/v1/messages": 1}
    assert calls["statuses"] == {"200": 1}
    assert calls["tokens"]["input_tokens"] == empty.usage.input_tokens


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"faults": "529"}', b'{"faults": ["flood"]}'])
async def test_it_refuses_faults_it_cannot_read(url, standin, content):
    async with httpx2.AsyncClient(base_url=url) as control:
        reply = await control.post("/control/faults", content=content)

    assert reply.status_code == 400
    assert not standin.faults.waiting


async def test_it_ends_replies_under_way_when_it_stops(standin):
    head = b"POST /v1/messages HTTP/1.1\r\nhost: here\r\nx-standin-fault: hang\r\ncontent-length: 2\r\n\r\n{}"

    async with contextlib.AsyncExitStack() as stack:
        async with serving(standin) as url:
            reader, writer = await stack.enter_async_context(raw_connection(url))
            writer.write(head)
            await until(lambda: standin.tally.calls)

        assert await asyncio.wait_for(reader.read(), 30) == b""


@pytest.mark.processes
async def test_it_runs_as_a_command_until_told_to_stop():
    environment = {**os.environ, "SECRET_KEY": "only-for-this-test-0123456789-0123456789-0123456789"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "manage.py", "standin", "--port", "0", cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        url = re.search(r"http://127\.0\.0\.1:\d+", line).group()
        async with httpx2.AsyncClient() as client:
            reply = await client.get(f"{url}/v1/models", headers=HEADERS)
    finally:
        process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(process.wait(), 15)

    assert reply.headers["x-candid-engine"] == "standin"
    assert code == 0


def test_it_says_that_a_port_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"Cannot listen on 127.0.0.1:{port}"):
            call_command("standin", "--port", str(port))
