"""Real processes on a real file: a double click ten times at once, and a node that dies in the middle of a check."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fitcheck.conftest import POSTING

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[3]


class Node:
    """Processes that share one database file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "site.sqlite3"
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": f"sqlite:///{self.file}",
            "FITCHECK_LEASE_SECONDS": "2",
        }
        self.started: list[subprocess.Popen[str]] = []

    def run(self, *arguments: str, stdin: str = "") -> str:
        """Run a command to its end; return what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def worker(self, tokens_per_second: int) -> subprocess.Popen[str]:
        """Start a node that runs fit checks, and return once it says so."""
        # The tests' own settings make the stand-in as fast as it can be; these nodes need a pace of their own.
        code = (
            "import django; from django.conf import settings; django.setup();"
            f"settings.STANDIN_TOKENS_PER_SECOND = {tokens_per_second};"
            "from django.core.management import call_command; call_command('fitcheck_worker', drain=0.5)"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True
        )
        self.started.append(process)
        assert process.stdout is not None
        assert "running" in process.stdout.readline()
        return process

    def rows(self, query: str) -> list[tuple]:
        with sqlite3.connect(self.file, timeout=5) as database:
            return database.execute(query).fetchall()

    def until(self, query: str, is_there: Callable[[list[tuple]], bool], seconds: float = 20) -> list[tuple]:
        """Return the rows once they are as told."""
        ends = time.monotonic() + seconds
        while not is_there(rows := self.rows(query)):
            assert time.monotonic() < ends, rows
            time.sleep(0.05)
        return rows


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database file with an owner and the routes."""
    node = Node(tmp_path_factory.mktemp("template"))
    setup = (
        "import django; django.setup();"
        "from django.core.management import call_command; call_command('migrate', verbosity=0, skip_checks=True);"
        "from tests.door import routes_ready; routes_ready();"
        "from tests.factories import ProfileFactory, SkillFactory;"
        "ProfileFactory(); [SkillFactory(name=name) for name in ('Product discovery', 'Product roadmap', 'SQL')]"
    )
    node.run("-c", setup)
    return node.file


@dataclass(frozen=True)
class Clicked:
    """A database on which a posting was handed in ten times at once, and the ten ids that came back."""

    file: Path
    ids: list[str]


@pytest.fixture(scope="module")
def clicked(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Clicked:
    node = Node(tmp_path_factory.mktemp("clicked"))
    shutil.copy(template, node.file)
    return Clicked(node.file, json.loads(node.run("-m", "tests.fitcheck.run.parallel", stdin=POSTING)))


@pytest.fixture
def node(clicked: Clicked, tmp_path: Path) -> Iterator[Node]:
    node = Node(tmp_path)
    shutil.copy(clicked.file, node.file)
    yield node
    for process in node.started:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def test_it_makes_one_record_and_one_reservation_of_ten_clicks_at_once(node, clicked):
    assert len(clicked.ids) == 10
    assert len(set(clicked.ids)) == 1
    assert node.rows("SELECT count(*) FROM fitcheck_assessment") == [(1,)]
    assert node.rows("SELECT count(*) FROM routing_call") == [(1,)]


def test_it_is_taken_over_by_another_node_when_one_is_killed_in_the_middle(node):
    doomed = node.worker(tokens_per_second=40)
    node.until("SELECT attempts FROM fitcheck_assessment WHERE attempts = 1", bool)
    node.until("SELECT idx FROM fitcheck_requirement", bool)
    os.kill(doomed.pid, signal.SIGKILL)

    node.worker(tokens_per_second=0)
    state = "SELECT status, attempts, fence, verdict <> '' FROM fitcheck_assessment"
    ended = node.until(state, lambda rows: rows[0][0] not in {"accepted", "running"})

    assert ended == [("done", 2, 2, 1)]
    calls = node.rows("SELECT status FROM routing_call WHERE feature = 'fit-check' ORDER BY id")
    assert calls == [("calling",), ("done",)]
    weights = node.rows("SELECT sum(weight) FROM fitcheck_requirement")
    assert weights[0][0] == pytest.approx(100, abs=0.01)


def test_it_leaves_the_work_to_another_node_when_it_is_asked_to_stop(node):
    stopping = node.worker(tokens_per_second=40)
    node.until("SELECT attempts FROM fitcheck_assessment WHERE attempts = 1", bool)
    stopping.send_signal(signal.SIGTERM)

    assert stopping.wait(15) == 0
    assert node.rows("SELECT status FROM routing_call WHERE feature = 'fit-check'") == [("cancelled",)]
    node.worker(tokens_per_second=0)
    node.until("SELECT status FROM fitcheck_assessment", lambda rows: rows == [("done",)])
