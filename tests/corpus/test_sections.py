"""Anchors, evidence and addresses of a page outlive its edits."""

import pytest

from corpus.models import RetiredSection
from corpus.services import page_save
from tests.factories import PageFactory, SkillFactory

pytestmark = pytest.mark.django_db
WORK = "Ran the payments team for three years and shipped twelve releases."
BODY = f"Opening words.\n\n## Work\n\n{WORK}\n\n## Writing\n\nWrote the handbook of the whole department."


def saved(page, body):
    """Save the page with another text and return its anchors."""
    page.body = body
    page_save(page=page)
    return list(page.sections.order_by("order").values_list("anchor", flat=True))


@pytest.fixture
def page():
    return PageFactory(slug="about", title="About", body=BODY)


@pytest.fixture
def skill(page):
    return SkillFactory(key="sql", name="SQL", rating=4, years=5, evidence_section=page.sections.get(anchor="work"))


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace("## Work", "## What I did at work (updated)"),
        BODY.replace("## Work", "## Payments").replace("three years", "four years"),
        BODY.replace("## Work", "### Work"),
        BODY.replace("## Work", "## New first part\n\nNothing to do with it.\n\n## Payments"),
        f"## Writing\n\nWrote the handbook of the whole department.\n\n## Payments\n\n{WORK}",
        BODY.replace(WORK, "Entirely other words stand here by now."),
    ],
)
def test_it_keeps_anchor_and_evidence_of_a_section_that_is_renamed_moved_or_rewritten(page, skill, body):
    before = skill.evidence_section_id

    anchors = saved(page, body)

    assert "work" in anchors
    skill.refresh_from_db()
    assert skill.evidence_section_id == before
    assert skill.evidence_section.anchor == "work"


def test_it_gives_a_new_section_no_anchor_of_another(page):
    anchors = saved(page, BODY.replace("## Work", "## Payments") + "\n\n## Work\n\nOf quite another kind.")

    assert anchors == ["intro", "work", "writing", "work-2"]


def test_it_brings_evidence_back_with_a_section_that_was_gone(page, skill):
    before = skill.evidence_section_id
    saved(page, "Opening words.")
    skill.refresh_from_db()
    lost = skill.evidence_section_id

    anchors = saved(page, BODY)

    skill.refresh_from_db()
    assert lost is None
    assert skill.evidence_section_id == before
    assert anchors == ["intro", "work", "writing"]
    assert not RetiredSection.objects.exists()
    assert skill.history.count() == 3


@pytest.mark.parametrize("is_pasted_first", [True, False])
def test_it_leads_evidence_and_visitors_after_a_section_that_moved_to_another_page(
    client, page, skill, is_pasted_first
):
    other = PageFactory(slug="work", title="Work", body="Short.")
    cut, pasted = (page, "Opening words."), (other, f"Short.\n\n## Payments\n\n{WORK}")

    for where, body in (pasted, cut) if is_pasted_first else (cut, pasted):
        saved(where, body)
    shown = client.get("/pages/about/")

    skill.refresh_from_db()
    assert skill.evidence_section.get_absolute_url() == "/pages/work/#payments"
    assert '<p id="work" class="notice">“Work” is now on another page: <a href="/pages/work/#payments">' in shown.text


def test_it_lands_where_the_words_of_a_removed_heading_stand_now(client, page, skill):
    saved(page, f"Opening words.\n\n## Writing\n\nWrote the handbook of the whole department.\n\n{WORK}")

    shown = client.get("/pages/about/")

    skill.refresh_from_db()
    assert skill.evidence_section.anchor == "writing"
    assert '<span id="work"></span>' in shown.text


def test_it_never_leads_to_a_private_page(client, page, skill):
    saved(PageFactory(slug="diary", visibility="private", body="Short."), f"## Payments\n\n{WORK}")

    saved(page, "Opening words.")

    assert "diary" not in client.get("/pages/about/").text


def test_it_redirects_a_slug_that_was_renamed_until_another_page_takes_it(client, page):
    for slug in ("me", "about-me"):
        page.slug = slug
        page_save(page=page)

    moved = [client.get(path) for path in ("/pages/about/", "/pages/me.md", "/api/pages/me")]
    PageFactory(slug="about", title="New")

    assert [(answer.status_code, answer.headers.get("Location")) for answer in moved] == [
        (301, "/pages/about-me/"),
        (301, "/pages/about-me.md"),
        (200, None),
    ]
    assert client.get("/pages/about/").status_code == 200
