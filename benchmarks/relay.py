"""What relaying an answer costs: the site's own chat on daphne beside an aiohttp floor, in one run.

`python -m benchmarks.relay` prints, for each relay, CPU milliseconds per 1,000 tokens relayed (the process alone,
through /proc) and how late the first frame is, in milliseconds after the upstream wrote the first token; then the
ratio. Steady: `--chats` chats at `--rate` tokens a second each, on sockets that are open before the clock starts. The
site's figure includes everything a turn does: limits, budget, ledger, storing, rendering; the floor's nothing but
bytes. What a turn costs beside its tokens is measured by answers of one token. Trust the ratio, not the figures.
"""

import argparse
import asyncio
import json
import re
import statistics
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie

from aiohttp import ClientSession, ClientWebSocketResponse, TCPConnector

from benchmarks.processes import cpu_seconds, port_free, port_wait, resident_kib, running, site

STAMP = re.compile(rb"(\d{12,}) ")


@dataclass(frozen=True, slots=True)
class Reading:
    """One relay under one load. Times in milliseconds, memory in KiB."""

    cpu_per_1000: float
    first_frame: float
    later_p50: float
    tokens: int
    resident: int


@dataclass(frozen=True, slots=True)
class Relay:
    """A running relay, and where its socket is."""

    pid: int
    port: int
    path: str
    is_site: bool

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"


@dataclass(frozen=True, slots=True)
class Load:
    """The lateness of every token of every answer, in milliseconds, and the CPU seconds they took together."""

    answers: list[list[float]]
    cpu: float


def late(payload: bytes) -> list[float]:
    """Return how old each stamp in a frame is, in milliseconds."""
    now = time.monotonic_ns()
    return [(now - int(stamp)) / 1e6 for stamp in STAMP.findall(payload)]


async def floor_answer(socket: ClientWebSocketResponse) -> list[float]:
    """Ask the floor once; return the lateness of every token."""
    await socket.send_str("go")
    tokens: list[float] = []
    async for message in socket:
        if message.data == "done":
            return tokens
        tokens += late(message.data)
    raise RuntimeError("the floor closed the socket")


async def site_answer(socket: ClientWebSocketResponse) -> list[float]:
    """Ask the site once; return the lateness of every token. Raises on anything but a whole answer."""
    await socket.send_str(json.dumps({"type": "ask", "text": "What does Maya do?", "key": str(uuid.uuid4())}))
    tokens: list[float] = []
    async for message in socket:
        event = json.loads(message.data)
        if event["type"] == "answer.delta":
            tokens += late(message.data.encode())
        elif event["type"] == "answer.done":
            if event["state"] not in {"answered", "cut"}:
                raise RuntimeError(f"the answer ended as {event['state']}")
            return tokens
        elif event["type"] == "error":
            raise RuntimeError(f"{event['code']}: {event['message']}")
    raise RuntimeError("the site closed the socket")


async def visitor(port: int) -> dict[str, str]:
    """Open the page once, as a browser would, and return its cookies as one header."""
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/ask-ai/") as response:
        cookies: SimpleCookie = response.cookies
        return {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())}


async def load(relay: Relay, *, chats: int, rounds: int) -> Load:
    """Run all chats side by side, each with a socket and a visitor of its own; the CPU is that of the answers alone."""
    origin = {"Origin": f"http://127.0.0.1:{relay.port}"}
    async with ClientSession(connector=TCPConnector(limit=0)) as session, AsyncExitStack() as open_sockets:
        sockets = []
        for _ in range(chats):
            headers = origin | (await visitor(relay.port) if relay.is_site else {})
            socket = session.ws_connect(relay.address, headers=headers, max_msg_size=0)
            sockets.append(await open_sockets.enter_async_context(socket))
        answer = site_answer if relay.is_site else floor_answer

        async def chat(socket: ClientWebSocketResponse) -> list[list[float]]:
            return [await answer(socket) for _ in range(rounds)]

        before = cpu_seconds(relay.pid)
        answers = [each for one in await asyncio.gather(*map(chat, sockets)) for each in one]
        return Load(answers=answers, cpu=cpu_seconds(relay.pid) - before)


def measure(relay: Relay, *, chats: int, rounds: int) -> Reading:
    """Warm the relay with one chat, then load it and read its CPU."""
    asyncio.run(load(relay, chats=1, rounds=1))
    done = asyncio.run(load(relay, chats=chats, rounds=rounds))
    tokens = sum(len(answer) for answer in done.answers)
    return Reading(
        cpu_per_1000=done.cpu * 1e6 / tokens,
        first_frame=statistics.median(answer[0] for answer in done.answers),
        later_p50=statistics.median(each for answer in done.answers for each in answer),
        tokens=tokens,
        resident=resident_kib(relay.pid),
    )


@contextmanager
def relays(*, tokens: int, rate: float) -> Iterator[tuple[Relay, Relay]]:
    """Run the floor and the site before an upstream whose answers have so many tokens."""
    upstream, floor, web = port_free(), port_free(), port_free()
    python = [sys.executable, "-m"]
    key = {"ANTHROPIC_API_KEY": "benchmark", "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{upstream}"}
    sizes = ["--tokens", str(tokens), "--rate", str(rate)]
    with (
        running(*python, "benchmarks.upstream", "--port", str(upstream), *sizes),
        running(*python, "benchmarks.floor", "--port", str(floor), "--upstream", key["ANTHROPIC_BASE_URL"]) as bare,
        site(port=web, env=key) as ours,
    ):
        port_wait(upstream)
        port_wait(floor)
        yield Relay(bare.pid, floor, "/ws", False), Relay(ours.pid, web, "/ws/ask-ai/", True)


def main() -> None:
    """Measure both, floor first, site second, floor again (the mean of the two is the floor); then turns alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--tokens", type=int, default=600)
    parser.add_argument("--rate", type=float, default=50)
    options = parser.parse_args()
    many = {"chats": options.chats, "rounds": options.rounds}
    with relays(tokens=options.tokens, rate=options.rate) as (floor, ours):
        first, middle, last = (measure(each, **many) for each in (floor, ours, floor))
    with relays(tokens=1, rate=options.rate) as (_, ours):
        turn = measure(ours, chats=options.chats, rounds=3).cpu_per_1000 / 1000
    report(middle, first, last)
    cpu = (first.cpu_per_1000 + last.cpu_per_1000) / 2
    stream = middle.cpu_per_1000 - turn * 1000 / options.tokens
    print(f"of it the turn: {turn:.1f} ms each, {turn * 1000 / options.tokens / cpu:.2f} x the floor at this length")
    print(f"of it the stream: {stream / cpu:.2f} x the floor")


def report(ours: Reading, first: Reading, last: Reading) -> None:
    """Print the table and the ratios."""
    cpu = (first.cpu_per_1000 + last.cpu_per_1000) / 2
    print(f"{'relay':<24}{'CPU ms / 1,000 tokens':>22}{'first frame ms':>16}{'token p50 ms':>14}{'RSS MiB':>9}")
    for name, each in (("aiohttp floor", first), ("site on daphne", ours), ("aiohttp floor, again", last)):
        times = f"{each.cpu_per_1000:>22.0f}{each.first_frame:>16.1f}{each.later_p50:>14.1f}"
        print(f"{name:<24}{times}{each.resident / 1024:>9.0f}")
    print(f"CPU: {ours.cpu_per_1000 / cpu:.2f} x the floor, {ours.tokens} tokens")
    added = ours.first_frame - (first.first_frame + last.first_frame) / 2
    print(f"first frame: {added:.1f} ms after the floor's")


if __name__ == "__main__":
    main()
