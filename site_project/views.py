"""The site's own pages: the home page and its box, privacy, health, and what is shown when something is wrong."""

import json
import re
import secrets
import sys
from enum import StrEnum
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from corpus.models import Portrait, Profile
from corpus.pages import page_groups
from corpus.portraits import portrait_get
from corpus.refusals import error_response
from corpus.selectors import pages_listed, profile_get
from fitcheck.show.samples import misfit_example, sample_list
from routing.crossing import AWAY
from site_project.logs import request_id
from site_project.privacy import privacy_notice
from site_project.readiness import unready
from site_project.traffic import traffic

TEXT = "text/plain; charset=utf-8"
_LONG = 400  # characters: longer than people ask, shorter than employers write
_LINES = 4
_LINK = re.compile(r"(https?://|www\.)\S+")
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who this is, the facts, and one box for a question or a job description."""
    profile, portrait = profile_get(), portrait_get()
    context = {
        "groups": page_groups(pages_listed()),
        "name_words": profile.name.split() if profile else [],
        "facts": facts_of(profile) if profile else [],
        "portrait": portrait,
        "person": person_json(profile, portrait) if profile else "",
        "samples": sample_list(),
        "example": misfit_example(),
    }
    return render(request, "home.html", context)


def facts_of(profile: Profile) -> list[tuple[str, str]]:
    """Return what a recruiter looks for first, each with its label; what the owner has not written is left out."""
    start = f"From {date_format(profile.available_from, 'j F Y')}" if profile.available_from else ""
    found = (
        ("Lives in", profile.place),
        ("Works", profile.work_mode),
        ("Notice", profile.notice),
        ("Available", start),
    )
    return [(label, value) for label, value in found if value]


@csrf_exempt  # it changes nothing and shows nothing of the visitor's: the home page stays without a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Take what was put into the box: a question goes to Ask AI, a job description is confirmed first."""
    text = request.POST.get("text", "").replace("\0", "").strip()
    intent = intent_of(text, least=settings.FITCHECK_MIN_CHARS)
    if intent == Intent.NOTHING:
        return redirect("home")
    if intent == Intent.QUESTION:
        return redirect(f"{reverse('askai:ask')}?{urlencode({'q': text})}")
    context = {
        "text": text,
        "is_link": intent == Intent.LINK,
        "words": len(text.split()),
        "key": secrets.token_hex(12),
        "is_askable": len(text) <= settings.ASK_MAX_CHARS,
    }
    return render(request, "start.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of a visitor, said by the settings and the code that keep it."""
    return render(request, "privacy.html", {"notice": privacy_notice()})


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
    return failure(request, 404, "Page not found", "The page may have moved, or part of the address may be missing.")


def broken(request: HttpRequest) -> HttpResponse:
    """500: a bug. It has been logged under the id shown. 503: the database is away, or locked by another writer."""
    if isinstance(sys.exc_info()[1], AWAY):
        away = failure(None, 503, "The site cannot answer now", "It cannot reach its database. Try again in a minute.")
        away["Retry-After"] = "5"
        return away
    return failure(
        None,
        500,
        "Something went wrong here",
        "It is not your fault, and the error has been logged. Try again in a minute.",
    )


def failure(request: HttpRequest | None, status: int, heading: str, advice: str) -> HttpResponse:
    """Return an error page. Its request id leads the owner to the log."""
    # Without a request nothing is queried: on a 500 the database may be what is broken.
    context = {
        "status": status,
        "heading": heading,
        "advice": advice,
        "request_id": request_id.get(),
        "wanted": words_of(request.path) if request and status == HTTPStatus.NOT_FOUND else "",
    }
    page = loader.get_template("failure.html").render(context, request)
    return HttpResponse(page, status=status)


def words_of(path: str) -> str:
    """Return the words of an address, to search for."""
    return " ".join(re.findall(r"[^\W_]+", path)[:8])[:100]


class Intent(StrEnum):
    """What somebody put into the box."""

    NOTHING = "nothing"
    LINK = "link"
    QUESTION = "question"
    POSTING = "posting"


def intent_of(text: str, *, least: int) -> Intent:
    """Return what a text looks like. `least` is the shortest job description that can be checked, in characters."""
    words = text.strip()
    if not words:
        return Intent.NOTHING
    if _LINK.fullmatch(words):
        return Intent.LINK
    lines = sum(bool(line.strip()) for line in words.splitlines())
    is_long = len(words) >= _LONG or (len(words) >= least and lines >= _LINES)
    return Intent.POSTING if is_long else Intent.QUESTION


def person_json(profile: Profile, portrait: Portrait | None) -> SafeString:
    """Return a ProfilePage with its Person as JSON-LD, safe between script tags."""
    person = {
        "@type": "Person",
        "name": profile.name,
        "description": profile.headline,
        "url": f"{settings.SITE_URL}/",
        "image": f"{settings.SITE_URL}{portrait.get_absolute_url()}" if portrait else "",
        "homeLocation": {"@type": "Place", "name": profile.place} if profile.place else "",
        "sameAs": [profile.linkedin_url] if profile.linkedin_url else "",
        "knowsLanguage": profile.languages,
    }
    page = {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "dateModified": profile.updated_at.isoformat(),
        "mainEntity": {name: value for name, value in person.items() if value},
    }
    # Every character that could end the block or open a tag is escaped above.
    return mark_safe(json.dumps(page, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308
