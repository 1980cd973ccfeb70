"""The first screen, the skills page and privacy, as a visitor on a phone meets them."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, expect

from benchmarks.processes import ROOT, Site

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
JOB = (ROOT / "fixtures" / "jobs" / "clear-misfit.txt").read_text(encoding="utf-8")
FONT_MOST = 40_960
HEADERS = 600  # bytes


def test_it_shows_who_the_facts_and_the_box_before_anything_is_scrolled(page: Page) -> None:
    page.set_viewport_size(PHONE)

    page.goto("/")

    for seen in (
        page.get_by_role("heading", level=1),
        page.get_by_text("Four weeks", exact=True),
        page.get_by_role("link", name="CV"),
        page.get_by_role("link", name="Email"),
        page.get_by_label("Ask a question, or paste a job description"),
        page.locator("#box").get_by_role("button"),
    ):
        box = seen.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"], seen


def test_it_says_where_a_text_will_go_and_asks_for_one_word_first(page: Page) -> None:
    page.goto("/")
    box = page.get_by_label("Ask a question, or paste a job description")
    send = page.locator("#box").get_by_role("button")

    box.fill("What went wrong?")
    expect(send).to_have_text("Ask")
    box.fill(JOB)
    expect(send).to_have_text("Check the fit")
    send.click()

    expect(page).to_have_url(re.compile(r"/start/$"))
    page.get_by_role("button", name="Check the fit").click()
    expect(page).to_have_url(re.compile(r"/fit-check/[a-z0-9]{32}/"))


def test_it_answers_a_question_from_the_home_page(page: Page) -> None:
    page.goto("/")

    page.get_by_label("Ask a question, or paste a job description").fill("How does Maya prioritise a backlog?")
    page.keyboard.press("Enter")

    expect(page.locator("#turns > .turn .answer")).not_to_have_attribute("aria-busy", "true", timeout=20_000)
    expect(page.locator("a.source").first).to_be_visible()


def test_it_takes_both_with_scripts_off(page: Page, quiet: Callable[[], Page]) -> None:
    tab = quiet()

    tab.goto("/")
    tab.get_by_label("Ask a question, or paste a job description").fill(JOB)
    tab.locator("#box").get_by_role("button").click()
    tab.get_by_role("button", name="Check the fit").click()
    expect(tab).to_have_url(re.compile(r"/fit-check/[a-z0-9]{32}/"))

    tab.goto("/")
    tab.get_by_label("Ask a question, or paste a job description").fill("Has Maya used React?")
    tab.locator("#box").get_by_role("button").click()
    expect(tab.get_by_label("Your question")).to_have_value("Has Maya used React?")


def test_it_unfolds_what_a_search_or_a_link_leads_to(page: Page) -> None:
    page.goto("/skills/")
    expect(page.locator("[data-overview]")).to_be_visible()
    expect(page.locator("#skill-kafka")).to_be_hidden()

    page.get_by_label("Find").fill("kafka")
    expect(page.locator("#skill-kafka")).to_be_visible()
    expect(page.locator("[data-overview]")).to_be_hidden()
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("[data-overview]")).to_be_visible()

    page.goto("/skills/#skill-kafka")
    page.reload()
    expect(page.locator("#skill-kafka")).to_be_in_viewport()


def test_it_unfolds_categories_with_scripts_off(quiet: Callable[[], Page]) -> None:
    tab = quiet()

    tab.goto("/skills/?q=kafka")
    expect(tab.locator("#skill-kafka")).to_be_visible()
    tab.goto("/skills/")
    tab.locator("summary").first.click()
    expect(tab.locator(".skill").first).to_be_visible()


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 20_000),
        ("/pages/", 20_000),
        ("/privacy/", 20_000),
        ("/pages/clearwait-health/", 20_000),
        ("/skills/", 35_000),
    ],
)
def test_it_is_light_to_open(page: Page, address: str, most: int) -> None:
    """Bytes of a first visit beside the typeface. Static files count as the site compresses them when it collects."""
    sent: dict[str, int] = {}
    session = page.context.new_cdp_session(page)
    names: dict[str, str] = {}
    session.on("Network.responseReceived", lambda found: names.update({found["requestId"]: found["response"]["url"]}))
    session.on(
        "Network.loadingFinished", lambda done: sent.update({names[done["requestId"]]: done["encodedDataLength"]})
    )
    session.send("Network.enable")

    page.goto(address)
    page.wait_for_load_state("networkidle")

    files = {name: path for name in sent if (path := static_path(name))}
    font = sum(sent[name] for name in files if name.endswith(".woff2"))
    texts = [path for name, path in files.items() if not name.endswith(".woff2")]
    rest = sum(size for name, size in sent.items() if name not in files)
    rest += sum(len(gzip.compress(path.read_bytes())) + HEADERS for path in texts)
    assert 0 < font <= FONT_MOST, sent
    assert rest <= most, sent


def static_path(address: str) -> Path | None:
    """Return the source of a static file, with or without the hash in its name."""
    _, mark, name = address.partition("/static/")
    found = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name)) if mark else None
    return Path(found) if isinstance(found, str) else None


def test_it_moves_nothing_when_the_typeface_arrives(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries())"
        " window.moved += entry.value; }).observe({ type: 'layout-shift', buffered: true });"
    )

    page.goto("/")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")

    assert page.evaluate("document.fonts.check('500 20px Newsreader')")
    assert page.evaluate("window.moved") < 0.05


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/privacy/", "/pages/clearwait-health/", "/skills/?rating=gap", "/start/"])
def test_it_breaks_no_accessibility_rule_and_fits_a_narrow_phone(
    browser: Browser, served: Site, address: str, scheme: str
) -> None:
    context = browser.new_context(
        base_url=served.address,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": 320, "height": 700},
    )
    tab = context.new_page()
    if address == "/start/":
        tab.goto("/")
        tab.locator("#box-text").fill(JOB)
        tab.locator("#box button").click()
        tab.wait_for_url("**/start/")
    else:
        tab.goto(address)
    tab.wait_for_timeout(700)  # colours are read after they have settled

    found = Axe().run(tab)
    wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    context.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []
    assert wide <= 0


def test_it_stands_still_where_motion_is_not_wanted(browser: Browser, served: Site) -> None:
    context = browser.new_context(base_url=served.address, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto("/")
    mark = (
        "(() => { const one = document.createElement('p'); one.className = 'verdict verdict-moderate';"
        " document.querySelector('main').append(one);"
        " const style = getComputedStyle(one, '::before');"
        " return [style.animationName, style.transitionDuration, style.getPropertyValue('--disc')]; })()"
    )

    found = tab.evaluate(mark)

    context.close()
    assert found == ["none", "0s", "50%"]
