"""Short-window rates, in memory or in Redis. They shed load early; what protects the money is the budget."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from limits import RateLimitItem, parse_many
from limits.errors import ConfigurationError, StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Full:
    """A window that is used up: when it opens again, and whose it is and how large, in a visitor's words."""

    until: datetime
    words: str


def rate_refused(*, rates: str, feature: str, keys: Iterable[str]) -> Full | None:
    """Count one attempt for every key (`network:…`, `visitor:…`); return the first window that is used up, else None.

    `rates` as in "100/10 minutes; 500/day". A refused attempt is not counted. With Redis down the attempt passes.
    """
    if not rates:
        return None
    windows = [(item, feature, key) for item in _items(rates) for key in keys]
    limiter = _limiter(settings.REDIS_URL)
    try:
        return _first_full(limiter, windows)
    except StorageError:
        logger.warning("rates: the store is unreachable, attempt passed on to the budget")
        return None


def rates_ready() -> None:
    """Build the limiter now. Built by the first requests, several at once, it would find its driver half imported.

    Raises ImproperlyConfigured.
    """
    _limiter(settings.REDIS_URL)


def rates_words(rates: str) -> str:
    """Say rates as a visitor would: "100 in 10 minutes and 500 in a day"."""
    return " and ".join(_words(item) for item in _items(rates)) if rates else ""


def _refusal(item: RateLimitItem, key: str) -> str:
    who = "Your network has" if key.startswith("network:") else "You have"
    return f"{who} reached the limit: {_words(item).replace(' in ', ' requests in ', 1)}."


def _words(item: RateLimitItem) -> str:
    unit = item.GRANULARITY.name
    article = "an" if unit == "hour" else "a"
    return f"{item.amount} in {article} {unit}" if item.multiples == 1 else f"{item.amount} in {item.multiples} {unit}s"


def rates_reset() -> None:
    """Forget every window of this process."""
    _limiter.cache_clear()


def _first_full(limiter: MovingWindowRateLimiter, windows: list[tuple[RateLimitItem, str, str]]) -> Full | None:
    for item, feature, key in windows:
        if not limiter.test(item, feature, key):
            reset = limiter.get_window_stats(item, feature, key).reset_time
            return Full(datetime.fromtimestamp(reset, UTC), _refusal(item, key))
    for item, feature, key in windows:
        limiter.hit(item, feature, key)
    return None


@lru_cache(maxsize=16)
def _items(rates: str) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(rates))


@lru_cache(maxsize=2)
def _limiter(redis_url: str) -> MovingWindowRateLimiter:
    try:
        storage = storage_from_string(redis_url or "memory://", wrap_exceptions=True)
    except (ConfigurationError, ValueError) as wrong:
        raise ImproperlyConfigured(f"REDIS_URL cannot be used: {wrong}") from wrong
    return MovingWindowRateLimiter(storage)
