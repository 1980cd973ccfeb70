"""Asking about a result: with scripts without a reload, without scripts as a plain form."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from benchmarks.processes import Site
from tests.browser.test_visitor import CLEAR_MISFIT

pytestmark = pytest.mark.browser
BOX = "Your question about this result"


def checked(page: Page) -> None:
    """Open a result as the one who asked for it."""
    page.goto("/fit-check/")
    page.get_by_label("Job description").fill(CLEAR_MISFIT)
    page.get_by_role("button", name="Check the fit").click()
    expect(page.locator("#verdict")).to_be_visible(timeout=60_000)
    page.wait_for_load_state()


def unfold(page: Page) -> None:
    """Open the part of a result where it can be asked about."""
    page.get_by_role("heading", name="Ask about this result").click()


def test_it_answers_in_place_moves_the_focus_there_and_leads_to_the_row(page: Page) -> None:
    checked(page)
    page.evaluate("document.body.dataset.stays = 'yes'")

    unfold(page)
    page.get_by_role("button", name="a gap?").click()

    answer = page.locator("#asked")
    expect(answer).to_be_focused()
    expect(answer).to_contain_text("is a gap.")
    expect(page.locator("body")).to_have_attribute("data-stays", "yes")
    row = page.locator((answer.locator("a").first.get_attribute("href") or "").split(":~:")[0])
    expect(row).to_be_hidden()
    answer.locator("a").first.click()
    expect(row).to_be_visible()

    page.get_by_label(BOX).fill("Who won the cup?")
    page.get_by_label(BOX).press("Enter")
    expect(page.locator("#asked")).to_contain_text("This result does not say.")
    assert Axe().run(page).violations_count == 0

    page.reload()
    expect(page.locator(".fit-asked > li")).to_have_count(2)
    page.get_by_role("button", name="Delete my questions").click()
    expect(page.locator(".fit-asked")).to_have_count(0)


def test_it_keeps_the_question_where_no_answer_comes(page: Page) -> None:
    checked(page)
    page.route("**/ask/", lambda route: route.fulfill(body="<p>Not ours</p>", content_type="text/html"))

    unfold(page)
    page.get_by_label(BOX).fill("Why is this not a fit?")
    page.get_by_role("button", name="Ask", exact=True).click()

    expect(page.get_by_text("No answer came. Your question is still here")).to_be_visible()
    expect(page.get_by_label(BOX)).to_have_value("Why is this not a fit?")


def test_it_answers_a_plain_form_on_a_result(page: Page, quiet: Callable[[], Page]) -> None:
    checked(page)
    tab = quiet()
    tab.goto(page.url)

    unfold(tab)
    tab.get_by_label(BOX).fill("?!")
    tab.get_by_role("button", name="Ask", exact=True).click()
    expect(tab.get_by_role("alert")).to_contain_text("Type a question first.")
    tab.get_by_label(BOX).fill("Why is this not a fit?")
    tab.get_by_role("button", name="Ask", exact=True).click()

    expect(tab).to_have_url(f"{page.url.partition('?')[0]}#asked")
    expect(tab.locator("#asked")).to_contain_text("The verdict on")


def test_it_runs_a_check_that_broke_off_once_more(page: Page, served: Site) -> None:
    checked(page)
    broken = page.url
    broke = "Assessment.objects.filter(pk=Assessment.objects.latest('pk').pk).update(status='failed')"
    served.manage("shell", "-c", f"from fitcheck.models import Assessment; {broke}")
    page.reload()

    page.get_by_role("button", name="Run it again").click()

    expect(page.locator("#verdict")).to_be_visible(timeout=60_000)
    assert page.url != broken
