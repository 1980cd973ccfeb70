"""A PostgreSQL that goes away under a node: pages say so in words, and the site is back with the database."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from benchmarks.processes import manage, port_free, port_wait, running, settings_for
from tests.services.servers import Postgres

AWAY_SECONDS = 15  # longer than a back-off that doubles would take to ask again


@pytest.fixture
def node(postgres: Postgres, tmp_path: Path) -> Iterator[str]:
    port = port_free()
    env = settings_for(folder=tmp_path, port=port) | {
        "DJANGO_SETTINGS_MODULE": "site_project.settings",
        "DATABASE_URL": postgres.database("away"),
    }
    manage(env, "setup_site")
    daphne = [sys.executable, "-m", "daphne", "-v", "0", "-p", str(port), "site_project.asgi:application"]
    with running(*daphne, env=env, log=tmp_path / "log"):
        port_wait(port)
        yield env["SITE_URL"]


def got(address: str) -> tuple[int, str]:
    """Return the status and the page."""
    try:
        with urlopen(address, timeout=30) as response:
            return response.status, response.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()


def test_it_says_so_in_words_while_postgresql_is_away_and_is_back_with_it(node, postgres):
    assert got(f"{node}/")[0] == 200
    postgres.stop()
    away = [got(f"{node}{path}") for path in ("/", "/pages/", "/skills/")]
    alive = got(f"{node}/healthz")
    time.sleep(AWAY_SECONDS)
    postgres.start()
    began = time.monotonic()
    while got(f"{node}/")[0] != 200:
        assert time.monotonic() - began < 30
        time.sleep(0.1)

    assert [status for status, _ in away] == [503] * 3
    assert all("The site cannot answer now" in page for _, page in away)
    assert alive[0] == 200
    assert got(f"{node}/readyz")[0] == 200
