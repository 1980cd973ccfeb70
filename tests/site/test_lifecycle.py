"""A node that is told to stop lets what was begun come to its end: a real daphne, real signals."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from subprocess import Popen
from time import process_time
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, build_opener
from uuid import uuid4

import pytest
from twisted.web.http import parse_qs
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from benchmarks.processes import cpu_seconds, manage, port_free, port_wait, running, settings_for

pytestmark = pytest.mark.processes


@dataclass(frozen=True, slots=True)
class Node:
    """A running site: its process, its address, its environment and what it printed."""

    process: Popen[bytes]
    address: str
    env: dict[str, str]
    log: Path

    def socket(self, *, path: str = "/ws/ask-ai/", origin: str | None = None) -> ClientConnection:
        """Open a socket as a browser that has seen the page does."""
        jar = CookieJar()
        with build_opener(HTTPCookieProcessor(jar)).open(f"{self.address}/ask-ai/", timeout=30):
            cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
        address = self.address.replace("http", "ws", 1) + path
        return connect(address, origin=origin or self.address, additional_headers={"Cookie": cookies})


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    settings = settings_for(folder=tmp_path_factory.mktemp("node"), port=port_free())
    settings["STANDIN_TOKENS_PER_SECOND"] = "30"
    manage(settings, "setup_site")
    return settings


@pytest.fixture
def node(env: dict[str, str], tmp_path: Path) -> Iterator[Node]:
    port, log = env["SITE_URL"].rsplit(":", 1)[1], tmp_path / "node.log"
    daphne = [sys.executable, "-m", "daphne", "-v", "0", "-p", port, "site_project.asgi:application"]
    with running(*daphne, env=env, log=log) as process:
        port_wait(int(port))
        yield Node(process, env["SITE_URL"], env, log)


def frames_until(socket: ClientConnection, *types: str) -> list[dict]:
    frames = [json.loads(socket.recv(timeout=20))]
    while frames[-1]["type"] not in types:
        frames.append(json.loads(socket.recv(timeout=20)))
    return frames


def close_code(socket: ClientConnection) -> int | None:
    try:
        while True:
            socket.recv(timeout=20)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def test_it_finishes_the_answer_it_has_begun_and_leaves_quietly(node):
    with node.socket() as idle, node.socket() as socket:
        frames_until(idle, "ready")
        frames_until(socket, "ready")
        socket.send(json.dumps({"type": "ask", "text": "What went wrong in a launch?", "key": str(uuid4())}))
        frames_until(socket, "answer.delta")

        node.process.send_signal(signal.SIGINT)

        assert [close_code(idle), close_code(socket)] == [4012, 4012]
    assert node.process.wait(25) == 0
    assert "Traceback" not in node.log.read_text()
    stored = manage(node.env, "shell", "-v0", "-c", "from askai.models import Turn; print(Turn.objects.get().state)")
    assert stored.strip() == "answered"


def test_it_refuses_other_origins_and_sockets_without_an_address_and_stops_at_once_when_idle(node):
    own = node.address
    for origin in ("http://evil.example", own.replace("http:", "https:"), own.rsplit(":", 1)[0] + ":1", "null"):
        with pytest.raises(InvalidStatus, match="403"):
            node.socket(origin=origin)
    with pytest.raises(InvalidStatus, match="403"):
        node.socket(path="/ws/nowhere/")

    node.process.send_signal(signal.SIGTERM)

    assert node.process.wait(25) == 0
    with pytest.raises(URLError):
        build_opener().open(f"{own}/healthz", timeout=2)
    assert "Traceback" not in node.log.read_text()


def test_it_lets_no_request_hold_up_the_others_or_move_the_site(node):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    began = cpu_seconds(node.process.pid)
    with closing(HTTPConnection(node.address.removeprefix("http://"), timeout=20)) as connection:
        connection.request("POST", "/api/ask", b"a=1&" * 3_000_000, form)
        refused = connection.getresponse()
        said = json.load(refused)
        connection.request("GET", "/admin/", headers={"Daphne-Root-Path": b"\xff/moved"})
        redirected = connection.getresponse()
        redirected.read()

    assert (refused.status, said["error"]["code"]) == (413, "too_long")
    assert redirected.headers["Location"] == "/admin/login/?next=/admin/"
    spent = cpu_seconds(node.process.pid) - began
    parsing = process_time()
    parse_qs(b"a=1&" * 300_000)
    # Parsed in the event loop, as Twisted would, this form of ten times the size takes at least that long.
    assert spent < 10 * (process_time() - parsing)
