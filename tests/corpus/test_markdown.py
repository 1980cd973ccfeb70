"""Markdown to safe HTML, cut into sections whose addresses last."""

import pytest

from corpus.models import Section
from corpus.services import page_save
from corpus.text.markdown import cuts
from tests.factories import PageFactory, SkillFactory


def html_of(markdown: str) -> str:
    return "".join(cut.html for cut in cuts(markdown))


@pytest.mark.parametrize(
    "link",
    [
        "[x](javascript:alert(1))",
        "[x](data:text/html,y)",
        "[x](//evil.example)",
        "[x](vbscript:y)",
        "[x](ftp://a.example/y)",
    ],
)
def test_it_leads_nowhere_but_to_the_web_mail_and_this_site(link):
    assert "href" not in html_of(link)


@pytest.mark.parametrize(
    "address", ["https://a.example/x", "http://a.example", "mailto:a@b.example", "/pages/x/", "#y"]
)
def test_it_keeps_a_link_with_its_rel(address):
    assert html_of(f"[x]({address})") == f'<p><a href="{address}" rel="noopener noreferrer">x</a></p>'


@pytest.mark.parametrize("markdown", ["<script>alert(1)</script>", "<img src=x onerror=y>", "a <b style='x'>b</b>"])
def test_it_shows_raw_html_as_text(markdown):
    html = html_of(markdown)

    assert "&lt;" in html
    assert "<script" not in html
    assert "<img" not in html


def test_it_shows_the_words_of_an_image_and_fetches_nothing():
    [cut] = cuts("Before ![a chart](https://a.example/x.png) after.")

    assert cut.html == "<p>Before a chart after.</p>"
    assert cut.text == "Before a chart after."


def test_it_writes_no_style_into_a_table():
    assert "style" not in html_of("| a | b |\n|--:|:-:|\n| 1 | 2 |")


def test_it_gives_every_heading_its_own_anchor():
    found = cuts("Opening words.\n\n## Results\n\nA.\n\n### Results\n\nB.\n\n## Intro\n\nC.\n\n## 日本\n\nD.")

    assert [cut.anchor for cut in found] == ["intro", "results", "results-2", "intro-2", "section"]
    assert found[2].headings == ("Results", "Results")


def test_it_does_not_cut_at_a_heading_inside_a_quotation_or_code():
    [cut] = cuts("> # Not a section\n\n```\n# neither\n```\n")

    assert cut.anchor == "intro"


@pytest.mark.django_db
def test_it_keeps_the_row_of_a_section_whose_heading_stays():
    page = PageFactory(body="## One\n\nFirst.\n\n## Two\n\nSecond.")
    skill = SkillFactory(evidence_section=page.sections.get(anchor="two"))
    kept = skill.evidence_section_id

    page.body = "## Two\n\nSecond, edited.\n\n## New\n\nThird."
    page_save(page=page)

    skill.refresh_from_db()
    assert skill.evidence_section_id == kept
    assert list(page.sections.order_by("order").values_list("anchor", "text")) == [
        ("two", "Second, edited."),
        ("new", "Third."),
    ]


@pytest.mark.django_db
def test_it_keeps_a_skill_whose_section_is_gone():
    page = PageFactory(body="## One\n\nFirst.")
    skill = SkillFactory(evidence_section=page.sections.get())

    page.body = "## Other\n\nSecond."
    page_save(page=page)

    skill.refresh_from_db()
    assert skill.evidence_section is None
    assert Section.objects.count() == 1
