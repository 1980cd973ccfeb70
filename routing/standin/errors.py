"""A refusal as the Messages API words it: a status, an error type and a message."""

from __future__ import annotations

from routing.standin.content import Json

TYPES_BY_STATUS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}


class UnableToServe(Exception):
    """The request is refused before anything is generated. `error_code` fills `error.details.error_code`."""

    def __init__(self, status: int, message: str, *, kind: str = "", error_code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind or TYPES_BY_STATUS[status]
        self.error_code = error_code


def refuse(message: str) -> UnableToServe:
    """A wrong value in the request: 400."""
    return UnableToServe(400, message)


def error_body(error: UnableToServe, request_id: str) -> Json:
    """The API's error shape: `{"type": "error", "error": {"type", "message"}, "request_id"}`."""
    inner: Json = {"type": error.kind, "message": error.message}
    if error.error_code:
        inner["details"] = {"error_code": error.error_code}
    return {"type": "error", "error": inner, "request_id": request_id}
