"""The cache doctor's alarms, where the owner looks first: the system check and the admin's index."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError
from django.utils import timezone

from routing.selectors import routes_all
from routing.selectors.doctor import alarms_of

HINT = "Look at the cache doctor in the admin: it names the calls."


@register(Tags.database)
def cache_check(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Look at the newest calls of every route."""
    try:
        return list(_messages(timezone.now())) if databases else []
    except DatabaseError:
        return []  # the tables are not made yet: this is the migration that makes them


def _messages(now: datetime) -> Iterator[CheckMessage]:
    for route in routes_all():
        for finding in alarms_of(route, now):
            yield Warning(f"{route.feature}: {finding.words}", hint=HINT, id="routing.W020")
