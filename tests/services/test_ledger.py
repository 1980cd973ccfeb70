"""The tests of admission, ledger, limits, comparisons and search once more, on PostgreSQL."""

import os
import subprocess
import sys

from benchmarks.processes import ROOT
from tests.services.servers import Postgres

TESTS = (
    "tests/routing/ledger/test_ledger.py",
    "tests/routing/ledger/test_admission.py",
    "tests/routing/comparisons/test_comparison.py",
    "tests/routing/comparisons/test_comparer.py",
    "tests/routing/catalogue/test_headroom.py",
    "tests/routing/ledger/test_alerts.py",
    "tests/routing/ledger/test_accounts.py",
    "tests/corpus/test_search.py",
)


def test_it_keeps_its_books_on_postgresql_as_on_sqlite(postgres: Postgres):
    # The server is thrown away afterwards: a thread that still holds a connection need not let go of it first.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--reuse-db", *TESTS]
    env = {**os.environ, "DATABASE_URL": postgres.url("candid"), "CANDID_NO_SKIPS": "1"}

    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
