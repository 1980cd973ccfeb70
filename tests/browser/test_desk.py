"""The owner's desk: leaving unsaved edits asks, and the pages of a change and of a mapping are accessible."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import OWNER, PASSWORD
from tests.corpus.sheets import csv_file

pytestmark = pytest.mark.browser
SKILLS = "/admin/corpus/skill/"
SHEET = csv_file(["Skill", "Type", "Proficiency (1-10)", "Last used"], ["Glassblowing", "Craft", "8", "05/06/2026"],
                 ["Falconry", "Craft", "10", "07/08/2026"])  # fmt: skip


def signed_in(tab):
    tab.goto("/admin/login/")
    tab.fill("#id_username", OWNER)
    tab.fill("#id_password", PASSWORD)
    tab.click("input[type=submit]")
    return tab


def test_it_asks_before_unsaved_edits_are_left_and_not_otherwise(page):
    desk = signed_in(page)
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.goto(f"{SKILLS}add/")

    desk.goto(SKILLS)
    untouched = list(asked)
    desk.goto(f"{SKILLS}add/")
    desk.fill("#id_name", "Falconry by night")
    desk.goto(SKILLS)
    left = list(asked)
    desk.goto(f"{SKILLS}add/")
    for name, value in {"name": "Falconry by day", "key": "falconry-by-day", "category": "Craft"}.items():
        desk.fill(f"#id_{name}", value)
    desk.select_option("#id_rating", "2")
    desk.click("input[name=_save]")
    desk.wait_for_url(f"**{SKILLS}")

    assert untouched == []
    assert left == ["beforeunload"]
    assert asked == left


@pytest.mark.parametrize("width", [390, 1280])
def test_it_shows_a_mapping_and_the_changes_to_everybody(browser, served, width):
    # A context of its own: axe writes inline styles beside the controls of a form, which the site's policy reports.
    context = browser.new_context(base_url=served.address, viewport={"width": width, "height": 900})
    desk, found = signed_in(context.new_page()), {}

    desk.goto(f"{SKILLS}import/")
    upload = {"name": "skills.csv", "mimeType": "text/csv", "buffer": SHEET}
    desk.set_input_files("input[type=file]", files=[upload])
    desk.click("input[type=submit]")
    found["mapping"] = [fault["id"] for fault in Axe().run(desk).response["violations"]]
    desk.select_option("#map-order", "day")
    desk.click("text=Preview with this mapping")
    proposed = desk.locator("#import-found").inner_text()
    desk.goto("/admin/corpus/change/")
    found["changes"] = [fault["id"] for fault in Axe().run(desk).response["violations"]]
    desk.click("#result_list tbody th a >> nth=0")
    found["change"] = [fault["id"] for fault in Axe().run(desk).response["violations"]]
    wide = desk.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()

    assert found == {"mapping": [], "changes": [], "change": []}
    assert proposed.startswith("2 new")
    assert wide <= 0
