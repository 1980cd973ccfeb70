"""What is kept of a visitor, read from the settings and the code that keep it, so that the page cannot fall behind."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from fitcheck.keeping import EXPIRY_DAYS, NAME_WORDS
from fitcheck.verdict.quotes import listed
from routing.gateway.engines import API_URL, engine
from routing.ledger.callers import VISITOR_SECONDS
from routing.models.ledger import Engine

_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is kept: what of it, and for how long."""

    name: str
    what: str
    how_long: str


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie by its name. `days` 0 = until the browser is closed."""

    name: str
    purpose: str
    days: int


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """Everything the privacy page says. `provider` is empty where no text leaves this server."""

    kept: tuple[Kept, ...]
    cookies: tuple[Cookie, ...]
    provider: str
    provider_host: str
    retention_days: int


def privacy_notice() -> PrivacyNotice:
    """Return what is true of this site as it is set up now."""
    provider, host = _provider()
    return PrivacyNotice(_kept(), _cookies(), provider, host, settings.RETENTION_DAYS)


def _kept() -> tuple[Kept, ...]:
    chosen = listed([str(days) for days in EXPIRY_DAYS], "or")
    days = f"Deleted {settings.RETENTION_DAYS} days after the last question of the conversation."
    return (
        Kept("A question you ask", "The question, the answer, its sources, and your “Helpful” or “Not helpful”.", days),
        Kept(
            "What your question was about",
            "Where the site had no answer and the owner sorted it: keyed hashes of its main words, linked to nobody.",
            "The hashes stay, to recognise the subject when it is asked about again.",
        ),
        Kept(
            "A question about a fit check’s result",
            "The question and the answer. The result’s page shows them in this browser alone.",
            f"Deleted {settings.RETENTION_DAYS} days after you asked, or with the result.",
        ),
        Kept(
            "A job description you paste",
            "The text and the result. The result page quotes it, and whoever has the link can read it. If you choose "
            "so, the text and its quotes are deleted when the check is done: what stays is the result, which names "
            f"each line in at most {NAME_WORDS} words, and a hash of the text.",
            f"Until you delete it, until the day you set ({chosen} days), or until the owner deletes it.",
        ),
        Kept(
            "Your network address",
            "Never stored as an address. A keyed hash of it, different each day, counts towards the limits.",
            "The hash stays in the record of costs; after a day it matches nothing.",
        ),
        Kept(
            "Your browser",
            "A random number in a cookie. A keyed hash of it links your questions and job descriptions, "
            "and counts towards the limits.",
            "The hash stays in the record of costs, which holds no words of yours.",
        ),
        Kept(
            "The server’s log",
            "Method, path, status and time of each request. No address, no search terms, no text.",
            "As long as the server keeps its logs.",
        ),
        Kept(
            "A failed sign-in to the admin",
            "The name that was tried and the address it came from, to stop guessing. Visitors do not sign in.",
            "Until the owner deletes it.",
        ),
    )


def _cookies() -> tuple[Cookie, ...]:
    return (
        Cookie(
            settings.VISITOR_COOKIE_NAME,
            "Set by Ask AI and the fit check. Keeps your conversation yours and counts towards the limits.",
            VISITOR_SECONDS // _DAY,
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            "Set where there is a form. Proves that the form came from this site.",
            settings.CSRF_COOKIE_AGE // _DAY,
        ),
        Cookie(
            settings.SESSION_COOKIE_NAME,
            "Set when the owner signs in. Visitors never get it.",
            settings.SESSION_COOKIE_AGE // _DAY,
        ),
    )


def _provider() -> tuple[str, str]:
    """Return who reads what visitors write, and the host it is sent to."""
    if engine() == Engine.STANDIN:
        return "", ""
    address = settings.ANTHROPIC_BASE_URL or API_URL
    host = urlsplit(address).hostname or address
    return ("Anthropic" if engine() == Engine.API else "A language model chosen by the owner"), host
