"""The owner reviews thirteen fit checks with the keys alone."""

import sys
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from benchmarks.processes import Site
from tests.browser.conftest import OWNER, PASSWORD

pytestmark = pytest.mark.browser

MODEL = "thirteen-to-review"
INBOX = f"/admin/fitcheck/assessment/review/?model={MODEL}"
MAKE = f"""
from datetime import timedelta
from django.utils import timezone
from fitcheck.models import Assessment, Requirement
now = timezone.now()
for number in range(13):
    record = Assessment.objects.create(
        public_id=f"thirteen{{number}}", job_sha256="0" * 64,
        job="Planner of reviews\\n\\n- You must write SQL\\n- Kafka",
        created_at=now - timedelta(minutes=number), finished_at=now, status="done", model="{MODEL}", engine="standin",
        role_title=f"Planner {{number}}", model_stance="moderate", rule_verdict="moderate", verdict="moderate",
        agreement="agreed", coverage=0.6, must_coverage=0.5, thresholds={{}}, reading={{"asks": 2, "read": 1,
        "left": [{{"quote": "Kafka", "offset": 43}}]}},
    )
    Requirement.objects.create(
        assessment=record, idx=0, statement="SQL", quote="write SQL", offset=31, kind="must", emphasis=3, weight=50,
        is_verified=True, model_level="moderate", ceiling="moderate", level="moderate",
        evidence=[{{"key": "sql", "name": "SQL", "rating": 3, "is_kin": True}}],
    )
"""


def test_it_reviews_thirteen_records_with_keys_alone(page: Page, served: Site) -> None:
    served.manage("shell", "-c", MAKE)
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.goto(INBOX)
    pressed = []

    def press(*keys: str) -> None:
        expect(page.get_by_label("Use keyboard shortcuts")).to_be_visible()  # its script listens from then on
        for key in keys:
            pressed.append(key)
            page.keyboard.press(key)

    def stands(number: int) -> None:
        expect(page.get_by_role("heading", name=f"Planner {number}", exact=True)).to_be_visible()

    stands(0)
    assert [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]] == []
    assert page.get_by_role("button", name="Agree").bounding_box()["y"] < 300
    started = time.monotonic()
    for number in range(8):
        stands(number)
        press("a")
    stands(8)
    press("u")  # the last one was a slip
    stands(7)
    press("d", "n")
    stands(8)
    press("s", "g")  # without d, s is no key
    expect(page.get_by_role("button", name="Golden", exact=True)).to_have_attribute("aria-pressed", "true")
    press("e")
    page.keyboard.type("Ask again in May.")
    press("Control+Enter")
    expect(page.get_by_role("textbox", name="Note")).to_have_value("Ask again in May.")
    press("j")
    stands(9)
    press("k")
    stands(8)
    for number in range(8, 13):
        stands(number)
        press("d", "s")
    expect(page.get_by_text("No record meets these filters.")).to_be_visible()
    seconds = time.monotonic() - started

    sys.stdout.write(f"13 records, {len(pressed)} keys and a note, {seconds:.1f} s\n")
    assert len(pressed) < 13 * 3
    for query, found in (("reviewed=yes", 13), ("reviewed=differs", 6), ("reviewed=differs&reviewed=golden", 1)):
        page.goto(f"{INBOX}&{query}")
        expect(page.get_by_text(f"{found} in this list")).to_be_visible()
