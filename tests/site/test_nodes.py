"""Two nodes on one database: what a visitor does at one holds for what the other is doing. Real daphnes, no Redis."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, build_opener
from uuid import uuid4

import pytest
from websockets.sync.client import ClientConnection, connect

from benchmarks.processes import manage, port_free, port_wait, running, settings_for

pytestmark = pytest.mark.processes

QUESTION = "What went wrong in a launch?"


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Two addresses of one site, whose model writes slowly."""
    folder, ports = tmp_path_factory.mktemp("nodes"), [port_free(), port_free()]
    slow = {"DJANGO_SETTINGS_MODULE": "site_project.settings", "STANDIN_TOKENS_PER_SECOND": "6"}
    envs = [settings_for(folder=folder, port=port) | slow for port in ports]
    manage(envs[0], "setup_site")
    with ExitStack() as stack:
        for port, env in zip(ports, envs, strict=True):
            daphne = [sys.executable, "-m", "daphne", "-v", "0", "-p", str(port), "site_project.asgi:application"]
            stack.enter_context(running(*daphne, env=env, log=folder / f"{port}.log"))
        for port in ports:
            port_wait(port)
        yield [env["SITE_URL"] for env in envs]


class Visitor:
    """One browser. Its cookie is known to every node."""

    def __init__(self, address: str) -> None:
        jar = CookieJar()
        with build_opener(HTTPCookieProcessor(jar)).open(f"{address}/ask-ai/", timeout=20):
            self.cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)

    def tab(self, address: str) -> ClientConnection:
        at = address.replace("http", "ws", 1) + "/ws/ask-ai/"
        return connect(at, origin=address, additional_headers={"Cookie": self.cookies})


def until(tab: ClientConnection, *types: str) -> list[dict]:
    frames = [json.loads(tab.recv(timeout=30))]
    while frames[-1]["type"] not in types:
        frames.append(json.loads(tab.recv(timeout=30)))
    return frames


def ask(tab: ClientConnection) -> None:
    tab.send(json.dumps({"type": "ask", "text": QUESTION, "key": str(uuid4())}))


def words(frames: list[dict]) -> dict[int, str]:
    return {frame["seq"]: frame["text"] for frame in frames if frame["type"] == "answer.delta"}


def test_it_shows_the_words_that_another_node_is_writing_and_stops_them_there(nodes):
    here, there = nodes
    visitor = Visitor(here)
    with visitor.tab(here) as first, visitor.tab(there) as second:
        until(first, "ready")
        until(second, "ready")
        ask(first)
        seen = until(first, "answer.delta")
        turn, after = seen[-1]["turn"], seen[-1]["seq"]

        second.send(json.dumps({"type": "resume", "turn": turn, "after": after}))
        followed = until(second, "answer.delta")
        second.send(json.dumps({"type": "stop"}))
        followed += until(second, "answer.done")
        seen += until(first, "answer.done")

    assert min(words(followed)) > after
    assert words(followed).items() <= words(seen).items()
    assert [frames[-1]["state"] for frames in (seen, followed)] == ["stopped", "stopped"]
    assert seen[-1]["html"] == followed[-1]["html"]


def test_it_begins_a_new_chat_for_a_tab_at_another_node_too(nodes):
    here, there = nodes
    visitor = Visitor(here)
    with visitor.tab(here) as first, visitor.tab(there) as second:
        until(second, "ready")
        ask(first)
        old = [frame["turn"] for frame in until(first, "turn.opened") if frame["type"] == "turn.opened"]
        first.send(json.dumps({"type": "stop"}))
        until(first, "answer.done")
        second.send(json.dumps({"type": "new"}))
        assert until(second, "ready")[-1]["turns"] == []

        ask(first)
        told, opened = until(first, "turn.opened")[-2:]

    assert told["type"] == "ready"
    assert [turn["turn"] for turn in told["turns"]] == [opened["turn"]]
    assert opened["turn"] not in old
