"""A wrong setting stops the start with one sentence that names it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from site_project import env

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda: env.flag("X_TEST", default=False), "flase"),
        (lambda: env.whole("X_TEST", default=1), "0"),
        (lambda: env.whole("X_TEST", default=1), "many"),
        (lambda: env.whole("X_TEST", default=1), "-3"),
        (lambda: env.dollars("X_TEST", default="5"), "-1"),
        (lambda: env.dollars("X_TEST", default="5"), "inf"),
        (lambda: env.dollars("X_TEST", default="5"), "five"),
        (lambda: env.rates("X_TEST", default="1/day"), "often"),
        (lambda: env.choice("X_TEST", default="line", choices=("line", "json")), "xml"),
        (lambda: env.address("X_TEST", default=""), "example.org"),
        (lambda: env.address("X_TEST", default="http://a"), ""),
        (lambda: env.origins("X_TEST", default=[]), "https://example.org/path"),
    ],
)
def test_it_refuses_a_wrong_value_and_names_the_setting(monkeypatch, read, text):
    monkeypatch.setenv("X_TEST", text)

    with pytest.raises(ImproperlyConfigured, match=r"^X_TEST must"):
        read()


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (lambda: env.flag("X_TEST", default=False), "Yes", True),
        (lambda: env.flag("X_TEST", default=True), "0", False),
        (lambda: env.whole("X_TEST", default=1, least=0), "0", 0),
        (lambda: env.dollars("X_TEST", default="5"), "0", 0),
        (lambda: env.address("X_TEST", default=""), "https://example.org/", "https://example.org"),
        (lambda: env.address("X_TEST", default=""), "", ""),
        (lambda: env.origins("X_TEST", default=[]), "https://a.example:8443,http://b.example", 2),
    ],
)
def test_it_takes_a_right_value(monkeypatch, read, text, value):
    monkeypatch.setenv("X_TEST", text)

    found = read()

    assert (len(found) if isinstance(found, list) else found) == value


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is empty"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY has 5 characters"),
        ({"REDIS_URL": "carrier-pigeon://x"}, "REDIS_URL cannot be used"),
        ({"DAILY_BUDGET_USD": "lots"}, "DAILY_BUDGET_USD must be an amount"),
        ({"ANTHROPIC_BASE_URL": "http://127.0.0.1:1/v1"}, "ANTHROPIC_BASE_URL must not end in /v1"),
    ],
)
def test_it_stops_the_start_with_one_sentence(wrong, sentence):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "site_project.settings", **wrong},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1


def test_it_stops_a_command_of_djangos_own_with_the_same_sentence():
    done = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "ENV_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == "SECRET_KEY is empty: write one into .env (make run generates it).\n"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", "SECRET_KEY=x\n".encode("utf-16"), b"SECRET_KEY=a\0b\n"])
def test_it_stops_the_start_where_the_file_is_no_text(tmp_path, content):
    file = tmp_path / ".env"
    file.write_bytes(content)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "site_project.settings", "ENV_FILE": str(file)}
    environment.pop("SECRET_KEY", None)

    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert done.stderr == f"{file} is no text in UTF-8: write it anew, one NAME=value a line.\n"


def test_it_has_no_warning_left_with_the_settings_the_documents_recommend():
    said = re.search(r"In `\.env`: (.+?)\. Then", (ROOT / "docs" / "operating.md").read_text())[1]
    told = dict(each.partition("=")[::2] for each in re.findall(r"`([^`]+)`", said))
    kept = {"SECRET_KEY": "x" * 12 + "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEF", "ANTHROPIC_API_KEY": "key"}
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "site_project.settings", "ENV_FILE": os.devnull}

    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**environment, **told, **kept},
        capture_output=True,
        text=True,
        check=False,
    )

    assert set(told) == {"SECRET_KEY", "SITE_URL", "TRUSTED_PROXIES", "ANTHROPIC_API_KEY"}
    assert done.returncode == 0, done.stderr


def test_it_follows_the_port_with_its_address():
    done = subprocess.run(
        [sys.executable, "-c", "from site_project import settings as s; print(s.SITE_URL, *s.SITE_ORIGINS)"],
        cwd=ROOT,
        env={**os.environ, "PORT": "9000"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["http://127.0.0.1:9000", "http://127.0.0.1:9000", "http://localhost:9000"]
