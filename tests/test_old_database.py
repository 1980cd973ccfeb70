"""A database made by an earlier version opens with today's code and keeps its data."""

import gzip
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DUMP = ROOT / "tests" / "fixtures" / "old_database.sql.gz"
# Rows that visitors and the owner made: none may be lost, and no column of the old code may change.
KEPT = (
    "askai_conversation", "askai_turn", "auth_user", "corpus_corpusversion", "corpus_page", "corpus_profile",
    "corpus_section", "corpus_skill", "fitcheck_assessment", "fitcheck_requirement", "routing_call",
    "routing_decision", "routing_languagemodel", "routing_price", "routing_route",
)  # fmt: skip
READ = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from django.utils import timezone
from askai.models import Turn
from corpus.services import corpus_versions_refresh
from fitcheck.models import Assessment
corpus_versions_refresh(now=timezone.now())
record = Assessment.objects.get()
paths = ["/", "/pages/", "/skills/", "/ask-ai/", "/fit-check/", "/how-it-works/", "/readyz", record.get_absolute_url()]
for path in paths:
    print(path, Client(headers={"host": "127.0.0.1"}).get(path).status_code)
"""


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """Return the path of the database as the old code left it."""
    path = tmp_path_factory.mktemp("old") / "old.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(gzip.decompress(DUMP.read_bytes()).decode())
    return path


def rows_of(path: Path) -> dict[str, tuple[list[str], list[tuple[object, ...]]]]:
    """Return the columns and rows of every kept table."""
    found = {}
    with sqlite3.connect(path) as connection:
        for table in KEPT:
            cursor = connection.execute(f"SELECT * FROM {table} ORDER BY 1")
            found[table] = [column[0] for column in cursor.description], cursor.fetchall()
    return found


def test_it_opens_a_database_of_the_old_code_and_keeps_its_rows(old):
    """The dump was made at commit 77a6071: `manage.py setup_site` with the sample owner in an empty SQLite database,
    then, served by daphne with the demo engine, one POST to /api/ask and one to /api/fit-checks, ended; the admin's
    password was made unusable, and the database was written out by sqlite3's iterdump.

    Refreshing the versions afterwards writes none that the old text would have: the same rows give the same hash.
    """
    before = rows_of(old)
    site = {"DATABASE_URL": f"sqlite:///{old}", "SITE_URL": "http://127.0.0.1:8942"}  # where the old site was served
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **site}

    done = subprocess.run(
        [sys.executable, "-c", READ], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if not line.endswith(" 200")] == []
    assert len(done.stdout.splitlines()) == 8
    after = rows_of(old)
    for table, (columns, rows) in before.items():
        assert rows, table
        kept = [after[table][0].index(column) for column in columns]
        assert [tuple(row[place] for place in kept) for row in after[table][1]] == rows, table
