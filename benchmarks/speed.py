"""How fast the site is, beside its goals: pages, the fit check's POST, a chat's first frame, hops, prefix, memory.

`python -m benchmarks.speed` serves the sample owner with the demo engine on daphne, from a database of its own, and
asks for one thing at a time. Times are in milliseconds as a client on the same machine sees them; CPU is that of the
server alone (/proc). A goal is held against the median; a busy machine shows in p95 first.
"""

import argparse
import asyncio
import http.client
import json
import re
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import ClientSession, TCPConnector

from benchmarks.counts import PAGES
from benchmarks.day import JOBS
from benchmarks.processes import ROOT, Site, cpu_seconds, port_free, resident_kib, site
from benchmarks.relay import load, relays, visitor

PAGE_GOAL, POST_GOAL, FRAME_GOAL, SOCKET_GOAL = 20.0, 50.0, 5.0, 25.0
SOCKETS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. Milliseconds; None = not measured or no goal."""

    name: str
    p50: float
    p95: float | None = None
    cpu: float | None = None
    queries: int | None = None
    goal: float | None = None

    def __str__(self) -> str:
        cells = [f"{self.name:<34}{self.p50:>9.1f}"]
        cells += [f"{each:>9.1f}" if each is not None else " " * 9 for each in (self.p95, self.cpu)]
        cells.append(f"{self.queries:>9}" if self.queries is not None else " " * 9)
        if self.goal is not None:
            cells.append(f"{self.goal:>8.0f}  {'met' if self.p50 < self.goal else 'MISSED'}")
        return "".join(cells)


class Browser:
    """One connection to the site that keeps its cookies."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, location and body."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if form is not None:
            origin = f"http://127.0.0.1:{self._port}"
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
        self._connection.request(method, path, urlencode(form) if form is not None else None, headers)
        response = self._connection.getresponse()
        body = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return response.status, response.headers.get("Location") or "", body


def timed(pid: int, times: int, step: Callable[[], object]) -> tuple[float, float, float]:
    """Do a step so often; return the median, the 95th percentile and the server's CPU of one, in milliseconds."""
    taken = []
    before = cpu_seconds(pid)
    for _ in range(times):
        started = time.perf_counter()
        step()
        taken.append((time.perf_counter() - started) * 1000)
    cpu = (cpu_seconds(pid) - before) * 1000 / times
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1], cpu


def pages(ours: Site, port: int, times: int, queries: dict[str, int]) -> list[Row]:
    """Measure every public page."""
    browser = Browser(port)
    found = re.search(r'href="/pages/([a-z0-9-]+)/"', browser.ask("GET", "/pages/")[2])
    if found is None:
        raise RuntimeError("the site has no page")
    rows = []
    for path in PAGES:
        address = path.format(page=found[1])

        def step(address: str = address) -> None:
            status, _, _ = browser.ask("GET", address)
            if status != 200:
                raise RuntimeError(f"{address} answered {status}")

        timed(ours.pid, 5, step)
        rows.append(Row(path, *timed(ours.pid, times, step), queries=queries[path], goal=PAGE_GOAL))
    return rows


def posts(ours: Site, port: int, times: int, queries: dict[str, int]) -> Row:
    """Measure the fit check's POST, each with a posting of its own. The check it starts is over before the next."""
    browser = Browser(port)
    texts = [path.read_text(encoding="utf-8") for path in sorted(JOBS.glob("*.txt"))]
    taken, cpu = [], 0.0
    for number in range(times + 2):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.ask("GET", "/fit-check/")[2])
        form = {"job": f"{texts[number % len(texts)]}\n\nReference {number}", "key": str(uuid.uuid4())}
        form["csrfmiddlewaretoken"] = token[1] if token else ""
        before, started = cpu_seconds(ours.pid), time.perf_counter()
        status, location, _ = browser.ask("POST", "/fit-check/", form)
        if number > 1:
            taken.append((time.perf_counter() - started) * 1000)
            cpu += cpu_seconds(ours.pid) - before
        if status not in {302, 303}:
            raise RuntimeError(f"POST /fit-check/ answered {status}")
        ended(browser, location)
    p95 = statistics.quantiles(taken, n=20)[-1]
    name = "POST /fit-check/"
    return Row(name, statistics.median(taken), p95, cpu * 1000 / times, queries=queries[name], goal=POST_GOAL)


def ended(browser: Browser, location: str) -> None:
    """Return once a fit check is over."""
    address = f"/api/fit-checks/{location.rstrip('/').rsplit('/', 1)[1]}"
    for _ in range(300):
        if json.loads(browser.ask("GET", address)[2])["status"] not in {"queued", "running"}:
            return
        time.sleep(0.1)
    raise TimeoutError(f"{address} does not end")


def first_frames(times: int) -> Row:
    """Measure how late a chat's first frame is, after the upstream wrote the first token: one chat at a time."""
    with relays(tokens=5, rate=50) as (_, ours):
        late = [asyncio.run(load(ours, chats=1, rounds=1)).answers[0][0] for _ in range(times + 1)][1:]
    p95 = statistics.quantiles(late, n=20)[-1]
    return Row("chat: first token to first frame", statistics.median(late), p95, goal=FRAME_GOAL)


async def idle(pid: int, port: int) -> float:
    """Return what one open chat socket weighs, in KiB. Those before have warmed everything that is shared."""
    address, origin = f"http://127.0.0.1:{port}/ws/ask-ai/", {"Origin": f"http://127.0.0.1:{port}"}
    async with ClientSession(connector=TCPConnector(limit=0)) as session, AsyncExitStack() as stack:
        headers = origin | await visitor(port)

        async def open_socket() -> None:
            socket = await stack.enter_async_context(session.ws_connect(address, headers=headers))
            await socket.receive()

        for _ in range(50):
            await open_socket()
        before = resident_kib(pid)
        for _ in range(SOCKETS):
            await open_socket()
        return (resident_kib(pid) - before) / SOCKETS


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40)
    times = parser.parse_args().times
    command = [sys.executable, "-m", "benchmarks.counts"]
    counted = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)
    port = port_free()
    with site(port=port, env={"STANDIN_TOKENS_PER_SECOND": "0"}) as ours:
        rows = [*pages(ours, port, times, counted["queries"]), posts(ours, port, times, counted["queries"])]
        socket = asyncio.run(idle(ours.pid, port))
    rows.append(first_frames(times))
    print(f"{'ms':<34}{'p50':>9}{'p95':>9}{'CPU':>9}{'queries':>9}{'goal <':>8}")
    print(*rows, sep="\n")
    print(f"an idle chat socket: {socket:.0f} KiB (goal <= {SOCKET_GOAL:.0f})")
    print(f"thread hops in a chat turn: {counted['hops']} (goal 2)")
    print(f"builds of the shared prefix in {counted['turns']} turns: {counted['prefix_builds']} (goal 1)")


if __name__ == "__main__":
    main()
