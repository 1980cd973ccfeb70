"""An id on every request; headers on every response, errors, redirects and static files included."""

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from corpus.refusals import error_of_status, error_response
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


class ErrorShapeMiddleware:
    """Gives every failure under /api/ the one error shape, and a bare one elsewhere a page that says something."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        is_api = request.path.startswith("/api/")
        if not is_api and (response.streaming or response.content):
            return response
        shaped = _as_json(response.status_code) if is_api else _as_page(request, response.status_code)
        if "Allow" in response:
            shaped["Allow"] = response["Allow"]
        return shaped


def _as_json(status: int) -> HttpResponse:
    code, message = error_of_status(status)
    return error_response(status=status, code=code, message=message)


def _as_page(request: HttpRequest, status: int) -> HttpResponse:
    # Imported late: the views need the apps, and middleware is imported before they are all loaded.
    from site_project.views import failure

    _, message = error_of_status(status)
    return failure(request, status, message.rstrip("."), "Go back and try again, or start from the home page.")


FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
