"""What programs, other sites and careful readers find."""

import json
import re
from datetime import UTC, datetime

import pytest

from corpus.models import Portrait
from tests.factories import PageFactory, ProfileFactory

pytestmark = pytest.mark.django_db


def test_it_tells_agents_how_to_ask_and_to_check_with_the_limits_in_force(client, settings):
    settings.ASK_RATES = "7/hour"
    settings.FITCHECK_MAX_CHARS = 12_345

    text = client.get("/llms.txt").text

    assert "## For agents" in text
    assert "curl http://testserver/api/ask" in text
    assert "curl http://testserver/api/fit-checks" in text
    assert "7 in an hour" in text
    assert "12345" in text
    assert "&" not in text


def test_it_lets_crawlers_read_the_description_of_the_api_and_nothing_else_of_it(client):
    text = client.get("/robots.txt").text

    assert "Allow: /api/openapi.json$" in text
    assert "Disallow: /api/\n" in text


def test_it_gives_a_shared_link_a_card(client, settings):
    settings.SITE_URL = "https://ada.example"
    ProfileFactory(headline="Says <no> & means it")
    page = PageFactory(title="What went wrong", summary="Two failures.")

    home, detail = client.get("/").text, client.get(page.get_absolute_url()).text

    assert '<link rel="canonical" href="https://ada.example/">' in home
    assert '<meta property="og:title" content="Ada Example">' in home
    assert '<meta property="og:title" content="What went wrong">' in detail
    assert '<meta property="og:description" content="Two failures.">' in detail
    assert re.search(r'og:image" content="https://ada\.example/static/site/card[^"]*\.png"', home)
    assert f'<link rel="canonical" href="https://ada.example{page.get_absolute_url()}">' in detail


def test_it_describes_the_person_for_search_engines_without_breaking_out(client, settings):
    settings.SITE_URL = "https://ada.example"
    ProfileFactory(headline="</script><b>", place="Lisbon", linkedin_url="https://linkedin.example/ada")
    Portrait.objects.create(pk=1, content=b"x", media_type="image/png", width=400, height=400, sha256="a" * 64)

    text = client.get("/").text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)[1])

    assert data["@type"] == "ProfilePage"
    assert data["mainEntity"]["description"] == "</script><b>"
    assert data["mainEntity"]["sameAs"] == ["https://linkedin.example/ada"]
    assert data["mainEntity"]["image"] == "https://ada.example/portrait?aaaaaaaa"


def test_it_shows_the_facts_that_are_written_and_no_others(client):
    ProfileFactory(place="Lisbon", notice="Four weeks", available_from="2027-03-01", cv_url="/pages/cv/")

    text = client.get("/").text

    for words in ("Lisbon", "Four weeks", "1 March 2027", 'href="/pages/cv/"'):
        assert words in text
    assert "LinkedIn" not in text
    assert ">Works<" not in text


def test_it_says_whom_to_tell_of_a_hole(client):
    ProfileFactory()

    text = client.get("/.well-known/security.txt").text

    assert "Contact: mailto:ada@example.org" in text
    expires = datetime.fromisoformat(re.search(r"Expires: (\S+)", text)[1])
    assert 30 < (expires - datetime.now(UTC)).days < 365


@pytest.mark.parametrize(("path", "name"), [("/favicon.ico", "favicon"), ("/apple-touch-icon.png", "touch")])
def test_it_has_the_icons_that_browsers_ask_for(client, path, name):
    found = client.get(path, follow=True)
    found.close()

    assert found.status_code == 200
    assert name in found.request["PATH_INFO"]


def test_it_feeds_the_news_of_its_pages(client):
    ProfileFactory()
    PageFactory(title="Quiet & true", summary="Why.")
    PageFactory(title="Hidden", visibility="ai")

    feed = client.get("/feed.xml")

    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "Quiet &amp; true" in feed.text
    assert "Hidden" not in feed.text


def test_it_says_what_is_kept_from_the_settings_in_force(client, settings):
    settings.RETENTION_DAYS = 33
    settings.VISITOR_COOKIE_NAME = "__Host-visitor"
    ProfileFactory()

    text = client.get("/privacy/").text

    assert "Deleted 33 days after the last question" in text
    assert "__Host-visitor" in text
    assert settings.CSRF_COOKIE_NAME in text
    assert "No text leaves this server" in text
    assert 'action="/ask-ai/new/"' in text
    assert "until the day you set (7, 30 or 90 days)" in text
    assert "names each line in at most 8 words" in text
    assert "Deleted 33 days after you asked, or with the result." in text
    assert 'action="/fit-check/forget/"' in text


@pytest.mark.parametrize(
    ("key", "address", "words"),
    [
        ("key", "", "Anthropic (api.anthropic.com)"),
        ("", "http://llama.example:8080", "A language model chosen by the owner (llama.example)"),
    ],
)
def test_it_names_who_reads_what_visitors_write(client, settings, key, address, words):
    settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_BASE_URL = key, address

    assert words in client.get("/privacy/").text


@pytest.mark.parametrize("path", ["/", "/ask-ai/", "/fit-check/", "/skills/"])
def test_it_leads_to_the_privacy_page_from_every_box_and_footer(client, path):
    ProfileFactory()

    text = client.get(path).text

    assert text.count('href="/privacy/"') >= (1 if path == "/skills/" else 2)
