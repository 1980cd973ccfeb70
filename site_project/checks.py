"""What the owner should know before visitors come, one sentence each with what to write where."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Info, Tags, Warning, register
from django.db import DatabaseError

from corpus.selectors import profile_get
from site_project.context import is_demo_engine

WEAK = ("admin", "owner", "password", "candid")


@register(Tags.security)
def settings_check(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Look at the settings alone."""
    return list(_settings())


def _settings() -> Iterator[CheckMessage]:
    site = urlsplit(settings.SITE_URL)
    is_public = _is_public()
    if is_public and settings.DEBUG:
        yield Warning("DEBUG is on: visitors see the code.", hint="Write DEBUG=false into .env.", id="site.W001")
    if is_public and is_demo_engine():
        hint = "Write ANTHROPIC_API_KEY into .env, or keep the demo engine: every page says so."
        yield Warning("Visitors get the demo engine, which quotes the site without a model.", hint=hint, id="site.W002")
    if is_public and site.scheme == "http":
        hint = "Serve the site over https and set SITE_URL to that address."
        yield Warning("SITE_URL uses http: cookies are sent unencrypted.", hint=hint, id="site.W003")
    if site.scheme == "https" and settings.TRUSTED_PROXIES == 0:
        hint = "Write TRUSTED_PROXIES=1 if one proxy such as Caddy stands in front."
        yield Warning("https without a trusted proxy: all visitors seem to come from it.", hint=hint, id="site.W004")
    if f"{site.scheme}://{site.netloc}" not in settings.SITE_ORIGINS:
        hint = "Add SITE_URL to SITE_ORIGINS, or remove SITE_ORIGINS."
        yield Warning("SITE_ORIGINS does not list SITE_URL: the chat cannot connect.", hint=hint, id="site.W005")


@register(Tags.database)
def rows_check(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Look at what the owner has written. Runs with `check --database default`, for it asks the database."""
    try:
        return list(_rows()) if databases else []
    except DatabaseError:
        return []  # the tables are not made yet: this is the migration that makes them


def _rows() -> Iterator[CheckMessage]:
    if profile_get() is None:
        hint = "Write your profile in the admin, or run manage.py load_demo."
        yield Info("The site has no owner yet.", hint=hint, id="site.I001")
    if not _is_public():
        return  # hashing takes most of a second, and nobody can reach the login from outside
    for user in get_user_model().objects.filter(is_superuser=True, is_active=True).order_by("pk")[:3]:
        if any(user.check_password(word) for word in WEAK):
            hint = f"Run manage.py changepassword {user.get_username()}."
            yield Warning("An administrator's password is easy to guess.", hint=hint, id="site.W006")


def _is_public() -> bool:
    return urlsplit(settings.SITE_URL).hostname not in {"127.0.0.1", "localhost"}
