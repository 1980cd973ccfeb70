"""The search: sections and skills by their words, on the page and over the API."""

import pytest
from django.utils import timezone

from corpus.models import Page, SearchEntry, Visibility
from corpus.search.words import query_of
from corpus.services import corpus_versions_refresh
from tests.factories import PageFactory, ProfileFactory, SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def owner():
    ProfileFactory()
    PageFactory(title="Ferry", slug="ferry", body="## Timetable\n\nAda planned the ferry's winter timetable.\n")
    SkillFactory(name="Timetabling", key="timetabling", rating=4, aliases=["rosters"], evidence="Ferries of Oban.")
    corpus_versions_refresh(now=timezone.now())


def test_it_finds_a_section_by_another_form_of_its_words_and_marks_them(client):
    page = client.get("/search/", {"q": "Who planned the timetables?"})

    assert 'href="/pages/ferry/#timetable"' in page.text
    assert "<mark>planned</mark>" in page.text
    assert page.context["query"].words == ("planned", "timetables")


def test_it_finds_a_skill_by_an_alias(client):
    page = client.get("/search/", {"q": "rosters"})

    assert 'href="/skills/#skill-timetabling"' in page.text


def test_it_falls_back_to_any_of_the_words(client):
    items = client.get("/api/search", {"q": "winter submarines"}).json()["items"]

    assert [item["url"].partition("/pages/")[2] for item in items] == ["ferry/#timetable"]
    assert "\x02" not in items[0]["excerpt"]


@pytest.mark.parametrize("visibility", [Visibility.AI, Visibility.PRIVATE])
def test_it_never_finds_what_no_list_shows(client, visibility):
    page = Page.objects.get(slug="ferry")
    page.visibility = visibility
    page.save()
    SkillFactory(name="Hidden winter skill", visibility=visibility)
    corpus_versions_refresh(now=timezone.now())

    assert client.get("/api/search", {"q": "winter"}).json()["items"] == []


def test_it_heeds_a_page_withdrawn_since_the_index_was_made(client):
    client.get("/search/", {"q": "winter"})
    Page.objects.update(visibility=Visibility.AI)

    assert client.get("/api/search", {"q": "winter"}).json()["items"] == []


def test_it_follows_an_edit_once_the_version_is_new(client):
    client.get("/search/", {"q": "winter"})
    SkillFactory(name="Whaling", evidence="Never.")
    corpus_versions_refresh(now=timezone.now())

    assert [item["title"] for item in client.get("/api/search", {"q": "whaling"}).json()["items"]] == ["Whaling"]


def test_it_follows_a_page_deleted_and_written_anew_word_for_word(client):
    client.get("/search/", {"q": "winter"})
    Page.objects.all().delete()
    page = PageFactory(title="Ferry", slug="ferry", body="## Timetable\n\nAda planned the ferry's winter timetable.\n")

    assert client.get("/api/search", {"q": "winter"}).json()["items"]
    assert SearchEntry.objects.filter(section__page=page).exists()


@pytest.mark.parametrize(
    "query",
    ['"', "'", "ferry AND", "NEAR(ferry winter", "title:ferry", "ferry*", "-ferry ^winter", "ferry\0winter", "🚢 ferry",
     "ferry " * 2000, "x" * 10_000, "(ferry", "ferry & | !", "'; DROP TABLE corpus_page; --", "\x02ferry\x03", "__"],
)  # fmt: skip
def test_it_answers_a_hostile_query_in_words(client, query):
    page = client.get("/search/", {"q": query})

    assert page.status_code == 200
    assert ("#timetable" in page.text) is ("ferry" in query)
    assert client.get("/api/search", {"q": query}).status_code == 200


def test_it_says_so_where_nothing_is_found_or_asked(client):
    assert "Nothing here holds these words" in client.get("/search/", {"q": "zeppelin"}).text
    assert "no word in this" in client.get("/search/", {"q": "🚢!"}).text
    assert "result" not in client.get("/search/").text


def test_it_writes_no_mark_up_of_a_page_or_of_the_query(client):
    SkillFactory(name="Tags", evidence="Wrote <b>alert</b> by hand.")
    corpus_versions_refresh(now=timezone.now())

    page = client.get("/search/", {"q": 'alert"><b>'})

    assert "<b>" not in page.text
    assert "#skill-tags" in page.text


def test_it_reads_a_long_text_in_part_and_says_so(client):
    query = query_of("ferry " + " ".join(f"word{number}" for number in range(50)))

    assert query.is_cut
    assert len(query.words) == 12
    assert "first words" in client.get("/search/", {"q": "ferry " * 50}).text


def test_it_is_offered_with_the_words_of_an_address_that_leads_nowhere(client):
    assert 'href="/search/?q=pages%20ferry%20times"' in client.get("/pages/ferry-times/").text
