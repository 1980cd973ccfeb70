"""An id on every request; headers on every response, errors, redirects and static files included."""

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from site_project.errors import error_of_status, error_response
from site_project.headers import FIXED
from site_project.logs import request_id

GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)

# What these show depends on who asks, or is a stranger's own text.
PRIVATE = ("/admin/", "/api/", "/ask-ai/", "/fit-check/", "/healthz", "/readyz")
UNLISTED = ("/admin/", "/api/", "/fit-check/")


class RequestIdMiddleware:
    """Names a request. An id sent from outside is not believed: it could forge a log line."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(uuid4().hex)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            log(request, response, seconds=time.perf_counter() - started)
        finally:
            request_id.reset(token)
        return response


def log(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    """Write one line a request: no address, no query and no body, for those are the visitor's."""
    level = logging.DEBUG if request.path.startswith("/static/") else logging.INFO
    logger.log(level, "%s %s %s %.0f ms", request.method, request.path, response.status_code, seconds * 1000)


class HeadersMiddleware:
    """Adds what browsers and proxies must know. Stands inside the CSP middleware, which reads `_csp_update`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        is_private = request.path.startswith(PRIVATE) or response.status_code >= 400
        if is_private:
            response["Cache-Control"] = "no-store"
        if request.path.startswith(UNLISTED) and request.path != "/fit-check/":
            response.headers.setdefault("X-Robots-Tag", "noindex")
        if request.path.startswith("/admin/"):
            # The import preview and the history mark differences with style attributes of their own.
            response._csp_update = {"style-src-attr": ["'unsafe-inline'"]}  # type: ignore[attr-defined]
        return response


class ApiShapeMiddleware:
    """Gives every failure under /api/ the one error shape, also those that Django answers in HTML."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        if response.status_code < 400 or is_json or not request.path.startswith("/api/"):
            return response
        code, message = error_of_status(response.status_code)
        shaped = error_response(status=response.status_code, code=code, message=message)
        if "Allow" in response:
            shaped["Allow"] = response["Allow"]
        return shaped
