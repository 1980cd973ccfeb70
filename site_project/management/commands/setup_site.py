"""Make a checkout ready to serve: database, catalogue, demo owner, admin user, static files. Safe to repeat."""

import fcntl
import hashlib
import secrets
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from daphne.cli import CommandLineInterface  # type: ignore[import-untyped]
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Tags
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from askai.golden.sample import golden_load
from corpus.selectors import profile_get
from fitcheck.services import assessment_create
from fitcheck.show.samples import sample_text
from fitcheck.verdict.assessment import UnableToAssess
from routing.gateway.messages import Caller, UnableToAdmit
from routing.sockets import FRAME_BYTES
from site_project.context import is_demo_engine
from site_project.preflight import TAKEN, is_free
from site_project.readiness import is_migrated

OWNER = "owner"
_LIMIT = str(FRAME_BYTES)  # daphne drops the socket over this; the consumers refuse politely at SOCKET_MAX_BYTES
SERVER = (
    *("--no-server-name", "--websocket-max-message-size", _LIMIT, "--websocket-max-frame-size", _LIMIT),
    "site_project.asgi:application",
)
REACHING = frozenset({"host", "port", "dbname", "user", "password", "sslmode"})
# The apps say things under these tags; all other checks are for developers, and `make test` runs them.
OWN_CHECKS = (Tags.caches, Tags.database, Tags.security)


class Command(BaseCommand):
    """`make run` calls it before the server starts."""

    help = "Migrate, load the catalogue and the demo owner once, create the admin user, collect static files."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="start with an empty site")
        parser.add_argument("--serve", action="store_true", help="then serve it on 127.0.0.1 at PORT")

    def handle(self, *args: object, no_demo: bool = False, serve: bool = False, **options: object) -> None:
        database_reach()
        with alone():
            if not is_migrated():
                call_command("migrate", verbosity=0)
            call_command("load_catalogue", verbosity=0, stdout=StringIO())
            if not no_demo and profile_get() is None:
                call_command("load_demo", verbosity=0, stdout=StringIO())
                example_begin()
            golden_load(settings.BASE_DIR / "fixtures" / "golden.json")
            password = owner_create()
            static_collect()
        if serve and not is_free(str(settings.PORT)):
            raise CommandError(TAKEN.format(settings.PORT))
        self.check(tags=OWN_CHECKS, databases=["default"])
        self.stdout.write(greeting(password))
        if serve:
            serve_here()


def database_reach() -> None:
    """Raise CommandError where a PostgreSQL server cannot be reached: in one sentence, not once for each try."""
    if connection.vendor != "postgresql":
        return
    import psycopg  # comes with the extra `scale`

    options = {name: value for name, value in connection.get_connection_params().items() if name in REACHING}
    try:
        psycopg.connect(**options, connect_timeout=5).close()
    except psycopg.OperationalError as away:
        where = f"{options.get('host', 'this machine')}:{options.get('port', 5432)}"
        reason = str(away).splitlines()[0]
        raise CommandError(f"The database of DATABASE_URL at {where} cannot be reached: {reason}") from None


@contextmanager
def alone() -> Iterator[None]:
    """Wait for whoever sets up in this folder already: two at once would each make the first owner."""
    folder = settings.BASE_DIR / "var"
    folder.mkdir(exist_ok=True)
    with (folder / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def example_begin() -> None:
    """Leave the sample that does not fit for the worker to check: the home page then shows how the site says no.

    With the demo engine only. With a key it would spend the owner's money before anybody has asked for it.
    """
    if not is_demo_engine():
        return
    caller = Caller(visitor="", network="setup")
    try:
        assessment_create(
            job=sample_text("clear-misfit"),
            caller=caller,
            idempotency_key="",
            now=timezone.now(),
            public_id=secrets.token_hex(16),
        )
    except (UnableToAssess, UnableToAdmit):
        return  # the home page does without an example


def serve_here() -> None:
    """Become the server. A second process would load everything once more, half of a start's time."""
    connections.close_all()
    CommandLineInterface().run(["-v", "0", "-b", "127.0.0.1", "-p", str(settings.PORT), *SERVER])


def owner_create() -> str:
    """Create the first admin user and return the password, which is kept nowhere. Returns "" where there is one."""
    users = get_user_model()
    if users.objects.filter(is_superuser=True).exists():
        return ""
    password = secrets.token_urlsafe(12)
    users.objects.create_superuser(OWNER, "", password)
    return password


def static_collect() -> None:
    """Copy the static files where they are served from, unless nothing changed since the last time.

    Only a folder that this filled before is cleared: the setting may name one that holds other things.
    """
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    now = static_fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, clear=stamp.is_file(), verbosity=0)
    stamp.write_text(now)


def static_fingerprint() -> str:
    """Return a hash of the names, sizes and times of every static file: quick, and enough to see a change."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            digest.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def greeting(password: str) -> str:
    """Say where to look, who may sign in, and which engine answers."""
    lines = [
        "",
        f"  The site          {settings.SITE_URL}/",
        f"  Ask AI, fit check {settings.SITE_URL}/ask-ai/  {settings.SITE_URL}/fit-check/",
        f"  The admin         {settings.SITE_URL}/admin/",
        "",
    ]
    if password:
        lines.append(f"  Sign in to the admin as {OWNER} with {password} (shown once; change it there).")
    if is_demo_engine():
        lines.append("  Demo engine: answers are quoted from the site without a model. A key in .env changes that.")
    lines.append("  Ctrl-C stops the site.")
    return "\n".join(lines) + "\n"
