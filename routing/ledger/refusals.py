"""How features tell programs that a call was refused: one error shape, one status for each code, when to come back."""

from datetime import datetime
from math import ceil

from ninja import Schema

STATUSES = {
    "not_found": 404,
    "conflict": 409,
    "too_long": 413,
    "empty": 422,
    "too_short": 422,
    "not_text": 422,
    "rate_limited": 429,
    "budget_spent": 429,
    "busy": 503,
    "unavailable": 503,
}


class Refusal(Schema):
    """`code` is for programs, `message` for people."""

    code: str
    message: str


class Failure(Schema):
    """The one error shape of the site."""

    error: Refusal


def failure(code: str, message: str) -> Failure:
    """Return what to answer."""
    return Failure(error=Refusal(code=code, message=message))


def status_of(code: str) -> int:
    """Return the HTTP status of a refusal; an unknown code is a fault of ours."""
    return STATUSES.get(code, 503)


def retry_after(retry_at: str, now: datetime) -> str:
    """Return the header Retry-After for an ISO time: whole seconds, never too early, 1 at the least."""
    return str(max(1, ceil((datetime.fromisoformat(retry_at) - now).total_seconds())))
