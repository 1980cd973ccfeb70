"""The whole main job, as a visitor and then the owner do it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from benchmarks.processes import ROOT, Site
from tests.browser.conftest import OWNER, PASSWORD

pytestmark = pytest.mark.browser

QUESTIONS = ("How does Maya prioritise a backlog?", "Has Maya used React?", "Have you built production apps in Rust?")
MIXED = (ROOT / "fixtures" / "jobs" / "mixed.txt").read_text(encoding="utf-8")
CLEAR_MISFIT = (ROOT / "fixtures" / "jobs" / "clear-misfit.txt").read_text(encoding="utf-8")


def ask(page: Page, question: str) -> None:
    """Put a question and wait for its whole answer."""
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    turn = page.locator("#turns > .turn").last
    expect(turn.locator(".question")).to_contain_text(question)
    expect(turn.locator(".answer")).not_to_have_attribute("aria-busy", "true", timeout=20_000)


def test_it_answers_three_questions_with_sources_that_lead_to_the_words(page: Page) -> None:
    page.goto("/ask-ai/")

    for question in QUESTIONS:
        ask(page, question)

    answers = page.locator("#turns > .turn .answer")
    expect(answers).to_have_count(3)
    expect(answers.last).to_contain_text("The site does not say.")
    quote = answers.nth(1).locator(".answer-quotes q").first.text_content() or ""
    answers.nth(1).locator("a.source").first.click()
    expect(page).to_have_url(re.compile(r"/pages/[a-z0-9-]+/#[a-z0-9-]+|/skills/#[a-z0-9-]+"))
    on_page = re.sub(r"\s+", " ", page.locator("main").inner_text())
    assert re.sub(r"\W+", "", quote) in re.sub(r"\W+", "", on_page)


def test_it_shows_the_conversation_after_a_reload(page: Page) -> None:
    page.goto("/ask-ai/")
    ask(page, QUESTIONS[0])
    before = page.locator("#turns .answer").first.inner_text()

    page.reload()

    expect(page.locator("#turns > .turn")).to_have_count(1)
    assert before.split("\n")[0] in page.locator("#turns .answer").first.inner_text()


def test_it_answers_a_form_with_scripts_off(page: Page, quiet: Callable[[], Page]) -> None:
    tab = quiet()

    tab.goto("/ask-ai/")
    tab.get_by_label("Your question").fill(QUESTIONS[0])
    tab.get_by_role("button", name="Ask", exact=True).click()

    expect(tab.locator("a.source").first).to_be_visible()


def test_rows_arrive_then_the_verdict_and_the_owner_finds_the_record(page: Page, served: Site) -> None:
    page.goto("/fit-check/")
    page.get_by_label("Job description").fill(f"{MIXED}\n- Knows the trams of Porto.\n")
    page.get_by_role("button", name="Check the fit").click()

    expect(page).to_have_url(re.compile(r"/fit-check/[A-Za-z0-9_-]{16,}/"))
    expect(page.locator(".fit-stream-row, .fit-group").nth(1)).to_be_visible(timeout=30_000)
    expect(page.locator("#verdict")).to_be_visible(timeout=60_000)
    verdict = page.locator("#verdict").inner_text()
    address = page.url
    page.reload()
    expect(page.locator("#verdict")).to_have_text(verdict)

    page.goto("/admin/")
    page.get_by_label("Username").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.goto("/admin/fitcheck/assessment/")
    page.locator("#result_list tbody th a").first.click()
    record = address.removeprefix(served.address).partition("?")[0]
    expect(page.get_by_role("link", name="as visitors see it")).to_have_attribute("href", record)
    expect(page.locator("main")).to_contain_text(verdict)


def test_it_says_not_a_fit_to_the_clear_misfit_with_scripts_off(page: Page, quiet: Callable[[], Page]) -> None:
    tab = quiet()

    tab.goto("/fit-check/")
    tab.get_by_label("Job description").fill(CLEAR_MISFIT)
    tab.get_by_role("button", name="Check the fit").click()

    expect(tab.locator("#verdict")).to_contain_text("Not a fit", timeout=60_000)
    expect(tab.locator("#against + ul li").first).to_be_visible()
