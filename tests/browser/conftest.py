"""A real Chromium against the real site: daphne on a free port, SQLite in a folder of its own, the demo engine."""

import shutil
from collections.abc import Callable, Iterator

import pytest

from benchmarks.processes import Site, port_free, site

pytest.importorskip("playwright.sync_api", reason="SKIPPED: playwright is not installed")

from playwright.sync_api import Browser, Page, expect, sync_playwright

expect.set_options(timeout=20_000)  # milliseconds: a busy machine is no fault of the page

OWNER, PASSWORD = "owner", "a-password-for-tests-only"


@pytest.fixture(scope="package")
def chromium() -> str:
    """Return the path of the machine's Chromium, or skip with the reason."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("SKIPPED: no Chromium on this machine (apt-get install chromium)")
    return found


@pytest.fixture(scope="package")
def served() -> Iterator[Site]:
    """Serve the demo owner's site, with an admin user."""
    with site(port=port_free(), env={"DJANGO_SUPERUSER_PASSWORD": PASSWORD}) as running:
        running.manage("createsuperuser", "--noinput", "--username", OWNER, "--email", "owner@example.org")
        yield running


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """One headless browser for all browser tests. Package scope: its event loop must be gone before other tests run."""
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-quic"])
        yield instance
        instance.close()


@pytest.fixture
def page(browser: Browser, served: Site) -> Iterator[Page]:
    """A fresh visitor. The test fails on any console error, page error or request to another host."""
    context = browser.new_context(base_url=served.address)
    tab = context.new_page()
    faults: list[str] = []
    tab.on(
        "console", lambda said: faults.append(said.text) if said.type == "error" and "404" not in said.text else None
    )
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("request", lambda request: None if request.url.startswith(served.address) else faults.append(request.url))
    yield tab
    context.close()
    assert faults == []


@pytest.fixture
def quiet(browser: Browser, served: Site) -> Iterator[Callable[[], Page]]:
    """Open visitors whose browser runs no scripts."""
    contexts = []

    def open_tab() -> Page:
        contexts.append(browser.new_context(base_url=served.address, java_script_enabled=False))
        return contexts[-1].new_page()

    yield open_tab
    for context in contexts:
        context.close()
