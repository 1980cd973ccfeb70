"""What a model writes, cleaned once where it comes in: halves of characters are joined, NUL and the rest left out."""

import json

import pytest

from routing.gateway.cleaning import json_storable, storable
from routing.gateway.messages import Cited, Text
from routing.models import CallStatus
from tests.routing.asking import ask
from tests.routing.upstream import event, start, stop, stream

pytestmark = pytest.mark.anyio
FACE = "\U0001f600"
HIGH, LOW = "\ud83d", "\ude00"


def piece(text: str, block: int = 0) -> bytes:
    """A delta whose characters are all escaped, as some servers send them."""
    delta = {"type": "text_delta", "text": text}
    body = json.dumps({"type": "content_block_delta", "index": block, "delta": delta})
    return f"event: content_block_delta\ndata: {body}\n\n".encode()


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ((f"Hi {HIGH}", f"{LOW}!"), f"Hi {FACE}!"),
        ((HIGH, LOW), FACE),
        ((f"a{HIGH}", "b"), "ab"),
        ((f"a{LOW}b",), "ab"),
        (("a\0b",), "ab"),
        (("a", "\0", f"b{HIGH}"), "ab"),
    ],
)
async def test_it_joins_or_drops_what_cannot_be_stored_or_sent(upstream, pieces, text):
    upstream.plays(stream(start(), *map(piece, pieces), stop()))

    asked = await ask()

    assert asked.outcome.status is CallStatus.DONE
    assert asked.outcome.text == "".join(event.text for event in asked.events) == text
    assert all(event.text for event in asked.events if isinstance(event, Text))


async def test_it_keeps_the_halves_of_two_blocks_apart(upstream):
    upstream.plays(stream(start(), piece(HIGH, 0), piece(LOW, 1), piece(LOW, 0), stop()))

    asked = await ask()

    assert asked.events == [Text(0, FACE)]


async def test_it_cleans_what_is_cited(upstream):
    citation = {"source": "/work/\0", "title": f"Work{HIGH}", "cited_text": "Forty\0."}
    delta = {"type": "citations_delta", "citation": citation}
    body = f"event: content_block_delta\ndata: {json.dumps({'index': 0, 'delta': delta})}\n\n".encode()
    upstream.plays(stream(start(), body, event("content_block_stop", index=0), stop()))

    asked = await ask()

    assert asked.events == [Cited(0, "/work/", "Work", "Forty.")]


@pytest.mark.parametrize("said", ["a\0b", f"a{HIGH}b", f"a{LOW}", f"{FACE}{HIGH}", "\\u0000 is NUL", "\\\0", "é\\\\"])
def test_it_cleans_json_before_it_is_parsed(said):
    parsed = json.loads(json_storable(json.dumps({"said": said})))

    assert parsed == {"said": storable(said)}
