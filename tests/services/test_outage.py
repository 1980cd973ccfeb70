"""A database that goes away in the middle of a fit check: the answer that was paid for is kept, and paid for once."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest

from benchmarks.processes import ROOT
from tests.fitcheck.conftest import POSTING
from tests.services.servers import Postgres

AWAY_SECONDS = 20
LEASE_SECONDS = 3
SETUP = (
    "import django; django.setup();"
    "from django.core.management import call_command; call_command('migrate', verbosity=0, skip_checks=True);"
    "from tests.door import routes_ready; routes_ready();"
    "from tests.factories import ProfileFactory, SkillFactory;"
    "ProfileFactory(); [SkillFactory(name=name) for name in ('Product discovery', 'Product roadmap', 'SQL')]"
)
WORKER = (
    "import django; from django.conf import settings; django.setup();"
    "settings.STANDIN_TOKENS_PER_SECOND = {pace};"
    "from django.core.management import call_command; call_command('fitcheck_worker', drain=0.5)"
)


class Site:
    """A database on the server, and one process that works on it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": url,
            "FITCHECK_LEASE_SECONDS": str(LEASE_SECONDS),
        }
        self.started: list[subprocess.Popen[str]] = []

    def run(self, *arguments: str, stdin: str = "") -> None:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, input=stdin, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr

    def worker(self, *, pace: int) -> subprocess.Popen[str]:
        """Start a worker whose stand-in writes so many tokens a second."""
        command = [sys.executable, "-c", WORKER.format(pace=pace)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, cwd=ROOT, env=self.env, text=True, **pipes)
        self.started.append(process)
        assert "running" in process.stdout.readline()
        return process

    def row(self, query: str) -> tuple | None:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query).fetchone()

    def until(self, query: str, seconds: float) -> tuple:
        """Return the first row there is."""
        ends = time.monotonic() + seconds
        while (row := self.row(query)) is None:
            assert time.monotonic() < ends, self.row("SELECT status, attempts, fence FROM fitcheck_assessment")
            time.sleep(0.2)
        return row


@pytest.fixture
def site(postgres: Postgres) -> Iterator[Site]:
    site = Site(postgres.database("outage"))
    site.run("-c", SETUP)
    yield site
    for process in site.started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_it_pays_once_for_a_posting_whose_database_was_away_for_many_leases(site: Site, postgres: Postgres):
    site.run("-m", "tests.fitcheck.run.parallel", stdin=POSTING)
    site.worker(pace=60)
    site.until("SELECT 1 FROM fitcheck_requirement", 60)

    postgres.stop()
    time.sleep(AWAY_SECONDS)
    postgres.start()

    ended = "SELECT status, attempts, fence, verdict <> '' FROM fitcheck_assessment WHERE status NOT IN {}"
    assert site.until(ended.format("('accepted', 'running')"), 120) == ("done", 1, 1, True)
    assert site.row("SELECT count(*), min(status) FROM routing_call") == (1, "done")
