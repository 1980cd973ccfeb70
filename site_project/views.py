"""The site's own pages: the home page, health, what machines read, and what is shown when something is wrong."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_safe

from corpus.selectors import pages_listed, profile_get
from site_project.errors import error_response
from site_project.logs import request_id
from site_project.readiness import unready
from site_project.traffic import traffic

TEXT = "text/plain; charset=utf-8"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who this is, and the two ways to find out more."""
    return render(request, "home.html", {"pages": pages_listed()})


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process lives, and nothing else."""
    return HttpResponse("ok\n", content_type=TEXT)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether visitors may be sent here; where not, name the parts that do not work."""
    wrong = ["this node is stopping"] if traffic.is_draining else list(unready())
    if wrong:
        return error_response(status=503, code="not_ready", message=f"Not ready: {', '.join(wrong)}.")
    return JsonResponse({"status": "ready"})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers off other people's records, the admin and the API."""
    return render(request, "robots.txt", content_type=TEXT)


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """List the site for programs that read: https://llmstxt.org."""
    return render(request, "llms.txt", {"profile": profile_get(), "pages": pages_listed()}, content_type=TEXT)


@require_safe
def llms_full(request: HttpRequest) -> HttpResponse:
    """Give every public page in one Markdown text."""
    context = {"profile": profile_get(), "pages": pages_listed()}
    return render(request, "llms-full.txt", context, content_type=TEXT)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read. 413: it is more than the site reads."""
    if isinstance(exception, RequestDataTooBig):
        return failure(request, 413, "That is too much text", "Nothing was sent. Go back and send less of it.")
    return failure(request, 400, "This request could not be read", "Go back, reload the page and try again.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this visitor."""
    return failure(request, 403, "This page is not open to you", "If it should be, sign in or ask the owner.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that does not prove where it came from. The likely cause is a page left open for long."""
    return failure(
        request,
        403,
        "This form has expired",
        "Nothing was sent. Go back, reload the page and send it again; your browser must allow cookies of this site.",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such address."""
    return failure(
        request, 404, "There is nothing at this address", "The page may have moved, or the link may be incomplete."
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: a bug. It has been logged under the id shown."""
    return failure(None, 500, "Something broke here", "It is not your doing, and it has been logged.")


def failure(request: HttpRequest | None, status: int, heading: str, advice: str) -> HttpResponse:
    """Return an error page. Its request id leads the owner to the log."""
    # Without a request nothing is queried: on a 500 the database may be what is broken.
    context = {"status": status, "heading": heading, "advice": advice, "request_id": request_id.get()}
    page = loader.get_template("failure.html").render(context, request)
    return HttpResponse(page, status=status)
