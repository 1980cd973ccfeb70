"""The environment, read once: `.env` beside `manage.py`, then the process's own variables.

A wrong value stops the start with one sentence that names the variable.
"""

import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit

import environ
import limits
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
ENV_FILE = Path(os.environ.get("ENV_FILE") or BASE_DIR / ".env")

env = environ.Env()
try:
    env.read_env(ENV_FILE, encoding="utf-8-sig")
except ValueError:  # no UTF-8, or a NUL in it
    raise ImproperlyConfigured(f"{ENV_FILE} is no text in UTF-8: write it anew, one NAME=value a line.") from None

TRUE = {"true", "yes", "on", "1"}
FALSE = {"false", "no", "off", "0", ""}


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or no. A misspelt `flase` is refused, not read as no."""
    text = env.str(name, default=str(default)).strip().lower()
    if text not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be true or false, not {text!r}.")
    return text in TRUE


def whole(name: str, *, default: int, least: int = 1) -> int:
    """Return a whole number that is `least` or more."""
    text = env.str(name, default=str(default)).strip()
    if not text.isdecimal() or int(text) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {text!r}.")
    return int(text)


def dollars(name: str, *, default: str) -> Decimal:
    """Return an amount in US dollars, zero (spend nothing) or more."""
    text = str(env.str(name, default=default)).strip()
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise ImproperlyConfigured(f"{name} must be an amount in US dollars, such as 5 or 0.50, not {text!r}.")
    return amount


def rates(name: str, *, default: str) -> str:
    """Return a list of rates such as `30/hour; 100/day`, checked to be readable."""
    text = str(env.str(name, default=default))
    try:
        limits.parse_many(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be rates such as '30/hour; 100/day', not {text!r}.") from None
    return text


def choice(name: str, *, default: str, choices: tuple[str, ...]) -> str:
    """Return one of `choices`."""
    text = str(env.str(name, default=default)).strip()
    if text not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {text!r}.")
    return text


def address(name: str, *, default: str) -> str:
    """Return an http or https address without a trailing slash, or an empty text where the default is empty."""
    text = str(env.str(name, default=default)).strip().rstrip("/")
    parts = urlsplit(text)
    is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
    if not is_address and (text or default):
        raise ImproperlyConfigured(f"{name} must be an address such as https://example.org, not {text!r}.")
    return text


def origins(name: str, *, default: list[str]) -> list[str]:
    """Return exact origins: scheme, host and port, nothing after."""
    texts: list[str] = env.list(name, default=default)
    for text in texts:
        parts = urlsplit(text)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise ImproperlyConfigured(f"{name} must list origins such as https://example.org, not {text!r}.")
    return texts
