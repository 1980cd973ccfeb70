"""What every test shares: groups for the workers, one cheap flush, and a run that may not skip says so by failing."""

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest
from anthropic import AsyncAnthropic
from asgiref.sync import sync_to_async
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate
from pytest_django.plugin import DjangoDbBlocker
from xdist.scheduler import LoadScopeScheduling

from routing.standin.transport import StandinTransport
from tests.wire.double import Double

TOGETHER = ("tests/browser/", "tests/services/")
ALONE = ("tests/browser/test_alive.py",)  # it takes as long as all other browser tests


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio, as the site does."""
    return "asyncio"


class TogetherScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Keep together what shares a server: a file runs in one worker, and so do the folders in TOGETHER."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path in ALONE else next((folder for folder in TOGETHER if path.startswith(folder)), path)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TogetherScheduling:
    return TogetherScheduling(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Put permissions back after each flush as the migrations made them, instead of working them out anew.

    A test that commits ends in a flush; Django then asks every app for its permissions, a third of all tests' time.
    At the end the thread in which async tests reach the database lets go of it, or PostgreSQL would not drop it.
    """
    with django_db_blocker.unblock():
        types, permissions = list(ContentType.objects.all()), list(Permission.objects.all())

    def put_back(using: str = DEFAULT_DB_ALIAS, **_: object) -> None:
        ContentType.objects.clear_cache()
        ContentType.objects.using(using).bulk_create(types, ignore_conflicts=True)
        Permission.objects.using(using).bulk_create(permissions, ignore_conflicts=True)

    assert post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    assert post_migrate.disconnect(create_contenttypes)
    post_migrate.connect(put_back, sender=apps.get_app_config("auth"), weak=False)
    yield
    asyncio.run(sync_to_async(connections.close_all)())


@pytest.fixture(scope="session", autouse=True)
def double() -> None:
    """Have the strict double answer in place of the demo engine: as the API refuses, failing on demand."""
    from routing.gateway.engines import standin_class_set

    standin_class_set(Double)


@pytest.fixture
def paid(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key is set, and the strict double answers in the provider's place: money is real."""
    from routing.gateway import client

    def client_of(transport: StandinTransport | None) -> AsyncAnthropic:
        return build(transport or StandinTransport(client.standin()))

    build = client._client
    settings.ANTHROPIC_API_KEY = "sk-test"
    monkeypatch.setattr(client, "_client", client_of)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that would not have run."""
    if os.environ.get("CANDID_NO_SKIPS") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("CANDID_NO_SKIPS is set: a skipped test fails this run.", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which something was skipped, where skipping is not allowed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CANDID_NO_SKIPS") and reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
