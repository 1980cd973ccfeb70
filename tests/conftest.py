"""What every test shares: a run that may not skip says so by failing."""

import os

import pytest

from tests.wire.double import Double


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio, as the site does."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def double() -> None:
    """Have the strict double answer in place of the demo engine: as the API refuses, failing on demand."""
    from routing.gateway.demo import standin_class_set

    standin_class_set(Double)


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
