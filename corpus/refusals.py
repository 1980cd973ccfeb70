"""How the site tells programs that a call was refused: `{"error": {"code", "message"}}`, one status for each code.

The code is for programs, the message for people. It lies here because every app that answers programs may import it.
"""

from datetime import datetime
from http import HTTPStatus
from math import ceil

from django.http import JsonResponse
from ninja import Schema
from pydantic import Field

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
MESSAGES = {
    400: ("bad_request", "The request could not be read."),
    401: ("not_signed_in", "Sign in first."),
    403: ("refused", "This request was refused."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not accept this method."),
    413: ("too_long", "The request is too big."),
    415: ("not_json", "Send JSON with the content type application/json."),
    422: ("invalid", "The request does not fit the description of this operation."),
    429: ("rate_limited", "Too many requests: wait and try again."),
    500: ("internal", "Something went wrong on the server. The error has been logged."),
    503: ("unavailable", "The site cannot answer now: try again in a minute."),
}


class Refusal(Schema):
    """Why a call failed: the code for programs, the message for people."""

    code: str = Field(examples=["not_found"])
    message: str = Field(examples=["There is nothing at this address."])


class Failure(Schema):
    """The one error shape of the site."""

    error: Refusal


def failure(code: str, message: str) -> Failure:
    """Return what to answer."""
    return Failure(error=Refusal(code=code, message=message))


def error_response(*, status: int, code: str, message: str) -> JsonResponse:
    """Return an error as every program that talks to this site may expect it."""
    return JsonResponse(failure(code, message).model_dump(), status=status)


def error_of_status(status: int) -> tuple[str, str]:
    """Return the code and the sentence for a status that carries no better ones."""
    if status in MESSAGES:
        return MESSAGES[status]
    phrase = HTTPStatus(status).phrase
    return phrase.lower().replace(" ", "_"), f"{phrase}."


def status_of(code: str) -> int:
    """Return the HTTP status of a refusal; an unknown code is a fault of ours."""
    return STATUSES.get(code, 503)


def retry_after(retry_at: str, now: datetime) -> str:
    """Return the header Retry-After for an ISO time: whole seconds, never too early, 1 at the least."""
    return str(max(1, ceil((datetime.fromisoformat(retry_at) - now).total_seconds())))
