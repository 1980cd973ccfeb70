"""The cache doctor's alarms, where the owner looks first: the system check and the admin's index."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register
from django.utils import timezone

from routing.doctor import alarms_of
from routing.selectors import routes_all

HINT = "Look at the cache doctor in the admin: it names the calls."


@register(Tags.database)
def cache_check(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Look at the newest calls of every route."""
    if not databases:
        return []
    now = timezone.now()
    return [
        Warning(f"{route.feature}: {finding.words}", hint=HINT, id="routing.W020")
        for route in routes_all()
        for finding in alarms_of(route, now)
    ]
