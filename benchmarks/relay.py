"""What relaying an answer costs: the site's own chat on daphne beside an aiohttp floor, in one run.

`python -m benchmarks.relay` prints, for each relay, CPU milliseconds per 1,000 tokens relayed (the process alone,
through /proc) and how late the first frame is, in milliseconds after the upstream wrote the first token; then the
ratio. Steady: `--chats` chats at `--rate` tokens a second each. The site's figure includes everything a turn does:
limits, budget, ledger, storing, rendering; the floor's nothing but bytes. Trust the ratio, not the figures.
"""

import argparse
import asyncio
import json
import re
import statistics
import sys
import time
import uuid
from dataclasses import dataclass
from http.cookies import SimpleCookie

from aiohttp import ClientSession, ClientWebSocketResponse

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


async def load(address: str, *, chats: int, rounds: int, is_site: bool, port: int) -> list[list[float]]:
    """Run all chats side by side, each with a socket and a visitor of its own."""

    async def chat(session: ClientSession) -> list[list[float]]:
        headers = {"Origin": f"http://127.0.0.1:{port}", **(await visitor(port) if is_site else {})}
        async with session.ws_connect(address, headers=headers, max_msg_size=0) as socket:
            answer = site_answer if is_site else floor_answer
            return [await answer(socket) for _ in range(rounds)]

    async with ClientSession() as session:
        return [each for one in await asyncio.gather(*(chat(session) for _ in range(chats))) for each in one]


def measure(pid: int, address: str, *, chats: int, rounds: int, is_site: bool, port: int) -> Reading:
    """Warm the relay with one chat, then load it and read its CPU."""
    asyncio.run(load(address, chats=1, rounds=1, is_site=is_site, port=port))
    before = cpu_seconds(pid)
    answers = asyncio.run(load(address, chats=chats, rounds=rounds, is_site=is_site, port=port))
    used = cpu_seconds(pid) - before
    tokens = sum(len(answer) for answer in answers)
    return Reading(
        cpu_per_1000=used * 1e6 / tokens,
        first_frame=statistics.median(answer[0] for answer in answers),
        later_p50=statistics.median(each for answer in answers for each in answer),
        tokens=tokens,
        resident=resident_kib(pid),
    )


def main() -> None:
    """Measure both, floor first, site second, floor again (the mean of the two is the floor)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--tokens", type=int, default=600)
    parser.add_argument("--rate", type=float, default=50)
    options = parser.parse_args()
    upstream, floor, web = port_free(), port_free(), port_free()
    python = [sys.executable, "-m"]
    key = {"ANTHROPIC_API_KEY": "benchmark", "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{upstream}"}
    sizes = ["--tokens", str(options.tokens), "--rate", str(options.rate)]
    with (
        running(*python, "benchmarks.upstream", "--port", str(upstream), *sizes),
        running(*python, "benchmarks.floor", "--port", str(floor), "--upstream", key["ANTHROPIC_BASE_URL"]) as bare,
        site(port=web, env=key) as ours,
    ):
        port_wait(upstream)
        port_wait(floor)
        many = {"chats": options.chats, "rounds": options.rounds}
        first = measure(bare.pid, f"http://127.0.0.1:{floor}/ws", is_site=False, port=floor, **many)
        middle = measure(ours.pid, f"http://127.0.0.1:{web}/ws/ask-ai/", is_site=True, port=web, **many)
        last = measure(bare.pid, f"http://127.0.0.1:{floor}/ws", is_site=False, port=floor, **many)
    report(middle, first, last)


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
