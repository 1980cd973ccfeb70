"""The demo site inside this process: a database of its own, the sample owner, the demo engine, no limits in the way."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from benchmarks.processes import settings_for


@contextmanager
def demo(*, database: Path | None = None) -> Iterator[None]:
    """Set Django up over a fresh database with the sample owner. Once per process: settings are read once.

    `database` keeps the file; without it the database is gone afterwards.
    """
    with tempfile.TemporaryDirectory() as folder:
        env = settings_for(folder=Path(folder), port=8000)
        if database is not None:
            database.unlink(missing_ok=True)
            env["DATABASE_URL"] = f"sqlite:///{database.resolve()}"
        os.environ.update(env, STANDIN_TOKENS_PER_SECOND="0", ENV_FILE=os.devnull)
        os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"

        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        for command in ("migrate", "load_catalogue", "load_demo"):
            call_command(command, verbosity=0, stdout=StringIO())
        caps_lift()
        try:
            yield
        finally:
            connections.close_all()


def caps_lift() -> None:
    """Take the routes' daily walls out of the way, as `settings_for` does with the site's."""
    from routing.models import Route

    Route.objects.update(daily_cap_usd=1_000, daily_cap_calls=1_000_000)
