"""How features tell programs that a call was refused: the one error shape, and when to come back."""

from datetime import datetime
from math import ceil

from ninja import Schema


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


def retry_after(retry_at: str, now: datetime) -> str:
    """Return the header Retry-After for an ISO time: whole seconds, never too early, 1 at the least."""
    return str(max(1, ceil((datetime.fromisoformat(retry_at) - now).total_seconds())))
