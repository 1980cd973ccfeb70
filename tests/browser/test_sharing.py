"""A verdict in other hands: weighed again by a reader, kept or not kept, and met again."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from benchmarks.processes import ROOT, Site
from tests.browser.test_pages import OVERFLOW

pytestmark = pytest.mark.browser

# One line more than the samples: no other test on this server has sent these.
CLEAR_FIT = (ROOT / "fixtures" / "jobs" / "clear-fit.txt").read_text(encoding="utf-8") + "\n- Knows Oslo.\n"
MIXED = (ROOT / "fixtures" / "jobs" / "mixed.txt").read_text(encoding="utf-8") + "\n- Knows the ferries of Bergen.\n"


@pytest.fixture(scope="module")
def record(browser: Browser, served: Site) -> Iterator[str]:
    """The address of a finished record, and the browser that sent it still open."""
    context = browser.new_context(base_url=served.address)
    tab = context.new_page()
    check(tab, MIXED)
    yield tab.url
    context.close()


def check(page: Page, job: str) -> None:
    """Send a posting and wait for its verdict."""
    page.goto("/fit-check/")
    page.get_by_label("Job description").fill(job)
    page.get_by_role("button", name="Check the fit").click()
    expect(page.locator("#verdict")).to_be_visible(timeout=60_000)
    page.wait_for_load_state()


def test_whoever_sent_a_posting_deletes_it_and_nobody_else_sees_how(
    page: Page, quiet: Callable[[], Page], served: Site
) -> None:
    check(page, CLEAR_FIT)
    address, stranger = page.url, quiet()
    stranger.goto(address)
    expect(stranger.get_by_text("Yours to keep or delete")).to_have_count(0)

    page.get_by_text("Yours to keep or delete").click()
    page.get_by_label("Delete the result").select_option("In 30 days")
    page.get_by_role("button", name="Set the day").click()
    expect(page.get_by_text("The result will be deleted on")).to_be_visible()
    page.get_by_role("button", name="Delete the text, keep the result").click()
    expect(page.get_by_text("The text is deleted.")).to_be_visible()
    page.get_by_label("Yes, for good").check()
    page.get_by_role("button", name="Delete this fit check").click()

    expect(page.get_by_role("status").filter(has_text="are deleted.")).to_be_visible()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="Page not found")).to_be_visible()


def test_the_same_posting_is_met_again_and_a_changed_matrix_is_said(page: Page, record: str, served: Site) -> None:
    page.goto("/fit-check/")
    page.get_by_label("Job description").fill(MIXED)
    page.get_by_role("button", name="Check the fit").click()

    expect(page).to_have_url(f"{record}?again=1")
    expect(page.get_by_text("nothing has changed since")).to_be_visible()


@pytest.mark.parametrize("sample", ["mixed", "clear-fit", "clear-misfit"])
def test_a_verdict_takes_at_most_3000_pixels_of_a_phone_and_two_sheets_of_paper(page: Page, sample: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/fit-check/?sample={sample}")
    page.get_by_role("button", name="Check the fit").click()
    expect(page.locator("#verdict")).to_be_visible(timeout=60_000)
    page.goto(page.url.split("?")[0])

    assert page.evaluate("document.documentElement.scrollHeight") <= 3000
    assert len(re.findall(rb"/Type /Page\b", page.pdf(format="A4", prefer_css_page_size=True))) == 2


@pytest.mark.parametrize("size", [(320, 225), (844, 390)])
def test_a_nearly_equal_posting_is_offered_its_check_and_all_fits_a_low_window(
    page: Page, served: Site, size: tuple[int, int]
) -> None:
    job = f"{MIXED}- Has slept in {size[0]} huts.\n"
    check(page, job)
    record = page.url.split("?")[0]
    page.set_viewport_size({"width": size[0], "height": size[1]})
    assert page.evaluate(OVERFLOW) <= 0
    page.goto("/fit-check/")
    page.get_by_label("Job description").fill(f"{job}- Knows the ferries of Ghent.\n")
    page.get_by_role("button", name="Check the fit").click()

    expect(page.get_by_text("You checked a text like this on")).to_be_visible()
    assert page.evaluate(OVERFLOW) <= 0
    assert Axe().run(page).violations_count == 0
    see = page.get_by_role("link", name="See that result")
    expect(see).to_have_attribute("href", record.removeprefix(served.address))
    page.get_by_role("button", name="Check this text").click()
    expect(page.locator("#verdict")).to_be_visible(timeout=60_000)
    assert not page.url.startswith(record)


def test_a_reader_weighs_again_without_scripts_and_the_original_is_one_tap_away(
    record: str, quiet: Callable[[], Page]
) -> None:
    tab = quiet()
    tab.goto(record)
    original = tab.locator("#verdict").inner_text()
    tab.get_by_role("link", name="Weigh it yourself").click()
    line = tab.locator(".fit-weigh-line").first

    line.get_by_label("Asked as").select_option("Leave it out")
    tab.get_by_role("button", name="Weigh again").click()

    expect(tab).to_have_url(re.compile(r"/reweighed/\?w=\d+x$"))
    expect(tab).to_have_title(re.compile("^Re-weighed by a reader: "))
    expect(tab.locator("#verdict")).to_contain_text("Re-weighed: ")
    expect(tab.locator(".notice").first).to_contain_text("This is not the verdict of this site.")
    tab.get_by_role("link", name="Original verdict").click()
    expect(tab).to_have_url(record)
    expect(tab.locator("#verdict")).to_have_text(original)


def test_a_reweighed_page_says_what_it_is_on_every_printed_page(record: str, page: Page) -> None:
    page.goto(f"{record}reweighed/?w=0x")
    page.emulate_media(media="print")

    expect(page.get_by_text("This is not the verdict of this site.")).to_be_visible()
    expect(page.get_by_role("button", name="Weigh again")).to_be_hidden()
    rules = page.evaluate("[...document.styleSheets].flatMap(s => [...s.cssRules]).map(r => r.cssText).join()")
    assert re.search(r"@page reweighed \{[^}]*@top-left[^}]*Re-weighed by a reader", rules)
    assert page.evaluate("getComputedStyle(document.querySelector('.fit-reweighed')).page") == "reweighed"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "reweighed/", "reweighed/?w=0x.1n1"])
def test_a_verdict_fits_a_narrow_phone_and_breaks_no_accessibility_rule(
    browser: Browser, record: str, path: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 700}, color_scheme="dark" if scheme == "dark" else "light"
    )
    tab = context.new_page()
    tab.goto(f"{record}{path}")
    tab.wait_for_timeout(1200)  # the mark of the verdict has come to rest

    found, wide = Axe().run(tab), tab.evaluate(OVERFLOW)

    context.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []
    assert wide <= 0
