"""On a train: a connection that dies without a word costs a visitor seconds, and never a word or a cent."""

import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from os import kill
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.drops import (
    CHAT_SECONDS,
    CHAT_TOKENS,
    CHECK_SECONDS,
    CHECK_TOKENS,
    PACED,
    PATIENCE,
    QUESTION,
    TABS,
    Train,
    answers_through,
    instants,
    train,
    verdicts_through,
)
from benchmarks.processes import port_free, port_wait, running, site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chat() -> Iterator[Train]:
    """A site whose answers take some seconds."""
    with ExitStack() as stack:
        yield train(stack, CHAT_TOKENS)


@pytest.fixture(scope="module")
def check() -> Iterator[Train]:
    """A site whose fit checks take some twenty seconds."""
    with ExitStack() as stack:
        yield train(stack, CHECK_TOKENS)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Open visitors, each with cookies of its own."""
    contexts = []

    def open_tab(address: str) -> Page:
        contexts.append(browser.new_context(base_url=address))
        return contexts[-1].new_page()

    yield open_tab
    for context in contexts:
        context.close()


def begin(page: Page) -> Locator:
    """Ask, and return the answer once its first words stand."""
    page.goto(f"/ask-ai/?q={quote(QUESTION)}")
    answer = page.locator("#turns .answer").last
    expect(answer.locator(".live")).to_contain_text("Maya", timeout=30_000)
    return answer


def test_it_gives_the_same_answers_for_one_charge_each_when_twenty_lines_die(chat: Train, visit) -> None:
    shown = answers_through(chat, [visit(line.address) for line in chat.lines], instants(CHAT_SECONDS))

    assert len({end.text for end in shown}) == 1, shown
    assert chat.count("from askai.models import Turn; print(Turn.objects.count())") == TABS
    assert chat.count("from routing.models import Call; print(Call.objects.count())") == TABS


def test_it_ends_in_the_same_verdict_for_one_charge_when_twenty_lines_die(check: Train, visit) -> None:
    first = visit(check.site.address)
    verdicts = verdicts_through(check, first, [visit(line.address) for line in check.lines], instants(CHECK_SECONDS))

    assert len({end.text for end in verdicts}) == 1, verdicts
    calls = "from routing.models import Call; print(Call.objects.filter(feature='fit-check').count())"
    assert check.count(calls) == 1


def test_stop_works_within_seconds_on_a_line_that_died(chat: Train, visit) -> None:
    page = visit(chat.lines[0].address)
    answer = begin(page)
    chat.lines[0].cut()
    words = answer.inner_text()

    page.get_by_role("button", name="Stop").click()

    expect(page.locator("#status")).to_have_text("Stopped.", timeout=30_000)
    assert answer.inner_text().startswith(words.strip())


def test_stop_says_within_two_seconds_why_it_does_nothing(chat: Train, visit) -> None:
    page = visit(chat.site.address)
    answer = begin(page)
    words = answer.inner_text()

    kill(chat.site.pid, signal.SIGSTOP)
    try:
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#status")).to_contain_text("The site does not answer", timeout=10_000)
    finally:
        kill(chat.site.pid, signal.SIGCONT)

    expect(page.locator("#turns .turn")).to_have_attribute("data-state", re.compile("stopped|answered"), timeout=30_000)
    assert answer.inner_text().startswith(words.strip())


def test_it_says_that_the_server_is_silent_and_goes_on_when_it_wakes(chat: Train, visit) -> None:
    page = visit(chat.site.address)
    answer = begin(page)

    kill(chat.site.pid, signal.SIGSTOP)
    try:
        expect(page.locator("#status")).to_contain_text(re.compile("Nothing has come|Connection lost"), timeout=15_000)
    finally:
        kill(chat.site.pid, signal.SIGCONT)

    expect(page.locator("#turns .turn[data-state=answered]")).to_have_count(1, timeout=PATIENCE)
    shown = answer.locator(".answer-prose").inner_text()
    page.reload()
    assert page.locator("#turns .answer-prose").inner_text() == shown


def test_it_keeps_the_words_on_the_screen_when_the_server_dies(visit) -> None:
    port = port_free()
    with site(port=port, env={**PACED, "STANDIN_TOKENS_PER_SECOND": "8"}) as doomed:
        page = visit(doomed.address)
        answer = begin(page)
        kill(doomed.pid, signal.SIGKILL)
        expect(page.locator("#status")).to_contain_text("Connection lost", timeout=15_000)
        words = answer.locator(".live").inner_text().strip()

        daphne = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "site_project.asgi:application"]
        with running(*daphne, env=doomed.env):
            port_wait(port)
            expect(page.locator("#turns .turn")).to_have_attribute("data-state", "interrupted", timeout=PATIENCE)

            assert answer.inner_text().startswith(words)
            expect(answer).to_contain_text("this is as far as it got")
            expect(page.get_by_role("button", name="Ask again")).to_be_visible()


def test_a_draft_survives_a_reload_and_the_way_back(chat: Train, visit) -> None:
    page = visit(chat.site.address)
    page.goto("/ask-ai/")
    field = page.get_by_label("Your question")
    field.press_sequentially("What would Maya")

    page.reload()
    expect(field).to_have_value("What would Maya")
    page.goto("/skills/")
    page.go_back()

    expect(field).to_have_value("What would Maya")


def test_a_second_question_is_refused_in_words_and_kept(chat: Train, visit) -> None:
    page = visit(chat.site.address)
    begin(page)
    field = page.get_by_label("Your question")
    field.fill("And then?")

    field.press("Enter")

    expect(page.locator("#status")).to_contain_text("One answer at a time")
    expect(field).to_have_value("And then?")


def test_new_chat_and_delete_stay_on_the_page_offline(chat: Train, visit) -> None:
    page = visit(chat.site.address)
    begin(page)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#status")).to_have_text("Stopped.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.set_offline(True)

    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#status")).to_contain_text("There is no connection")
    page.get_by_role("button", name="Delete my questions").click()

    expect(page.locator("#status")).to_contain_text("could not be reached")
    expect(page.locator("#turns .turn")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("#starters")).not_to_have_attribute("inert", "", timeout=15_000)
    page.get_by_role("button", name="Delete my questions").click()
    expect(page.locator("#turns .turn")).to_have_count(0)


def test_copy_takes_the_text_with_its_sources_where_there_is_no_clipboard_interface(chat: Train, visit) -> None:
    page = visit(chat.site.address)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    begin(page)
    expect(page.locator("#turns .turn[data-state=answered]")).to_have_count(1, timeout=PATIENCE)

    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".actions .said")).to_have_text("Copied.")
    field = page.get_by_label("Your question")
    field.focus()
    page.keyboard.press("Control+V")

    assert re.search(r"\[1\][\s\S]*\n\nSources:\n\[1\].*: http://127\.0\.0\.1.*#.*", field.input_value())


def test_copy_does_not_say_copied_when_nothing_was(chat: Train, visit) -> None:
    page = visit(chat.site.address)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.add_init_script("document.execCommand = () => false")
    begin(page)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#status")).to_have_text("Stopped.")

    page.get_by_role("button", name="Copy").click()

    expect(page.locator(".actions .said")).to_contain_text("does not let the page copy")


def test_thumbs_say_beside_the_finger_what_was_noted(chat: Train, visit) -> None:
    page = visit(chat.site.address)
    begin(page)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#status")).to_have_text("Stopped.")

    page.get_by_role("button", name="Not helpful").click()
    page.get_by_role("button", name="Too long").click()

    expect(page.locator(".actions .said")).to_have_text("Thank you. Noted: Too long.")
    expect(page.get_by_role("button", name="Not helpful")).to_be_focused()
    expect(page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
