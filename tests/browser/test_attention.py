"""What a visitor is promised while and after something is made: nothing moves, nothing is lost, nothing is hidden."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.processes import ROOT, Site, port_free, site
from tests.browser.conftest import OWNER, PASSWORD

pytestmark = pytest.mark.browser

QUESTION = "How does Maya prioritise a backlog?"
CLEAR_MISFIT = (ROOT / "fixtures" / "jobs" / "clear-misfit.txt").read_text(encoding="utf-8")
A4_WITHIN_MARGINS = {"width": 673, "height": 986}
MESSY = """Skill;Level;Area;Importance
SQL;4;Experimentation and analytics;must
sql;2;Experimentation and analytics;must
Kafka;seven;Data platforms;P3
Falconry;1;Domain knowledge;avoid
"""


@pytest.fixture(scope="module")
def slow() -> Iterator[Site]:
    """Serve a site whose engine speaks slowly enough to be interrupted."""
    with site(
        port=port_free(), env={"DJANGO_SETTINGS_MODULE": "site_project.settings", "STANDIN_TOKENS_PER_SECOND": "12"}
    ) as running:
        yield running


@pytest.fixture
def phone(browser: Browser, slow: Site) -> Iterator[Page]:
    """A visitor with a small window on the slow site."""
    context = browser.new_context(base_url=slow.address, viewport={"width": 390, "height": 480})
    yield context.new_page()
    context.close()


def begin(page: Page) -> Locator:
    """Ask as the home page does, and return the answer once its first words stand."""
    page.goto(f"/ask-ai/?q={quote(QUESTION)}")
    answer = page.locator("#turns .answer").last
    expect(answer.locator(".live")).to_contain_text("Maya", timeout=15_000)
    return answer


def test_it_leaves_a_reader_who_looks_up_in_place_and_keeps_the_words_on_stop(phone: Page) -> None:
    answer = begin(phone)
    top = phone.evaluate("scrollY")
    phone.mouse.move(190, 150)
    phone.mouse.wheel(0, -60)
    phone.wait_for_function("top => scrollY < top", arg=top)
    words = answer.inner_text()
    place = phone.evaluate("scrollY")

    phone.wait_for_function(
        "had => document.querySelector('#turns .live').innerText.length > had + 20", arg=len(words), timeout=15_000
    )
    stayed = phone.evaluate("scrollY")
    phone.get_by_role("button", name="Stop").click()

    assert stayed == place
    expect(phone.locator("#status")).to_have_text("Stopped.")
    expect(answer).to_contain_text(words.strip())
    expect(phone.get_by_role("button", name="Ask again")).to_be_visible()


def test_it_goes_on_with_the_answer_after_the_network_was_away(phone: Page) -> None:
    answer = begin(phone)

    phone.context.set_offline(True)
    expect(phone.locator("#status")).to_contain_text("You are offline.")
    phone.context.set_offline(False)

    expect(answer).not_to_have_attribute("aria-busy", "true", timeout=30_000)
    shown = answer.locator(".answer-prose").inner_text()
    phone.reload()
    assert phone.locator("#turns .answer-prose").inner_text() == shown


def test_it_prints_the_verdict_and_what_speaks_against_it_first(page: Page) -> None:
    page.goto("/fit-check/")
    page.get_by_label("Job description").fill(CLEAR_MISFIT)
    page.get_by_role("button", name="Check the fit").click()
    expect(page.locator("#verdict")).to_contain_text("Not a fit", timeout=60_000)

    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_WITHIN_MARGINS["width"], "height": A4_WITHIN_MARGINS["height"]})

    expect(page.locator(".fit-counts")).to_contain_text("2 conditions not met")
    for part in (page.locator("#verdict"), page.locator("#against + ul li").first):
        box = part.bounding_box()
        assert box
        assert box["y"] + box["height"] < A4_WITHIN_MARGINS["height"]
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_hidden()


def test_it_shows_the_owner_what_a_messy_sheet_would_change_before_it_changes(page: Page) -> None:
    page.goto("/admin/corpus/skill/import/")
    page.get_by_label("Username").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "skills.csv", "mimeType": "text/csv", "buffer": MESSY.encode("utf-8-sig")}
    )
    page.get_by_role("button", name="Preview").click()

    expect(page.locator("#import-found")).to_have_text("1 new, 1 changed, 0 unchanged, 2 left out")
    expect(page.locator(".import-refused")).to_contain_text("the same skill as row 2")
    changed = page.locator(".import-changes tr", has_text="SQL")
    expect(changed.locator("del").first).to_be_visible()
    expect(page.get_by_role("button", name="Import 2 rows, leave 2 out")).to_be_in_viewport()
