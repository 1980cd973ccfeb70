"""The recorded streams read as the API's documentation says, through the official client over a real socket."""

import asyncio
import contextlib

import anthropic
import pytest

from tests.wire.wiring import RECORDED, ask, client_over_socket


@contextlib.asynccontextmanager
async def replayed(name):
    """A client whose every request is answered by a recorded stream."""
    stream = (RECORDED / f"{name}.sse").read_bytes()

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {len(stream)}\r\n\r\n"
        writer.write(head.encode() + stream)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server, client_over_socket(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as client:
        yield client


async def read(name):
    async with replayed(name) as client, client.messages.stream(**ask()) as stream:
        return await stream.get_final_message()


ENDINGS = {
    "basic": ("end_turn", "Hello, I am glad you asked."),
    "citations": ("end_turn", "Yes. I led discovery for two releases and ran forty interviews."),
    "refusal": ("refusal", "I can't help with that."),
    "unknown_events": ("end_turn", "Still readable."),
    "max_tokens_cut": ("max_tokens", "There are three reasons: first, the"),
    "eof_without_message_stop": (None, "I have worked with"),
}


@pytest.mark.parametrize("name", ENDINGS)
async def test_it_reads_a_recorded_stream(name):
    message = await read(name)

    said = "".join(block.text for block in message.content)
    assert (message.stop_reason, said) == ENDINGS[name]


async def test_it_reads_recorded_citations_and_cache_counts():
    message = await read("citations")

    cited = [block for block in message.content if block.citations]
    assert [block.citations[0].source for block in cited] == [
        "https://example.org/pages/work/#discovery",
        "https://example.org/skills/#product",
    ]
    assert message.usage.cache_read_input_tokens == 5120
    assert message.usage.output_tokens == 41


async def test_it_reads_a_recorded_error():
    with pytest.raises(anthropic.APIStatusError) as caught:
        await read("error_mid_stream")

    assert (caught.value.status_code, caught.value.type) == (200, "overloaded_error")


async def test_it_reads_nothing_from_pings():
    with pytest.raises(AssertionError):
        await read("pings_only")


def test_it_has_a_case_for_every_recorded_stream():
    assert {path.stem for path in RECORDED.glob("*.sse")} == {*ENDINGS, "error_mid_stream", "pings_only"}
