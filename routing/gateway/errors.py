"""Every way a call can fail, in one closed list, whatever the SDK, the network or the server said.

The SDK's exceptions are read by their fields, not by their class: an error in mid-stream comes with status 200 and
only its `type` tells what it is.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from routing.models.headroom import Gauge, gauges_of
from routing.models.ledger import ErrorCode

_BY_TYPE = {
    "overloaded_error": ErrorCode.OVERLOADED,
    "rate_limit_error": ErrorCode.RATE_LIMITED,
    "authentication_error": ErrorCode.AUTH,
    "permission_error": ErrorCode.AUTH,
    "billing_error": ErrorCode.BILLING,
    "not_found_error": ErrorCode.NOT_FOUND_MODEL,
    "request_too_large": ErrorCode.TOO_LONG,
    "invalid_request_error": ErrorCode.BAD_REQUEST,
    "api_error": ErrorCode.SERVER,
    "timeout_error": ErrorCode.SERVER,
    "conflict_error": ErrorCode.SERVER,
    "exceed_context_size_error": ErrorCode.TOO_LONG,  # llama.cpp
    "unavailable_error": ErrorCode.OVERLOADED,  # llama.cpp, while it loads
    "auth_error": ErrorCode.AUTH,  # LiteLLM
    "no_db_connection": ErrorCode.AUTH,  # LiteLLM without a database, for every key it does not know
    "budget_exceeded": ErrorCode.SPEND_LIMITED,  # LiteLLM
}
_BY_STATUS = {
    400: ErrorCode.BAD_REQUEST,
    401: ErrorCode.AUTH,
    402: ErrorCode.BILLING,
    403: ErrorCode.AUTH,
    404: ErrorCode.NOT_FOUND_MODEL,
    408: ErrorCode.SERVER,
    409: ErrorCode.SERVER,
    413: ErrorCode.TOO_LONG,
    429: ErrorCode.RATE_LIMITED,
    529: ErrorCode.OVERLOADED,
}
# Refusals over money arrive as 400 too, and only the wording tells (messages of the provider and of compatible servers,
# matched in lower case).
_BY_WORDING = (
    ("credit balance is too low", ErrorCode.BILLING),
    ("usage limits", ErrorCode.SPEND_LIMITED),
    ("spend limit", ErrorCode.SPEND_LIMITED),
    ("prompt is too long", ErrorCode.TOO_LONG),
    ("context length", ErrorCode.TOO_LONG),
    ("exceed context limit", ErrorCode.TOO_LONG),
    ("maximum context", ErrorCode.TOO_LONG),
    ("contextwindowexceeded", ErrorCode.TOO_LONG),
    ("available context size", ErrorCode.TOO_LONG),
    ("invalid model name", ErrorCode.NOT_FOUND_MODEL),
)
RETRIED = frozenset({ErrorCode.OVERLOADED, ErrorCode.RATE_LIMITED, ErrorCode.SERVER, ErrorCode.NETWORK})

# Some servers repeat the request in what they complain of: whole sentences in quotes stay out of the log.
_QUOTED = re.compile(r"""(["'])(?:(?!\1).)*?\s(?:(?!\1).)*(?:\1|\Z)""", re.DOTALL)
_LONGEST_WAIT = 7 * 24 * 3600.0
_BUSY = "The model is busy right now. Please try again"
_RESTING = "The model is resting at the moment. The pages stay open; please come back"
_WORDS = {
    ErrorCode.OVERLOADED: _BUSY,
    ErrorCode.RATE_LIMITED: _BUSY,
    ErrorCode.SERVER: _BUSY,
    ErrorCode.BREAKER_OPEN: _BUSY,
    ErrorCode.SPEND_LIMITED: _RESTING,
    ErrorCode.BILLING: _RESTING,
    ErrorCode.AUTH: _RESTING,
    ErrorCode.NOT_FOUND_MODEL: _RESTING,
    ErrorCode.BAD_REQUEST: "The model could not take this request. Please try it in other words",
    ErrorCode.TOO_LONG: "This is too long for the model. Please shorten it or start anew",
    ErrorCode.TIMEOUT_FIRST_TOKEN: "The model did not begin to answer in time. Please try again",
    ErrorCode.TIMEOUT_STALL: "The answer broke off: the model fell silent. Please try again",
    ErrorCode.TIMEOUT_TOTAL: "The answer took too long and was ended. Please try again",
    ErrorCode.NETWORK: "The connection to the model broke. Please try again",
    ErrorCode.PROTOCOL: "The answer broke off. Please try again",
}


@dataclass(slots=True)
class Fault(Exception):
    """One failed attempt. `detail` is for the owner's log only; `retry_after` in seconds.

    `is_unbilled` = the provider certainly charged nothing; `is_ours` = the model's health is not in question;
    `gauges` = what the response said of the provider's limits.
    """

    code: ErrorCode
    detail: str = ""
    retry_after: float | None = None
    status: int | None = None
    request_id: str = ""
    is_unbilled: bool = False
    is_ours: bool = False
    gauges: tuple[Gauge, ...] = ()

    def __str__(self) -> str:
        said = _QUOTED.sub("'…'", self.detail[:2_000])
        return f"{self.code} (status {self.status}): {said[:300]}"


def visitor_words(code: ErrorCode, until: str = "") -> str:
    """Return the sentence for a visitor: never a word of the upstream error. `until` as in "in 5 minutes"."""
    return f"{_WORDS[code]} {until}".rstrip() + "."


def fault_of(error: Exception, now: datetime) -> Fault:
    """Classify what an attempt raised before or while its stream was read. Re-raises what is a bug of ours."""
    if isinstance(error, Fault):
        return error
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _of_response(error, status, now)
    cause = error if isinstance(error, httpx2.HTTPError) else error.__cause__
    if isinstance(cause, httpx2.HTTPError):
        return _of_transport(cause)
    raise error


def fault_of_event(kind: str, message: str, error_code: str, request_id: str) -> Fault:
    """Classify an `error` event inside a stream whose status was 200."""
    return Fault(code_of(200, kind, error_code, message), message, None, 200, request_id)


def code_of(status: int, kind: str, error_code: str, message: str) -> ErrorCode:
    """Return the code for an error body: by the stable code, then the type, then the status, never by class."""
    if "spend_limit" in error_code:
        return ErrorCode.SPEND_LIMITED
    code = _BY_TYPE.get(kind) or _BY_STATUS.get(status)
    if code is ErrorCode.BAD_REQUEST:
        lowered = message.lower()
        return next((worded for words, worded in _BY_WORDING if words in lowered), code)
    if code is not None:
        return code
    if status >= 500:
        return ErrorCode.SERVER
    return ErrorCode.BAD_REQUEST if status >= 400 else ErrorCode.PROTOCOL


def retry_after_of(headers: httpx2.Headers, now: datetime) -> float | None:
    """Return the wait a response asks for, in seconds: `retry-after-ms`, or `retry-after` as seconds or a date."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            return _wait(float(headers.get(name, "")) / unit)
        except ValueError:
            continue
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
    except (TypeError, ValueError):
        return None
    return _wait((until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())


def _wait(seconds: float) -> float:
    """Keep a wait within what a time can be reckoned with: a server may say anything, infinity and NaN included."""
    return min(max(0.0, seconds), _LONGEST_WAIT)


def _of_response(error: Exception, status: int, now: datetime) -> Fault:
    kind = str(getattr(error, "type", None) or "")
    message = str(getattr(error, "api_message", None) or _plain_message(getattr(error, "body", None)))
    code = code_of(status, kind, str(getattr(error, "error_code", None) or ""), message)
    response: httpx2.Response | None = getattr(error, "response", None)
    return Fault(
        code,
        message or kind,
        retry_after_of(response.headers, now) if response is not None else None,
        status,
        str(getattr(error, "request_id", None) or ""),
        is_unbilled=True,
        gauges=gauges_of(response.headers) if response is not None else (),
    )


def _plain_message(body: object) -> str:
    """Return what a compatible server says that has no `error` object: vLLM's `message`, Ollama's `error`."""
    said = [body.get(name) for name in ("message", "error")] if isinstance(body, dict) else []
    return next((each for each in said if isinstance(each, str)), "")


def _of_transport(cause: httpx2.HTTPError) -> Fault:
    is_unsent = isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout)
    is_stall = isinstance(cause, httpx2.ReadTimeout)
    code = ErrorCode.TIMEOUT_STALL if is_stall else ErrorCode.NETWORK
    return Fault(code, type(cause).__name__, is_unbilled=is_unsent, is_ours=isinstance(cause, httpx2.PoolTimeout))
