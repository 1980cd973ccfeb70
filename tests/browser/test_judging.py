"""The owner judges: one key marks an answer, a comparison runs in the server and is voted blind by key."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.processes import Site
from tests.browser.conftest import OWNER, PASSWORD

pytestmark = pytest.mark.browser

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def owner(page: Page) -> Page:
    """The owner, signed in, after a visitor's question."""
    page.goto("/ask-ai/")
    page.get_by_label("Your question").fill("How does Maya run user interviews?")
    page.get_by_label("Your question").press("Enter")
    expect(page.locator("#turns > .turn .answer").last).not_to_have_attribute("aria-busy", "true", timeout=20_000)
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.goto("/admin/askai/turn/")
    page.locator("#result_list tbody th a").first.click()
    return page


def press(page: Page, key: str) -> None:
    """Press a key once the page listens: its switch is shown by the script that does."""
    expect(page.get_by_label("Use keyboard shortcuts")).to_be_visible()
    page.keyboard.press(key)


def test_one_key_marks_an_answer_and_takes_it_back(owner: Page) -> None:
    harder, much = (owner.get_by_role("button", name=name) for name in ("Wished it had reasoned", "This is too much"))

    press(owner, "h")
    expect(harder).to_have_attribute("aria-pressed", "true")
    press(owner, "m")
    expect(much).to_have_attribute("aria-pressed", "true")
    expect(harder).to_have_attribute("aria-pressed", "false")
    press(owner, "m")
    expect(much).to_have_attribute("aria-pressed", "false")


def test_no_key_marks_while_a_field_has_focus_or_the_switch_is_off(owner: Page) -> None:
    note = owner.get_by_label("Why? (optional)")
    switch = owner.get_by_label("Use keyboard shortcuts")

    note.press_sequentially("hmm")
    switch.uncheck()
    owner.keyboard.press("h")
    owner.reload()
    press(owner, "h")

    expect(switch).not_to_be_checked()
    expect(owner.locator(".marking [aria-pressed='true']")).to_have_count(0)


def test_a_comparison_runs_in_the_server_and_is_voted_by_key(owner: Page, served: Site) -> None:
    owner.goto(
        "/admin/routing/comparison/add/?feature=ask-ai&model_a=claude-haiku-4-5&model_b=claude-haiku-5-5"
        "&source=latest&count=1"
    )
    owner.get_by_role("button", name="Start", exact=True).click()
    vote = owner.get_by_role("link", name="Vote", exact=True)
    expect(vote).to_be_visible(timeout=30_000)
    vote.click()

    expect(owner.get_by_role("heading", name="Pair 1 of 1")).to_be_visible()
    press(owner, "1")
    expect(owner.get_by_text("1 of 1 voted")).to_be_visible()
    owner.get_by_role("button", name="Show the result").click()

    expect(owner.get_by_text(re.compile("was preferred, 1 to 0 of 1 decided: too few to tell"))).to_be_visible()


@pytest.mark.parametrize("address", ["comparison/add/", "mark/triggers/"])
def test_the_judging_pages_fit_a_narrow_phone(owner: Page, address: str) -> None:
    owner.set_viewport_size({"width": 320, "height": 700})

    owner.goto(f"/admin/routing/{address}")

    assert owner.evaluate(OVERFLOW) <= 0
