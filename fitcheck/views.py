"""The pages of the fit check."""

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fitcheck.asking.page import asking_page
from fitcheck.endings import ending_of, is_worth_again
from fitcheck.intake import status_of
from fitcheck.models import ENDED, Assessment, Status
from fitcheck.posting.reader import posting_clean, posting_read, posting_sha256
from fitcheck.run.runner import runner
from fitcheck.selectors import assessment_get, requirements_of
from fitcheck.services import Created, assessment_create
from fitcheck.show.api_schema import url_of
from fitcheck.show.record import record_page
from fitcheck.show.samples import sample_list, sample_text
from fitcheck.verdict.assessment import UnableToAssess
from fitcheck.wire import PULSE_SECONDS
from routing.gateway.messages import UnableToAdmit
from routing.ledger.callers import caller_of_request, visitor_remember

_KEY_LIMIT = 64


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form, or accept a posting and lead to its record."""
    if request.method != "POST":
        return _ask_page(request, job=sample_text(request.GET.get("sample", "")))
    job = request.POST.get("job", "")
    # The form's key makes a double click one check; the text is part of it, because a corrected one is another check.
    key = f"{request.POST.get('key', '')[:_KEY_LIMIT]}|{posting_sha256(posting_clean(job))}"
    try:
        created = _create(request, job=job, key=key, is_fresh=bool(request.POST.get("fresh")))
    except UnableToAssess as refused:
        return _ask_page(request, job=job, error=refused.message, status=status_of(refused.code))
    except UnableToAdmit as refused:
        return _ask_page(request, job=job, limit=refused, status=status_of(refused.code))
    return _see(request, created)


@require_GET
def result(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one record in whatever state it is."""
    assessment = _get(public_id)
    if assessment.status == Status.DONE:
        return _private(_done(request, assessment))
    context = {"assessment": assessment, "requirements": requirements_of(assessment)}
    if assessment.status in ENDED:
        code = assessment.error_code
        context |= {"ending": ending_of(code), "can_repeat": is_worth_again(code)}
        return _private(render(request, "fitcheck/ended.html", context))
    context |= {"pulse_seconds": PULSE_SECONDS, "asks": len(posting_read(assessment.job).asks)}
    return _private(render(request, "fitcheck/running.html", context))


@require_POST
def again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Run the same posting once more, as a record of its own."""
    assessment = _get(public_id)
    try:
        created = _create(request, job=assessment.job, key=f"again|{public_id}", is_fresh=True)
    except (UnableToAssess, UnableToAdmit) as refused:
        context = {"assessment": assessment, "requirements": requirements_of(assessment), "ending": refused.message}
        return _private(render(request, "fitcheck/ended.html", context, status=status_of(refused.code)))
    return _see(request, created)


def _create(request: HttpRequest, *, job: str, key: str, is_fresh: bool) -> Created:
    created = assessment_create(
        job=job,
        caller=caller_of_request(request),
        idempotency_key=key,
        now=timezone.now(),
        public_id=secrets.token_hex(16),
        is_fresh=is_fresh,
    )
    if created.is_new:
        runner.wake()
    return created


def _see(request: HttpRequest, created: Created) -> HttpResponse:
    response = HttpResponseRedirect(reverse("fitcheck:result", args=[created.assessment.public_id]))
    response.status_code = 303
    visitor_remember(request, response)
    return _private(response)


def _get(public_id: str) -> Assessment:
    try:
        return assessment_get(public_id)
    except Assessment.DoesNotExist as missing:
        raise Http404("There is no such fit check.") from missing


def _done(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    requirements, visitor = requirements_of(assessment), caller_of_request(request).visitor
    context = {
        "assessment": assessment,
        "sheet": record_page(assessment, requirements),
        "address": url_of(assessment),
        "asking": asking_page(assessment, requirements, visitor=visitor, now=timezone.now()),
    }
    return render(request, "fitcheck/result.html", context)


def _ask_page(
    request: HttpRequest, *, job: str = "", error: str = "", limit: UnableToAdmit | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "job": job.replace("\x00", ""),
        "key": secrets.token_hex(12),
        "error": error,
        "limit": limit,
        "samples": sample_list(),
        "least": settings.FITCHECK_MIN_CHARS,
        "most": settings.FITCHECK_MAX_CHARS,
    }
    response = render(request, "fitcheck/ask.html", context, status=status)
    visitor_remember(request, response)
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a record out of indexes and other sites' logs: who has the link may read it, nobody finds it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
