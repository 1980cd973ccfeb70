"""The one error shape, `{"error": {"code", "message"}}`: the code for programs, the message for people."""

from http import HTTPStatus

from django.http import JsonResponse

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


def error_of_status(status: int) -> tuple[str, str]:
    """Return the code and the sentence for a status that carries no better ones."""
    if status in MESSAGES:
        return MESSAGES[status]
    phrase = HTTPStatus(status).phrase
    return phrase.lower().replace(" ", "_"), f"{phrase}."


def error_response(*, status: int, code: str, message: str) -> JsonResponse:
    """Return an error as every program that talks to this site may expect it."""
    return JsonResponse({"error": {"code": code, "message": message}}, status=status)
