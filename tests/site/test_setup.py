"""`make run` prepares a checkout once and never undoes what the owner did."""

import io
import os
import socket
import subprocess
import sys

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from benchmarks.processes import ROOT, manage, port_free, settings_for
from corpus.models import Profile
from fitcheck.models import Assessment
from fitcheck.posting.repair import posting_clean
from fitcheck.show.samples import sample_text
from site_project.management.commands import setup_site
from site_project.preflight import complaint
from tests.factories import ProfileFactory


@pytest.fixture
def static_root(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    return settings.STATIC_ROOT


def setup() -> str:
    out = io.StringIO()
    call_command("setup_site", stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.mark.django_db
def test_it_makes_an_owner_and_shows_the_password_once(settings, static_root):
    first = setup()
    second = setup()

    password = first.split(" with ")[1].split()[0]
    assert User.objects.get(username="owner").check_password(password)
    assert len(password) >= 15
    assert "Sign in" not in second
    assert "Demo engine" in second
    assert f"{settings.SITE_URL}/admin/" in second


@pytest.mark.django_db
def test_it_loads_the_demo_owner_only_where_there_is_none(static_root):
    ProfileFactory(name="Ada Example")

    setup()

    assert Profile.objects.get().name == "Ada Example"


@pytest.mark.django_db
def test_it_leaves_one_sample_for_the_worker_so_that_the_home_page_can_say_no(static_root):
    setup()
    setup()

    assert Assessment.objects.get().job == posting_clean(sample_text("clear-misfit"))


@pytest.mark.django_db
def test_it_spends_no_money_on_an_example(static_root, settings):
    settings.ANTHROPIC_API_KEY = "key"

    setup()

    assert not Assessment.objects.exists()


@pytest.mark.django_db
def test_it_starts_empty_where_asked(static_root):
    call_command("setup_site", no_demo=True, stdout=io.StringIO(), stderr=io.StringIO())

    assert not Profile.objects.exists()


def test_it_collects_static_files_only_when_they_changed(static_root, monkeypatch):
    setup_site.static_collect()
    collected = (static_root / "site" / "base.css").stat().st_mtime_ns
    setup_site.static_collect()
    again = (static_root / "site" / "base.css").stat().st_mtime_ns
    monkeypatch.setattr(setup_site, "static_fingerprint", lambda: "changed")
    setup_site.static_collect()

    assert collected == again
    assert (static_root / ".stamp").read_text() == "changed"


def test_it_clears_no_folder_but_its_own(static_root):
    static_root.mkdir()
    (static_root / "letter.txt").write_text("the owner's")

    setup_site.static_collect()

    assert (static_root / "letter.txt").is_file()
    assert (static_root / ".stamp").is_file()


def test_it_names_a_taken_port_in_one_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        said = complaint(["preflight.py", port])

    assert said == f"Port {port} is taken by another program: run make run PORT=9000, or any other free port."


@pytest.mark.django_db
def test_it_names_a_taken_port_also_where_it_was_taken_during_the_setup(static_root, settings):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings.PORT = other.getsockname()[1]

        with pytest.raises(CommandError, match=f"^Port {settings.PORT} is taken by another program"):
            call_command("setup_site", serve=True, stdout=io.StringIO(), stderr=io.StringIO())


@pytest.mark.processes
def test_it_may_be_started_twice_at_once_in_a_fresh_folder(tmp_path):
    env = {**os.environ, **settings_for(folder=tmp_path, port=port_free())}
    command = [sys.executable, "manage.py", "setup_site"]

    both = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=-1, stderr=-1, text=True) for _ in range(2)]
    said = [process.communicate(timeout=300) for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert sum("shown once" in out for out, _ in said) == 1


@pytest.mark.processes
def test_it_says_in_one_sentence_that_postgresql_cannot_be_reached(tmp_path):
    pytest.importorskip("psycopg")
    address = f"127.0.0.1:{port_free()}"
    env = settings_for(folder=tmp_path, port=port_free()) | {"DATABASE_URL": f"postgres://candid@{address}/candid"}

    with pytest.raises(RuntimeError) as failed:
        manage(env, "setup_site")

    said = str(failed.value).splitlines()[1:]
    assert len(said) == 1
    assert f"The database of DATABASE_URL at {address} cannot be reached" in said[0]


def test_it_names_an_old_python_in_one_sentence(monkeypatch):
    monkeypatch.setattr("sys.version_info", (3, 9, 2))

    assert complaint(["preflight.py"]).startswith("Candid needs Python 3.11 or newer, and this is 3.9:")


def test_it_names_a_missing_ensurepip_in_one_sentence(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "ensurepip", None)

    assert "install python3-venv" in complaint(["preflight.py"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "id"),
    [
        ({"SITE_URL": "https://example.org", "DEBUG": True}, "site.W001"),
        ({"SITE_URL": "https://example.org"}, "site.W002"),
        ({"SITE_URL": "http://example.org"}, "site.W003"),
        ({"SITE_URL": "https://example.org", "TRUSTED_PROXIES": 0}, "site.W004"),
        ({"SITE_ORIGINS": ["https://other.example"]}, "site.W005"),
        ({}, "site.I001"),
    ],
)
def test_it_tells_the_owner_what_to_write(settings, changes, id):
    for name, value in changes.items():
        setattr(settings, name, value)

    said = {message.id: message for message in run_checks(databases=["default"])}

    assert id in said
    assert said[id].hint


@pytest.mark.django_db
def test_it_warns_of_a_guessable_password_on_a_public_site(settings):
    settings.SITE_URL = "https://example.org"
    User.objects.create_superuser("owner", "", "admin")

    assert "site.W006" in {message.id for message in run_checks(databases=["default"])}


@pytest.mark.django_db
def test_it_has_nothing_to_say_of_a_site_at_home():
    ProfileFactory()

    assert not [message for message in run_checks(databases=["default"]) if message.id.startswith("site.")]
