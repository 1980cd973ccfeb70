"""The site's own pages, with an owner and without one."""

import json
import logging
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from corpus.models import Visibility
from site_project import readiness
from site_project.logs import JsonFormatter, RequestIdFilter
from site_project.traffic import traffic
from tests.factories import PageFactory, ProfileFactory

pytestmark = pytest.mark.django_db


def test_it_introduces_the_owner_and_leads_on(client):
    owner = ProfileFactory(summary="Writes plainly.", starter_questions=["What went wrong?"])
    page = PageFactory(title="About Ada")

    text = client.get("/").text

    assert owner.headline in text
    assert "Writes plainly." in text
    assert 'action="/start/"' in text
    assert "/ask-ai/?q=What%20went%20wrong%3F" in text
    assert f'href="{page.get_absolute_url()}"' in text
    assert owner.contact_url in text


def test_it_says_what_to_do_while_nobody_lives_here(client):
    text = client.get("/").text

    assert "This site has no content yet" in text
    assert "load_demo" in text


def test_it_says_that_the_owner_is_invented_and_the_engine_a_demo(client):
    ProfileFactory(is_sample=True)

    text = client.get("/skills/").text

    assert "Sample owner" in text
    assert "Demo engine: answers are quoted from the site without a model." in text


def test_it_says_nothing_of_a_demo_with_a_key(client, settings):
    settings.ANTHROPIC_API_KEY = "key"
    ProfileFactory()

    assert "Demo engine" not in client.get("/").text


def test_it_marks_the_page_in_the_navigation(client):
    ProfileFactory()

    assert 'href="/skills/" aria-current="page"' in client.get("/skills/").text


def test_it_keeps_crawlers_off_records_admin_and_api(client):
    text = client.get("/robots.txt").text

    for path in ("/admin/", "/api/", "/fit-check/"):
        assert f"Disallow: {path}" in text
    assert "Allow: /fit-check/$" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


@pytest.mark.parametrize("path", ["/llms.txt", "/llms-full.txt", "/sitemap.xml"])
def test_it_lists_public_pages_for_machines_and_no_others(client, path):
    ProfileFactory()
    PageFactory(slug="shown", title="Q&A")
    PageFactory(slug="for-the-ai", visibility=Visibility.AI)
    PageFactory(slug="for-nobody", visibility=Visibility.PRIVATE)
    PageFactory(slug="unfinished", status="draft")

    text = client.get(path).text

    assert "http://testserver/pages/shown/" in text
    assert path == "/sitemap.xml" or "Q&A" in text
    for slug in ("for-the-ai", "for-nobody", "unfinished"):
        assert slug not in text


def test_it_gives_the_whole_text_to_machines(client):
    page = PageFactory(body="She ran 40 interviews.")

    assert page.body in client.get("/llms-full.txt").text


def test_it_lives(client):
    response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok\n")


def test_it_is_ready(client):
    assert client.get("/readyz").json() == {"status": "ready"}


def test_it_is_not_ready_while_it_stops(client, monkeypatch):
    monkeypatch.setattr(traffic, "is_draining", True)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "stopping" in response.json()["error"]["message"]


def test_it_is_not_ready_on_a_full_disk(client, monkeypatch):
    monkeypatch.setattr(readiness, "FREE_BYTES", 10**18)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["error"]["message"] == "Not ready: disk."


def test_it_asks_the_disk_that_the_database_is_on(client, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "site.sqlite3"))
    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda folder: asked.append(folder) or SimpleNamespace(free=0))

    response = client.get("/readyz")

    assert response.json()["error"]["message"] == "Not ready: disk."
    assert asked == [tmp_path if connection.vendor == "sqlite" else settings.BASE_DIR]


def test_it_is_not_ready_without_its_database(client, monkeypatch):
    def fail(connection: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(readiness, "MigrationExecutor", fail)

    assert client.get("/readyz").json()["error"]["message"] == "Not ready: database."


def test_it_gives_a_missing_page_the_look_of_the_site(client):
    ProfileFactory(name="Ada Example")

    response = client.get("/nope")

    assert response.status_code == 404
    assert "Page not found" in response.text
    assert "Ada Example" in response.text


def test_it_gives_a_wrong_method_a_page(client):
    response = client.delete("/")

    assert response.status_code == 405
    assert "<h1>" in response.text
    assert response["Allow"] == "GET, HEAD"


def test_it_logs_for_machines_one_object_a_line():
    record = logging.LogRecord("site", logging.INFO, __file__, 1, "first\nsecond %s", ("part",), None)
    RequestIdFilter().filter(record)

    line = JsonFormatter().format(record)

    assert "\n" not in line
    assert json.loads(line)["message"] == "first\nsecond part"
    assert json.loads(line)["request_id"] == ""


def test_it_logs_no_query(client, caplog):
    with caplog.at_level(logging.INFO, logger="site_project.middleware"):
        client.get("/healthz?q=a-visitors-words")

    assert "GET /healthz 200" in caplog.text
    assert "a-visitors-words" not in caplog.text


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("path", ["/", "/pages/", "/fit-check/", "/ask-ai/", "/api/skills"])
def test_it_says_503_in_words_while_the_database_is_away(client, path, error):
    def away(*_: object) -> None:
        raise error("the connection is closed")

    client.raise_request_exception = False
    with connection.execute_wrapper(away):
        response = client.get(path)
        alive = client.get("/healthz")

    assert (response.status_code, response["Retry-After"], alive.status_code) == (503, "5", 200)
    said = response.json()["error"]["message"] if path.startswith("/api/") else response.text
    assert "he site cannot answer now" in said
    assert "closed" not in said
