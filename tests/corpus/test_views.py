"""The public pages, the matrix and the API, through the door."""

import re
from datetime import date
from html import unescape

import pytest

from corpus.models import Page, Visibility
from corpus.selectors import corpus_text
from tests.factories import PageFactory, ProfileFactory, SkillFactory

pytestmark = pytest.mark.django_db


def seen(html: str) -> str:
    """The words of a page as a browser would fold them."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", "", main)).split())


def test_it_shows_every_block_an_answer_may_quote_on_the_page_it_names(client):
    ProfileFactory()
    PageFactory(
        body="Led *discovery*, e.g. for `the editor`. It cost 3.5 days & more.\n\n## List\n\n"
        "- One **bold** item. Twice.\n- Two\n  - inner\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n### Deep <b>raw</b>\n\n"
        "Mr. Smith said “Yes.” Then he left.\n"
    )
    SkillFactory(name="Kafka & co", rating=0, gap_reason="Never ran it.")
    SkillFactory(name="Interviews", rating=5, learning=True, evidence="Ran 40.\nTwice <a week>.")

    for source in corpus_text().sources:
        path = source.url.removeprefix("http://127.0.0.1:8000").split("#")
        page = client.get(path[0])
        assert f'id="{path[1]}"' in page.text
        for block in source.blocks:
            assert block in seen(page.text)


def test_it_keeps_drafts_and_private_pages_to_the_owner(client):
    PageFactory(slug="draft", status=Page.Status.DRAFT)
    PageFactory(slug="private", visibility=Visibility.PRIVATE)

    statuses = [client.get(f"/pages/{slug}{end}").status_code for slug in ("draft", "private") for end in ("/", ".md")]

    assert statuses == [404] * 4


def test_it_reaches_an_unlisted_page_by_its_address_and_lists_it_nowhere(client):
    PageFactory(slug="quiet", title="Quiet page", visibility=Visibility.AI)

    page = client.get("/pages/quiet/")
    elsewhere = [client.get(path).text for path in ("/pages/", "/sitemap.xml", "/api/pages", "/")]

    assert page.status_code == 200
    assert '<meta name="robots" content="noindex">' in page.text
    assert not any("quiet" in text.lower() for text in elsewhere)


def test_it_leads_to_the_neighbouring_pages(client):
    PageFactory(slug="one", title="One", order=1)
    PageFactory(slug="two", title="Two", order=2)
    PageFactory(slug="three", title="Three", order=3)

    page = client.get("/pages/two/")

    assert re.search(r'rel="prev" href="/pages/one/"', page.text)
    assert re.search(r'rel="next" href="/pages/three/"', page.text)


def test_it_gives_a_page_as_markdown(client):
    PageFactory(slug="one", title="One", body="Some *words*.")

    page = client.get("/pages/one.md")

    assert page["Content-Type"] == "text/markdown; charset=utf-8"
    assert page.text == "# One\n\nSome *words*."


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"kafka", "sql"}),
        ("?q=KAF", {"kafka"}),
        ("?q=stream+kaf", {"kafka"}),
        ("?category=data", {"sql"}),
        ("?rating=4", {"sql"}),
        ("?rating=gap", {"kafka"}),
        ("?rating=nonsense&category=none", set()),
    ],
)
def test_it_filters_the_matrix_without_a_script(client, query, expected):
    SkillFactory(name="Kafka", rating=0, category="Platforms", aliases=["event streams"])
    SkillFactory(name="SQL", rating=4, category="Data")

    page = client.get(f"/skills/{query}")

    shown = {skill.key for group in page.context["groups"] for skill in group.skills if skill.is_shown}
    assert shown == expected
    assert page.context["shown"] == len(expected)
    assert len(re.findall(r'<li class="skill[^>]* hidden>', page.text)) == 2 - len(expected)


def test_it_shows_a_gap_in_words(client):
    SkillFactory(last_used=date(2026, 5, 1), name="Kafka", rating=0, gap_reason="Never ran it in production.")

    page = client.get("/skills/")

    assert "Kafka: 0 of 5 (none), 5 years, last used 2026-05. Never ran it in production." in seen(page.text)
    assert "Gap" in seen(page.text)


def test_it_keeps_markup_in_a_skill_inert(client):
    SkillFactory(key="x", name="<script>alert(1)</script>", evidence="{{ settings.SECRET_KEY }} <img src=x>")

    page = client.get("/skills/")

    assert "<script>alert" not in page.text
    assert "<img" not in page.text


def test_it_never_shows_a_private_skill_or_a_note_to_oneself(client):
    SkillFactory(name="Secret craft", visibility=Visibility.PRIVATE)
    SkillFactory(name="Quiet craft", visibility=Visibility.AI)
    SkillFactory(name="SQL", honest_note="canary-note")

    texts = [client.get(path).text for path in ("/skills/", "/api/skills", "/llms-full.txt")]

    assert not any(word in text for text in texts for word in ("Secret craft", "Quiet craft", "canary-note"))


def test_it_pages_through_the_skills_of_the_api(client):
    for number in range(3):
        SkillFactory(name=f"Skill {number}", key=f"s-{number}")

    page = client.get("/api/skills?limit=2&offset=1").json()

    assert [row["key"] for row in page["items"]] == ["s-1", "s-2"]
    assert page["total"] == 3


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "offset=-1", "limit=x"])
def test_it_refuses_a_page_of_the_api_that_is_out_of_bounds(client, query):
    answer = client.get(f"/api/skills?{query}")

    assert answer.status_code == 422
    assert set(answer.json()["error"]) == {"code", "message"}


def test_it_reads_a_public_page_over_the_api(client):
    PageFactory(slug="one", title="One", body="Words.\n\n## Two\n\nMore.")

    page = client.get("/api/pages/one").json()
    missing = client.get("/api/pages/none")

    assert [section["anchor"] for section in page["sections"]] == ["intro", "two"]
    assert page["sections"][1]["url"] == "http://127.0.0.1:8000/pages/one/#two"
    assert missing.status_code == 404
    assert missing.json()["error"]["code"] == "not_found"


def test_it_names_the_listed_pages_in_the_sitemap(client):
    PageFactory(slug="one")

    sitemap = client.get("/sitemap.xml")

    assert "/pages/one/</loc>" in sitemap.text
    assert "/skills/</loc>" in sitemap.text


def test_it_lists_pages_under_the_headings_the_owner_chose_and_loses_none(client):
    ProfileFactory()
    PageFactory(title="Loose", order=1)
    PageFactory(title="Second job", group="work", years="2020–2022", order=3)
    PageFactory(title="First job", group="work", years="2022–now", order=2)
    PageFactory(title="Why", group="answers", order=4)

    for path in ("/", "/pages/"):
        text = seen(client.get(path).text)
        places = [
            text.index(words) for words in ("Work", "First job", "Second job", "Straight answers", "Why", "Loose")
        ]
        assert places == sorted(places), path
        assert "2020–2022" in text


def test_it_heads_nothing_where_no_page_has_a_group(client):
    PageFactory(title="Loose")

    assert "More" not in seen(client.get("/pages/").text)


def test_it_opens_on_the_distribution_with_the_strongest_and_the_gaps(client):
    SkillFactory(name="Interviews", rating=5, years=9, category="Product")
    SkillFactory(name="Kafka", rating=0, category="Platforms")
    SkillFactory(name="SQL", rating=3, category="Product")

    page = client.get("/skills/")
    overview = page.context["overview"]

    assert [(group.name, group.strong, group.working, group.gaps) for group in overview.groups] == [
        ("Product", 1, 1, 0), ("Platforms", 0, 0, 1),
    ]  # fmt: skip
    assert [skill.line.name for skill in overview.strongest] == ["Interviews"]
    assert [skill.line.name for skill in overview.gaps] == ["Kafka"]
    assert not re.search(r"<details[^>]* open", page.text)


def test_it_opens_what_a_filter_finds_and_puts_the_overview_away(client):
    SkillFactory(name="Kafka", rating=0, category="Platforms")
    SkillFactory(name="SQL", rating=3, category="Product")

    text = client.get("/skills/?q=kafka").text

    assert re.search(r'<details[^>]*id="platforms"[^>]* open>', text)
    assert re.search(r'<details[^>]*id="product"[^>]* hidden>', text)
    assert re.search(r'class="overview"[^>]* hidden>', text)


def test_it_gives_the_matrix_to_programs_whole(client):
    SkillFactory(name="Interviews", rating=5, category="Product", evidence="Ran 40.", last_used="2026-05-01")
    SkillFactory(name="Secret craft", visibility=Visibility.PRIVATE)

    rows, text, full = client.get("/skills.json").json(), client.get("/skills.md"), client.get("/llms-full.txt").text

    assert [(row["name"], row["rating"]) for row in rows["items"]] == [("Interviews", 5)]
    assert rows["total"] == 1
    assert text["Content-Type"] == "text/markdown; charset=utf-8"
    line = "- Interviews: 5 of 5 (set the standard), 5 years, last used 2026-05. Ran 40."
    assert line in text.text
    assert line in full
    assert "Secret" not in text.text + full


def test_it_shrinks_the_matrix_on_the_way(client):
    for number in range(40):
        SkillFactory(name=f"Skill {number}", key=f"s-{number}")

    page = client.get("/skills/", headers={"accept-encoding": "gzip"})

    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < 6_000
