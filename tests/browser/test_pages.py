"""Every page: no sideways scroll at 320 px, no accessibility violation, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from benchmarks.processes import Site

pytestmark = pytest.mark.browser

PAGES = ("/", "/pages/", "/skills/", "/ask-ai/", "/fit-check/", "/how-it-works/", "/scorecard/", "/nowhere/")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("address", PAGES)
def test_it_fits_a_narrow_phone(page: Page, served: Site, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})

    page.goto(address)

    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_it_breaks_no_accessibility_rule(browser: Browser, served: Site, address: str, scheme: str) -> None:
    context = browser.new_context(base_url=served.address, color_scheme="dark" if scheme == "dark" else "light")
    tab = context.new_page()
    tab.goto(address)

    found = Axe().run(tab)

    context.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []
