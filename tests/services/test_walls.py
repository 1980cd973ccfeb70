"""The money's walls on both databases: processes that race, processes that all settle, a database that goes away."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from benchmarks.processes import ROOT, manage, port_free, settings_for
from tests.services.servers import Postgres

PROCESSES, TRIES, ROOM = 8, 150, 428


TEMPLATE = "walls"


@pytest.fixture(scope="module")
def sqlite_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with catalogue and routes, to be copied."""
    folder = tmp_path_factory.mktemp("walls")
    _make(_settings(f"sqlite:///{folder}/walls.sqlite3", folder))
    return folder / "walls.sqlite3"


@pytest.fixture(scope="module")
def postgres_made(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Postgres:
    """The server, with such a database on it."""
    _make(_settings(postgres.database(TEMPLATE), tmp_path_factory.mktemp("walls")))
    return postgres


@pytest.fixture(scope="module")
def bound(sqlite_made: Path) -> int:
    """What one call reserves, microdollars."""
    return once(_settings(f"sqlite:///{sqlite_made}", sqlite_made.parent), "bound")


@pytest.fixture(params=["sqlite", "postgresql"])
def env(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """A fresh database with catalogue and routes, as settings for processes."""
    if request.param == "postgresql":
        return _settings(_postgres_copy(request.getfixturevalue("postgres_made")), tmp_path)
    shutil.copy(request.getfixturevalue("sqlite_made"), tmp_path / "walls.sqlite3")
    return _settings(f"sqlite:///{tmp_path}/walls.sqlite3", tmp_path)


def _postgres_copy(server: Postgres) -> str:
    return server.database(f"walls_{uuid4().hex}", template=TEMPLATE)


def _settings(url: str, folder: Path) -> dict[str, str]:
    env = settings_for(folder=folder, port=port_free())
    env |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "site_project.settings", "LOG_LEVEL": "ERROR"}
    return {**env, "ENV_FILE": os.devnull, "ANTHROPIC_API_KEY": "sk-test"}


def _make(env: dict[str, str]) -> None:
    manage(env, "migrate", "-v0")
    manage(env, "load_catalogue")


@contextmanager
def caller(env: dict[str, str], *what: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.services.caller", *what]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, text=True, **pipes)
    try:
        yield process
    finally:
        process.stdin.close()
        process.kill()
        process.wait()
        process.stdout.close()


def heard(process: subprocess.Popen[str]) -> Any:
    return json.loads(process.stdout.readline())


def told(process: subprocess.Popen[str]) -> Any:
    """Send a line and return the answer."""
    process.stdin.write("\n")
    process.stdin.flush()
    return heard(process)


def once(env: dict[str, str], *what: str) -> Any:
    with caller(env, *what) as process:
        return heard(process)


def test_it_grants_1200_parallel_requests_exactly_the_428_there_is_room_for(env, bound):
    env["DAILY_BUDGET_USD"] = f"{(ROOM * bound + bound // 2) / 1_000_000:.6f}"

    with caller(env, "race", str(TRIES)) as racers:
        answers, ledger = heard(racers), heard(racers)

    assert sum(answer["granted"] for answer in answers) == ROOM
    assert sum(answer["budget_spent"] for answer in answers) == PROCESSES * TRIES - ROOM
    assert (ledger["calls"], ledger["reserved"]) == (ROOM, ROOM * bound)
    sums = {}
    for scope, reserved, spent, calls in ledger["rows"]:
        kind = scope.partition(":")[0]
        held = sums.get(kind, (0, 0, 0))
        sums[kind] = (held[0] + reserved, held[1] + spent, held[2] + calls)
    # What a later wall refused was given back by every earlier one.
    assert sums == dict.fromkeys(("visitor", "network", "feature", "day", "month"), (ROOM * bound, 0, ROOM))


def test_it_settles_each_call_once_when_eight_processes_close_them_all(env):
    with caller(env, "visit") as visitor:
        assert heard(visitor) == "ready"
        assert [told(visitor) for _ in range(40)] == ["granted"] * 40

    with caller(env, "settle") as closers:
        closed, ledger = heard(closers), heard(closers)

    assert len(closed) == PROCESSES
    assert sum(closed) == 40
    assert {(reserved, spent, calls) for _, reserved, spent, calls in ledger["rows"]} == {(0, ledger["spent"], 40)}
    assert ledger["spent"] == 40 * (20 * 1 + 100 * 5)


def test_it_is_closed_while_the_database_is_away_and_opens_again_by_itself(postgres_made, tmp_path):
    postgres = postgres_made
    env = _settings(_postgres_copy(postgres), tmp_path)
    with caller(env, "visit") as visitor:
        assert heard(visitor) == "ready"
        assert told(visitor) == "granted"

        postgres.stop()
        try:
            while_away = told(visitor)
        finally:
            postgres.start()

        assert while_away == "unavailable"
        assert told(visitor) == "granted"
    ledger = once(env, "read")
    assert ledger["calls"] == 2
