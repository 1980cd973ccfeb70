"""What the stand-in's tests share: a simple responder, a clock that stands still, clients, bare requests."""

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from anthropic import AsyncAnthropic

from routing.standin.blocks import output_schema
from routing.standin.content import Answer, Piece, SourceCitation
from routing.standin.reply import begin, body_of
from routing.standin.transport import StandinTransport
from routing.standin.wire import Request, Standin

RECORDED = Path(__file__).parents[2] / "fixtures" / "wire"
HEADERS = {"x-api-key": "any", "anthropic-version": "2026-10-21", "content-type": "application/json"}
HAIKU, SONNET, NEWER = "claude-haiku-4-5", "claude-sonnet-4-6", "claude-haiku-5-5"
CITED = SourceCitation(
    source="https://example.org/work/#discovery",
    title="Work",
    cited_text="I ran forty interviews.",
    search_result_index=0,
    start_block_index=1,
    end_block_index=2,
)
ANSWER = Answer((Piece("Yes, and more than once. "), Piece("I ran forty interviews in one spring.", (CITED,))))
ASSESSMENT = {
    "stance": "moderate",
    "items": [{"level": "gap", "note": "No Kafka"}, {"level": "moderate", "note": "Some SQL"}],
}
SCHEMA = {
    "type": "object",
    "properties": {
        "stance": {"enum": ["strong", "moderate", "not_a_fit"]},
        "items": {"type": "array", "items": {"$ref": "#/$defs/Item"}},
    },
    "required": ["stance", "items"],
    "additionalProperties": False,
    "$defs": {
        "Item": {
            "type": "object",
            "properties": {"level": {"enum": ["strong", "moderate", "gap"]}, "note": {"type": "string"}},
            "required": ["level", "note"],
            "additionalProperties": False,
        }
    },
}
STRUCTURED = {"format": {"type": "json_schema", "schema": SCHEMA}}
DOCUMENT = Answer((Piece(json.dumps(ASSESSMENT, separators=(",", ":"))),))


@dataclass
class Clock:
    """Seconds that pass only when told."""

    now: float = 1_790_000_000.0

    def __call__(self):
        return self.now

    def advance(self, seconds):
        self.now += seconds


@dataclass
class ShortResponder:
    """Answers everything with the same two pieces and the same assessment; remembers what it was asked."""

    reply: Answer = ANSWER
    asked: list = field(default_factory=list)

    def accepts(self, request):
        return True

    def answer(self, request):
        self.asked.append(request)
        return self.reply if output_schema(request) is None else DOCUMENT


@contextlib.asynccontextmanager
async def client_in_process(standin, *, tokens_per_second=0, **options):
    transport = StandinTransport(standin, tokens_per_second=tokens_per_second)
    http_client = httpx2.AsyncClient(transport=transport)
    options = {"base_url": "http://standin.invalid", "max_retries": 0, "timeout": 5.0, **options}
    async with AsyncAnthropic(api_key="any", http_client=http_client, **options) as client:
        yield client


@contextlib.asynccontextmanager
async def client_over_socket(url):
    async with AsyncAnthropic(api_key="any", base_url=url, max_retries=0, timeout=30.0) as client:
        yield client


async def until(is_true, seconds=2):
    """Let others run until the condition holds; fail if it does not within so many seconds."""
    async with asyncio.timeout(seconds):
        while not is_true():  # noqa: ASYNC110 (what is waited for has no event, and is not ours to give one)
            await asyncio.sleep(0.001)


def ask(question="Do you know discovery?", **changes):
    """A request body that is accepted; `changes` replace fields, None removes one."""
    body = {"model": HAIKU, "max_tokens": 1000, "messages": [{"role": "user", "content": question}], **changes}
    return {name: value for name, value in body.items() if value is not None}


def text(words, *, ttl=None, **more):
    """A text block, marked if a lifetime is given."""
    mark = {"cache_control": {"type": "ephemeral", "ttl": ttl}} if ttl else {}
    return {"type": "text", "text": words, **mark, **more}


def prose(tokens, word="corpus"):
    """Text of about so many tokens of the older family."""
    return " ".join([word] * (int(tokens * 3.4) // (len(word) + 1) + 1))


async def post(standin: Standin, body, *, path="/v1/messages", headers=None):
    """Send a bare request; return status, headers and the JSON or text that came."""
    return await send(
        standin, Request("POST", path, HEADERS if headers is None else headers, json.dumps(body).encode())
    )


async def get(standin: Standin, path, query=""):
    return await send(standin, Request("GET", path, HEADERS, b"", query))


async def send(standin: Standin, request: Request):
    reply = await standin.respond(request)
    await begin(reply)
    content = b"".join([chunk async for chunk in body_of(reply, tokens_per_second=0)])
    is_json = reply.headers.get("content-type") == "application/json"
    return reply.status, reply.headers, json.loads(content) if is_json else content.decode()


def parsed_events(stream):
    """The payloads of a stream of server-sent events, each checked to carry its own name."""
    payloads = []
    for frame in stream.strip().split("\n\n"):
        name, content = frame.split("\n", 1)
        payload = json.loads(content.removeprefix("data: "))
        assert name == f"event: {payload['type']}"
        payloads.append(payload)
    return payloads
