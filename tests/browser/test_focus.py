"""Where the focus is, what stands over what, and the words behind a number."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.processes import Site
from tests.browser.test_visitor import QUESTIONS, ask

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.textContent.trim() || document.activeElement.id"


def test_the_focus_stays_where_the_visitor_is(page: Page, served: Site) -> None:
    page.goto("/ask-ai/")
    page.get_by_label("Your question").fill(QUESTIONS[0])
    page.get_by_role("button", name="Ask", exact=True).click()
    assert page.evaluate("document.activeElement !== document.body")
    actions = page.locator(".actions").last
    expect(actions).to_be_visible(timeout=20_000)
    assert page.evaluate("document.activeElement !== document.body")

    found = []
    for name in ("Helpful", "Not helpful", "Wrong"):
        actions.get_by_role("button", name=name, exact=True).click()
        found.append(page.evaluate(FOCUSED))
    assert found == ["Helpful", "Not helpful", "Not helpful"]
    expect(actions.get_by_role("status")).to_have_text("Thank you. Noted: Wrong.")

    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete my questions").click()
    expect(page.get_by_text("Your questions and their answers are deleted.")).to_be_visible()
    assert page.evaluate(FOCUSED) == "question"


def test_a_number_shows_the_words_it_rests_on_and_gives_the_focus_back(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/ask-ai/")
    ask(page, QUESTIONS[0])
    chip, card = page.locator(".answer a.cite").first, page.locator("#quote-card")
    quote = page.locator(".answer-quotes q").first.text_content() or ""

    chip.click()

    expect(card).to_be_visible()
    expect(card.locator("q")).to_have_text(quote)
    box = card.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(chip).to_be_focused()
    chip.click()
    card.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/pages/[a-z0-9-]+/#|/skills/#"))


def test_a_skip_link_leads_to_the_field(page: Page) -> None:
    page.goto("/ask-ai/")

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the question field")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_label("Your question")).to_be_focused()


@pytest.mark.parametrize(("height", "position"), [(390, "static"), (844, "sticky")])
def test_the_field_covers_nothing_on_a_phone_on_its_side(page: Page, height: int, position: str) -> None:
    page.set_viewport_size({"width": 844, "height": height})
    page.goto("/ask-ai/")

    assert page.evaluate("getComputedStyle(document.getElementById('composer')).position") == position
