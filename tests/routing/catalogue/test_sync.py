"""manage.py sync_models against servers that say much, little, or nothing of their models."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command

from routing.models import LanguageModel, Price

pytestmark = pytest.mark.django_db

HAIKU = {
    "id": "claude-haiku-4-5-20251001", "type": "model", "display_name": "Claude Haiku 4.5", "line": "haiku",
    "lifecycle": "deprecated", "retires_at": "2027-01-31T00:00:00Z", "max_input_tokens": 250_000, "max_tokens": 32_000,
    "capabilities": {
        "citations": {"supported": False},
        "effort": {"supported": True, "low": {"supported": True}},
        "thinking": {"supported": True, "types": {"adaptive": {"supported": True}, "disabled": {"supported": True}}},
    },
}  # fmt: skip


@contextmanager
def _serve(*pages, status=200):
    """Answer every request for the models with the next page; yield the address and what was asked."""
    asked = []

    class Models(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            asked.append(parse_qs(urlsplit(self.path).query))
            page = pages[min(len(asked), len(pages)) - 1]
            raw = (page if isinstance(page, str) else json.dumps(page)).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args):
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Models)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def catalogue():
    call_command("load_catalogue")


@pytest.fixture
def sync(settings, capsys):
    """Run the command against a server; return what it printed and what the server was asked."""

    def run(*pages, status=200, **options):
        with _serve(*pages, status=status) as (url, asked):
            settings.ANTHROPIC_BASE_URL = url
            capsys.readouterr()
            call_command("sync_models", **options)
        return capsys.readouterr().out, asked

    return run


def _rows() -> Iterator[tuple]:
    return iter(LanguageModel.objects.order_by("pk").values_list())


def test_it_takes_over_what_the_api_says_and_prints_it(sync):
    printed, asked = sync({"data": [HAIKU], "has_more": False})

    model = LanguageModel.objects.get(api_id="claude-haiku-4-5")
    assert (model.lifecycle, str(model.retires_on)) == ("deprecated", "2027-01-31")
    assert (model.context_tokens, model.max_output_tokens) == (250_000, 32_000)
    assert (model.capabilities["citations"], model.capabilities["effort"]) == (False, ["low"])
    assert (model.capabilities["thinking_off"], model.capabilities["cache"]) == ("disabled", True)
    assert model.synced_at is not None
    assert "claude-haiku-4-5: lifecycle: legacy → deprecated" in printed
    assert "claude-haiku-4-5: context tokens: 200000 → 250000" in printed
    assert "claude-sonnet-4-6: the server does not list it" in printed
    assert asked[0]["lifecycle[]" if "lifecycle[]" in asked[0] else "lifecycle"] == ["active", "deprecated", "retired"]


def test_it_never_touches_prices_floors_or_successors(sync):
    before = list(Price.objects.order_by("pk").values_list())
    LanguageModel.objects.update(observed_floor=3_000)

    sync({"data": [{**HAIKU, "input_usd": 9, "cache_floor": 1, "successor": None}]})

    model = LanguageModel.objects.get(api_id="claude-haiku-4-5")
    assert list(Price.objects.order_by("pk").values_list()) == before
    assert (model.cache_floor, model.observed_floor, model.successor.api_id) == (4_096, 3_000, "claude-haiku-5-5")


def test_it_changes_nothing_the_second_time(sync):
    sync({"data": [HAIKU]})

    printed, _ = sync({"data": [HAIKU]})

    assert "1 models found, 0 changes" in printed


def test_it_takes_a_server_that_only_names_its_models(sync):
    before = LanguageModel.objects.get(api_id="claude-haiku-4-5")

    printed, _ = sync({"object": "list", "data": [{"id": "claude-haiku-4-5"}, {"id": "qwen3:8b"}, {"name": "x"}, 7]})

    after = LanguageModel.objects.get(api_id="claude-haiku-4-5")
    assert (after.capabilities, after.lifecycle) == (before.capabilities, before.lifecycle)
    assert "not in the catalogue (--add adds them): qwen3:8b" in printed
    assert "0 changes" in printed


def test_it_reads_page_after_page(sync):
    pages = [
        {"data": [{"id": "a"}], "has_more": True, "last_id": "a"},
        {"data": [{"id": "b"}], "has_more": False, "last_id": "b"},
    ]

    printed, asked = sync(*pages)

    assert "a, b" in printed
    assert asked[1]["after_id"] == ["a"]


def test_it_does_not_go_round_in_circles(sync):
    _, asked = sync({"data": [{"id": "a"}], "has_more": True, "last_id": "a"})

    assert len(asked) == 2


@pytest.mark.parametrize(
    ("page", "status", "said"),
    [
        ("no such page", 404, "This server has no list of models."),
        ({"error": {"type": "authentication_error"}}, 401, "The server refused: status 401."),
        ("<html>", 200, "The server's list of models cannot be read."),
        ({"models": []}, 200, "The server's list of models cannot be read."),
        ([], 200, "The server's list of models cannot be read."),
    ],
)
def test_it_says_why_there_is_nothing_to_take_over(sync, page, status, said):
    before = list(_rows())

    printed, _ = sync(page, status=status)

    assert printed == f"{said} The catalogue was not changed.\n"
    assert list(_rows()) == before


def test_it_says_that_nobody_is_there(settings, capsys):
    with _serve({}) as (url, _):
        settings.ANTHROPIC_BASE_URL = url
    capsys.readouterr()

    call_command("sync_models")

    assert "could not be reached" in capsys.readouterr().out


def test_it_adds_new_models_only_when_told_to(sync):
    row = {**HAIKU, "id": "claude-haiku-6", "display_name": "Claude Haiku 6", "lifecycle": "active"}

    printed, _ = sync({"data": [row]}, add=True)

    model = LanguageModel.objects.get(api_id="claude-haiku-6")
    assert (model.name, model.size, model.tokenizer, model.cache_floor) == ("Claude Haiku 6", "small", "new", 4_096)
    assert "assumed" in model.source.lower()
    assert not model.prices.exists()
    assert "added without a price" in printed


def test_it_keeps_nothing_in_a_dry_run(sync):
    before = list(_rows())

    printed, _ = sync({"data": [HAIKU]}, dry_run=True)

    assert "lifecycle: legacy → deprecated" in printed
    assert "Nothing was saved." in printed
    assert list(_rows()) == before


def test_it_keeps_everything_where_the_demo_engine_answers(capsys):
    before = list(_rows())

    call_command("sync_models")

    assert "The demo engine has no list of models. The catalogue was not changed." in capsys.readouterr().out
    assert list(_rows()) == before
