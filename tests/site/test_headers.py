"""Every response, whatever its address and status, carries the headers that browsers need."""

import gzip

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from site_project.middleware import FIXED
from tests.factories import PageFactory, ProfileFactory

pytestmark = pytest.mark.django_db

ODD = [
    ("GET", "/nope", 404),
    ("GET", "/api/nope", 404),
    ("DELETE", "/", 405),
    ("DELETE", "/api/pages", 405),
    ("POST", "/api/fit-checks", 422),
    ("GET", "/admin/", 302),
    ("GET", "/skills", 301),
    ("GET", "/static/site/base.css", 200),
    ("GET", "/static/nope.css", 404),
]


def fixed_paths(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> list[str]:
    """Return every address of the site that has no part to fill in."""
    found = []
    for pattern in patterns:
        route = getattr(pattern.pattern, "_route", None)
        if route is None or "<" in route:
            continue
        if isinstance(pattern, URLResolver):
            found += fixed_paths(pattern.url_patterns, prefix + route)
        else:
            found.append(prefix + route)
    return found


def assert_headers(response, path: str) -> None:
    for name, value in FIXED.items():
        assert response.headers.get(name) == value, (path, name)
    policy = response.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, path
    assert "script-src 'self'" in policy, path
    assert "'unsafe-eval'" not in policy, path
    assert ("'unsafe-inline'" in policy) == path.startswith("/admin/"), path
    assert len(response["X-Request-ID"]) == 32, path


def test_it_puts_them_on_every_address_for_visitors_and_for_the_owner(client, admin_client):
    ProfileFactory()
    paths = fixed_paths(get_resolver().url_patterns)

    for path in paths:
        for visitor in (client, admin_client):
            response = visitor.get(path)
            assert response.status_code in {200, 301, 302, 401, 403, 404, 405, 422}, (path, response.status_code)
            assert_headers(response, path)
        if "/logout/" in path:
            admin_client.force_login(User.objects.get(username="admin"))

    assert len(paths) > 30


@pytest.mark.parametrize(("method", "path", "status"), ODD)
def test_it_puts_them_on_refusals_redirects_and_files(client, method, path, status):
    response = client.generic(method, path, content_type="application/json")

    response.close()
    assert response.status_code == status
    assert_headers(response, path)


def test_it_puts_them_on_a_wrong_host(client):
    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert_headers(response, "/")


def test_it_puts_them_on_a_bug(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("site_project.views.pages_listed", lambda: 1 / 0)

    response = client.get("/")

    assert response.status_code == 500
    assert "ZeroDivisionError" not in response.text
    assert response["X-Request-ID"] in response.text
    assert_headers(response, "/")


def test_it_puts_them_on_a_form_without_its_token():
    response = Client(enforce_csrf_checks=True).post("/fit-check/", {"job": "x"})

    assert response.status_code == 403
    assert "This form has expired" in response.text
    assert_headers(response, "/fit-check/")


def test_it_keeps_private_pages_out_of_caches_and_indexes(client):
    assert client.get("/admin/login/")["Cache-Control"] == "no-store"
    assert client.get("/fit-check/none/")["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/fit-check/")
    assert client.get("/nope")["Cache-Control"] == "no-store"


def test_it_believes_no_request_id_from_outside(client):
    response = client.get("/healthz", headers={"x-request-id": "forged"})

    assert response["X-Request-ID"] != "forged"


def test_it_allows_a_page_to_be_cached_by_the_browser(client):
    page = PageFactory()

    response = client.get(page.get_absolute_url())

    assert "no-store" not in response.get("Cache-Control", "")


def test_it_compresses_pages_and_gives_no_length_away(client):
    ProfileFactory()
    sizes = set()
    for _ in range(20):
        response = client.get("/fit-check/", headers={"accept-encoding": "gzip"})
        sizes.add(len(response.content))
        assert response["Content-Encoding"] == "gzip"
        assert b"csrfmiddlewaretoken" in gzip.decompress(response.content)

    assert len(sizes) > 5
    assert "Content-Encoding" not in client.get("/fit-check/").headers


@pytest.mark.parametrize("path", ["/skills/", "/pages/", "/how-it-works/", "/llms.txt", "/api/skills"])
def test_it_sends_a_public_page_once_to_who_has_it(client, path):
    ProfileFactory()
    headers = {"accept-encoding": "gzip"}
    first = client.get(path, headers=headers)

    again = client.get(path, headers={**headers, "if-none-match": first["ETag"]})

    assert first.status_code == 200
    assert (again.status_code, again.content) == (304, b"")
