"""The API answers every failure in one shape and lets no other site act for a visitor."""

import json
import logging

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from routing.models import Call

pytestmark = pytest.mark.django_db

JSON = "application/json"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/api/nope", "", 404, "not_found"),
        ("GET", "/api/pages/nope", "", 404, "not_found"),
        ("PUT", "/api/pages", "", 405, "method_not_allowed"),
        ("POST", "/api/fit-checks", "{", 400, "bad_request"),
        ("POST", "/api/fit-checks", "{}", 422, "invalid"),
    ],
)
def test_it_answers_a_failure_in_one_shape(client, method, path, body, status, code):
    response = client.generic(method, path, body, content_type=JSON)

    assert response.status_code == status
    assert response.headers["Content-Type"].startswith(JSON)
    assert set(response.json()) == {"error"}
    assert response.json()["error"]["code"] == code
    assert response.json()["error"]["message"]


def test_it_says_which_methods_an_address_answers(client):
    response = client.put("/api/pages")

    assert "GET" in response["Allow"]


def test_it_tells_nothing_of_a_bug(client, monkeypatch, caplog):
    client.raise_request_exception = False
    monkeypatch.setattr("corpus.api.pages_listed", lambda: 1 / 0)

    with caplog.at_level(logging.ERROR):
        response = client.get("/api/pages")

    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, settings.VISITOR_COOKIE_NAME])
def test_it_refuses_a_browser_that_cannot_prove_its_page(cookie):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[cookie] = "anything"

    response = browser.post("/api/fit-checks", {"job": "x"}, content_type=JSON)

    assert response.status_code == 403
    assert response.json()["error"]["code"] == "refused"


def test_it_takes_a_browser_with_its_token():
    browser = Client(enforce_csrf_checks=True)
    browser.get("/fit-check/")
    browser.cookies[settings.VISITOR_COOKIE_NAME] = "anything"
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value

    response = browser.post("/api/fit-checks", {}, content_type=JSON, headers={"x-csrftoken": token})

    assert response.status_code == 422


def test_it_takes_a_program_without_cookies():
    response = Client(enforce_csrf_checks=True).post("/api/fit-checks", {}, content_type=JSON)

    assert response.status_code == 422


@pytest.mark.parametrize("where", ["cross-site", "same-site"])
def test_it_refuses_what_a_browser_says_comes_from_elsewhere(client, where):
    response = client.post("/api/fit-checks", {}, content_type=JSON, headers={"sec-fetch-site": where})

    assert response.status_code == 403


def test_it_shows_its_description_to_everybody(client):
    page = client.get("/api/docs")

    assert page.status_code == 200
    assert client.get("/api/openapi.json").json()["info"]["title"] == "Candid"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/ask", "{}", "text"),
        ("/api/fit-checks", "{}", "job"),
        ("/api/ask", "", "body"),
        ("/api/skills?limit=x", None, "limit"),
    ],
)
def test_it_names_the_field_a_caller_sent(client, path, body, field):
    call = client.get(path) if body is None else client.post(path, body, content_type=JSON)

    message = call.json()["error"]["message"]
    assert message.startswith((f"{field}: ", "The request")) or call.status_code == 400
    assert "question." not in message
    assert "payload." not in message


def test_it_exports_its_description(tmp_path):
    out = tmp_path / "openapi.json"

    call_command("export_openapi_schema", api="site_project.api.api", output=out)

    paths = json.loads(out.read_text())["paths"]
    assert {"/api/fit-checks", "/api/pages", "/api/skills", "/api/ask"} <= set(paths)


@pytest.mark.parametrize("path", ["/api/fit-checks", "/api/ask"])
def test_it_says_that_a_request_is_too_big(client, path, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    response = client.post(path, {"job": "x" * 2_000, "text": "x"}, content_type=JSON)

    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_long"


@pytest.mark.parametrize("path", ["/api/fit-checks", "/api/ask"])
@pytest.mark.parametrize("content_type", [JSON, "text/plain", "multipart/form-data; boundary=x", "x" * 500, ""])
@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"x"', b"\xff\xfe\x00", b"[" * 50_000, b'{"job":NaN,"text":NaN}', b'{"job":[],"text":{}}',
     b'{"job":' + b"9" * 5_000 + b"}", b"\xef\xbb\xbf{}"],
)  # fmt: skip
def test_it_answers_whatever_it_is_sent_in_the_one_shape(client, path, content_type, body):
    response = client.generic("POST", path, body, content_type=content_type)

    assert 400 <= response.status_code < 500
    assert response.json()["error"]["message"]
    assert not Call.objects.exists()


@pytest.mark.parametrize("odd", ["%00", "%ff", "9" * 30, "-1", "1e400", "%F0%9F%98%80", "a" * 3_000, "%0d%0aX:%20y"])
@pytest.mark.parametrize("path", ["/api/skills?limit={}", "/api/skills?offset={}", "/api/pages/{}"])
def test_it_finds_nothing_under_an_odd_name(client, path, odd):
    response = client.get(path.format(odd))

    assert response.status_code in {404, 422}
    assert response.json()["error"]["message"]
