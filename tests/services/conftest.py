"""The real servers: one of each for all tests of this folder, or a skip that says what is missing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.servers import Postgres, Redis, postgres_folder, postgres_running, redis_running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts a server."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.services)


@pytest.fixture(scope="package")
def postgres() -> Iterator[Postgres]:
    binaries = postgres_folder()
    if binaries is None:
        pytest.skip("SKIPPED: no PostgreSQL on this machine (apt-get install postgresql)")
    with postgres_running(binaries) as server:
        yield server


@pytest.fixture(scope="package")
def redis() -> Iterator[Redis]:
    binary = shutil.which("redis-server")
    if binary is None:
        pytest.skip("SKIPPED: no Redis on this machine (apt-get install redis-server)")
    with redis_running(binary) as server:
        yield server
