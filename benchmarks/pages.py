"""What a page costs a phone on a slow line: bytes, requests, largest contentful paint, layout shift.

`python -m benchmarks.pages` opens each public page, a result and its re-weighing for the first time, with an empty
cache, at 390 x 844, over 400 kbit/s with 300 ms of latency as Chromium plays them, and prints the table. Bytes are what
came over the line, headers and typeface included. `x line` is the time of the largest paint over the time that the line
alone needs for the page's HTML (one round trip and its bytes): style sheets, scripts and this machine are the rest.
Last, whether an action (a field or a button) stands on the first screen. It needs Playwright and a Chromium.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.processes import Site, port_free, site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATHS = (
    "/",
    "/pages/",
    "/pages/clearwait-health/",
    "/skills/",
    "/ask-ai/",
    "/fit-check/",
    "/how-it-works/",
    "/privacy/",
)
PHONE = {"width": 390, "height": 844}
KBIT, LATENCY = 400, 300  # per second; milliseconds
_BYTES = KBIT * 1000 / 8
_WATCH = (
    "window.shifted = 0; window.painted = 0;"
    "new PerformanceObserver((list) => { for (const entry of list.getEntries())"
    " if (!entry.hadRecentInput) window.shifted += entry.value; }).observe({ type: 'layout-shift', buffered: true });"
    "new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.painted = entry.startTime; })"
    ".observe({ type: 'largest-contentful-paint', buffered: true });"
)
_ACTION = (
    "[...document.querySelectorAll('main :is(button, textarea, input, .button, .chip, summary)')].some((one) => {"
    " const box = one.getBoundingClientRect();"
    " return box.width && box.top >= 0 && box.bottom <= innerHeight; })"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """One page, opened once. Times in milliseconds."""

    path: str
    sent: int
    html: int
    requests: int
    painted: float
    shifted: float
    has_action: bool

    @property
    def line(self) -> float:
        """What the line alone needs for the page: one round trip and its HTML."""
        return LATENCY + 1000 * self.html / _BYTES


def opened(browser: "Browser", address: str, path: str) -> Opened:
    """Open one page as a new visitor with an empty cache."""
    context = browser.new_context(base_url=address, viewport=PHONE)
    page = context.new_page()
    page.add_init_script(_WATCH)
    sizes: dict[str, int] = {}
    first: list[str] = []
    session = context.new_cdp_session(page)
    session.on("Network.requestWillBeSent", lambda told: first.append(told["requestId"]))
    session.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    session.send("Network.enable")
    slow: dict[str, Any] = {
        "offline": False,
        "latency": LATENCY,
        "downloadThroughput": _BYTES,
        "uploadThroughput": _BYTES,
    }
    session.send("Network.emulateNetworkConditions", slow)
    page.goto(path, timeout=90_000)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    found = Opened(
        path=path,
        sent=round(sum(sizes.values())),
        html=round(sizes[first[0]]),
        requests=len(sizes),
        painted=page.evaluate("window.painted"),
        shifted=page.evaluate("window.shifted"),
        has_action=page.evaluate(_ACTION),
    )
    context.close()
    return found


def result(browser: "Browser", served: Site) -> str:
    """Send a sample, wait for its verdict, and return the path of the record."""
    context = browser.new_context(base_url=served.address)
    page: Page = context.new_page()
    page.goto("/fit-check/?sample=mixed")
    page.get_by_role("button", name="Check the fit").click()
    page.locator("#verdict").wait_for(timeout=90_000)
    path = page.url.removeprefix(served.address).partition("?")[0]
    context.close()
    return path


def report(pages: Iterator[Opened]) -> None:
    """Print the table."""
    print(f"{KBIT} kbit/s, {LATENCY} ms, first visit, {PHONE['width']} x {PHONE['height']}\n")
    print(f"{'page':<28}{'kB':>7}{'requests':>10}{'LCP s':>8}{'x line':>8}{'CLS':>8}  action on the first screen")
    for one in pages:
        name = one.path if len(one.path) < 28 else "/fit-check/<id>/" + one.path[44:]
        times = f"{one.painted / 1000:>8.2f}{one.painted / one.line:>8.2f}"
        action = "yes" if one.has_action else "no"
        print(f"{name:<28}{one.sent / 1000:>7.1f}{one.requests:>10}{times}{one.shifted:>8.3f}  {action}")


def main() -> None:
    """Open them all and report."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    env = {"DJANGO_SETTINGS_MODULE": "site_project.settings", "STANDIN_TOKENS_PER_SECOND": "0"}
    with site(port=port_free(), env=env) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        record = result(browser, served)
        report(opened(browser, served.address, path) for path in (*PATHS, record, f"{record}reweighed/"))
        browser.close()


if __name__ == "__main__":
    main()
