"""The one API: every feature's router under one title, one error shape and one guard against forged requests."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.utils import check_csrf

from askai.api import router as askai_router
from corpus.api import router as corpus_router
from corpus.refusals import error_of_status, error_response
from fitcheck.api import router as fitcheck_router

logger = logging.getLogger(__name__)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def api_csrf(request: HttpRequest) -> bool:
    """Let an anonymous caller pass; a browser must prove that the request comes from this site.

    django-ninja exempts its views from Django's own check. A call that carries one of our cookies needs the token
    (`X-CSRFToken`); one that a browser says comes from another site is refused without it. Raises HttpError 403.
    """
    if request.method in SAFE:
        return True
    cookies = {settings.SESSION_COOKIE_NAME, settings.VISITOR_COOKIE_NAME}
    is_foreign = request.headers.get("Sec-Fetch-Site", "none") in {"cross-site", "same-site"}
    is_browser = bool(cookies & request.COOKIES.keys())
    if is_foreign or (is_browser and check_csrf(request) is not None):
        raise HttpError(403, "The request did not come from a page of this site: reload the page and try again.")
    return True


api = NinjaAPI(
    title="Candid",
    version="1",
    description=(
        "Ask the site, check a job against the owner's skills, read its public pages. "
        'Every failure answers `{"error": {"code", "message"}}`.'
    ),
    urls_namespace="api",
    auth=api_csrf,
)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    """Say which fields are wrong, by the names the caller sent them under, without repeating what was sent."""
    wrong = "; ".join(f"{field_of(error['loc'])}: {error['msg']}" for error in exc.errors)
    return error_response(status=422, code="invalid", message=wrong)


def field_of(place: Sequence[object]) -> str:
    """Return the name a caller knows a field by: ("body", "question", "text") → `text`.

    The second part of a body's place is the name of our own parameter, which no caller has sent.
    """
    where, *parts = (str(part) for part in place)
    return ".".join(parts[1:] if where == "body" else parts) or where


@api.exception_handler(HttpError)
def refused(request: HttpRequest, exc: HttpError) -> HttpResponse:
    """Keep the sentence of a refusal, and name it by its status."""
    code, _ = error_of_status(exc.status_code)
    return error_response(status=exc.status_code, code=code, message=exc.message)


@api.exception_handler(Http404)
def missing(request: HttpRequest, exc: Http404) -> HttpResponse:
    """Say that there is nothing here."""
    code, message = error_of_status(404)
    return error_response(status=404, code=code, message=message)


@api.exception_handler(SuspiciousOperation)
def suspicious(request: HttpRequest, exc: SuspiciousOperation) -> HttpResponse:
    """Say that the request is too big, or cannot be read: the caller's doing, not a bug."""
    status = 413 if isinstance(exc, RequestDataTooBig) else 400
    code, message = error_of_status(status)
    return error_response(status=status, code=code, message=message)


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def away(request: HttpRequest, exc: Exception) -> HttpResponse:
    """Say that the database is away, or locked by another writer."""
    logger.error("an API operation found no database: %s", exc)
    code, message = error_of_status(503)
    response = error_response(status=503, code=code, message=message)
    response["Retry-After"] = "5"
    return response


@api.exception_handler(Exception)
def broken(request: HttpRequest, exc: Exception) -> HttpResponse:
    """Log a bug with its traceback, and tell the caller nothing of it."""
    logger.error("an API operation failed", exc_info=exc)
    code, message = error_of_status(500)
    return error_response(status=500, code=code, message=message)


for router in (corpus_router, fitcheck_router, askai_router):
    api.add_router("", router)
