"""Twenty visitors on a train: the line of each dies at another instant, without a word to either end.

`python -m benchmarks.drops` asks one question in twenty browser tabs and follows one fit check in twenty more, through
proxies that stop passing bytes at random instants (a new connection works again), and prints for each tab when its line
died, when all of the text stood there, and whether it is what the others show; then how many calls were charged.
It needs Playwright and a Chromium.
"""

import random
import re
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from benchmarks.processes import ROOT, Site, port_free, site
from benchmarks.proxy import Proxy, ports_free, proxies

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUESTION = "How does Maya prioritise a backlog?"
MISFIT = (ROOT / "fixtures" / "jobs" / "clear-misfit.txt").read_text(encoding="utf-8")
TABS = 20
CHAT_SECONDS, CHECK_SECONDS = 12.0, 20.0
PATIENCE = 90_000  # milliseconds
PACED = {"DJANGO_SETTINGS_MODULE": "site_project.settings"}  # the tests' own make the engine as fast as it can be
CHAT_TOKENS, CHECK_TOKENS = 8, 150  # per second: an answer takes some ten seconds, a check some twenty


@dataclass(frozen=True)
class Train:
    """A site, and a line of its own for each visitor."""

    site: Site
    lines: list[Proxy]

    def count(self, what: str) -> int:
        return int(self.site.manage("shell", "-v0", "-c", f"{what}"))


@dataclass(frozen=True)
class TabEnd:
    """What one tab shows in the end. Times in seconds from when the page was opened."""

    cut: float
    done: float
    text: str


def train(stack: ExitStack, tokens_per_second: int) -> Train:
    """Serve a site whose engine speaks so fast, with a line for each tab."""
    port, ports = port_free(), ports_free(TABS)
    origins = ",".join(f"http://127.0.0.1:{each}" for each in (port, *ports))
    env = {**PACED, "STANDIN_TOKENS_PER_SECOND": str(tokens_per_second), "SITE_ORIGINS": origins}
    served = stack.enter_context(site(port=port, env=env))
    return Train(served, stack.enter_context(proxies(port, ports)))


def instants(seconds: float) -> list[float]:
    """Return a random instant in each twentieth of the time, in random order."""
    found = [(at + random.random()) / TABS * seconds for at in range(TABS)]
    random.shuffle(found)
    return found


def answers_through(chat: Train, tabs: Sequence["Page"], cuts: Sequence[float]) -> list[TabEnd]:
    """Ask in every tab, let its line die, and return what it shows once the answer is there."""
    path, done = f"/ask-ai/?q={quote(QUESTION)}", "#turns .turn[data-state=answered]"
    opened = _opened(chat, tabs, cuts, path)
    return _ends(tabs, cuts, opened, done, "#turns .answer-prose")


def verdicts_through(check: Train, first: "Page", tabs: Sequence["Page"], cuts: Sequence[float]) -> list[TabEnd]:
    """Send one posting, follow the check in every tab, let its line die, and return what it shows in the end.

    A tab is done when the buttons stand there that only its script shows: the script is alive, too.
    """
    first.goto("/fit-check/")
    first.get_by_label("Job description").fill(MISFIT)
    first.get_by_role("button", name="Check the fit").click()
    first.wait_for_url(re.compile(r"/fit-check/[a-z0-9]{32}/"))
    opened = _opened(check, tabs, cuts, first.url.removeprefix(check.site.address))
    return _ends(tabs, cuts, opened, "#verdict, [data-copy]", "main")


def _opened(on: Train, tabs: Sequence["Page"], cuts: Sequence[float], path: str) -> list[float]:
    opened = []
    for tab, line, cut in zip(tabs, on.lines, cuts, strict=True):
        tab.goto(path)
        opened.append(time.monotonic())
        threading.Timer(cut, line.cut).start()
    return opened


def _ends(
    tabs: Sequence["Page"], cuts: Sequence[float], opened: Sequence[float], done: str, shown: str
) -> list[TabEnd]:
    left = dict(enumerate(tabs))
    ends: dict[int, TabEnd] = {}
    until = time.monotonic() + PATIENCE / 1000
    while left:
        for at, tab in list(left.items()):
            parts = [tab.locator(part).last for part in done.split(", ")]
            if all(part.is_visible() for part in parts):
                text = tab.locator(shown).last.inner_text()
                ends[at] = TabEnd(cuts[at], time.monotonic() - opened[at], text)
                del left[at]
        if left and time.monotonic() > until:
            raise TimeoutError(f"{len(left)} of {len(tabs)} tabs never showed the end")
        next(iter(left.values()), tabs[0]).wait_for_timeout(50)
    return [ends[at] for at in range(len(tabs))]


@contextmanager
def visits(browser: "Browser", addresses: Sequence[str]) -> Iterator[list["Page"]]:
    """Open a tab for each address, each with cookies of its own."""
    contexts = [browser.new_context(base_url=address) for address in addresses]
    try:
        yield [context.new_page() for context in contexts]
    finally:
        for context in contexts:
            context.close()


def report(name: str, ends: Sequence[TabEnd], calls: int, due: int) -> None:
    """Print the table of one feature."""
    usual, _ = Counter(end.text for end in ends).most_common(1)[0]
    print(f"{name}\n{'line died at':>14}{'all there at':>14}{'characters':>12}  text")
    for end in sorted(ends, key=lambda end: end.cut):
        word = "equal" if end.text == usual else "DIFFERENT"
        print(f"{end.cut:>12.1f} s{end.done:>12.1f} s{len(end.text):>12}  {word}")
    equal = sum(end.text == usual for end in ends)
    print(f"{equal} of {len(ends)} texts are equal; {calls} calls charged, {due} due\n", flush=True)


def main() -> None:
    """Run both and report."""
    from playwright.sync_api import sync_playwright

    calls = "from routing.models import Call; print(Call.objects.filter(feature='{}').count())"
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, ExitStack() as stack:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        chat = train(stack, CHAT_TOKENS)
        with visits(browser, [line.address for line in chat.lines]) as tabs:
            ends = answers_through(chat, tabs, instants(CHAT_SECONDS))
        report("Ask AI: one question in each tab", ends, chat.count(calls.format("ask-ai")), TABS)
        check = train(stack, CHECK_TOKENS)
        with visits(browser, [check.site.address, *(line.address for line in check.lines)]) as (first, *tabs):
            ends = verdicts_through(check, first, tabs, instants(CHECK_SECONDS))
        report("Fit check: one check, followed in each tab", ends, check.count(calls.format("fit-check")), 1)
        browser.close()


if __name__ == "__main__":
    main()
