"""The pages of the fit check."""

import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corpus.selectors import matrix_text
from fitcheck.asking.page import asking_page
from fitcheck.endings import ending_of, is_worth_again
from fitcheck.intake import status_of
from fitcheck.keeping import EXPIRY_DAYS, assessment_keep, assessments_delete, expiry_of
from fitcheck.models import ENDED, Assessment, Status
from fitcheck.posting.reader import posting_clean, posting_read, posting_sha256
from fitcheck.run.runner import runner
from fitcheck.selectors import assessment_get, requirements_of
from fitcheck.services import CheckWish, Created, NearCheck, assessment_create
from fitcheck.show.api_schema import url_of
from fitcheck.show.record import record_page, shown_rows
from fitcheck.show.reweighed import form_text, reweighed_page, settled_of
from fitcheck.show.samples import sample_list, sample_text
from fitcheck.show.twins import standing_of, twin_of
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
        created = _create(request, job=job, key=key, wish=_wish(request))
    except NearCheck as near:
        return _ask_page(request, job=job, near=near.assessment)
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
    context = {"assessment": assessment, "rows": shown_rows(requirements_of(assessment))}
    if assessment.status in ENDED:
        code = assessment.error_code
        context |= {"ending": ending_of(code), "can_repeat": is_worth_again(code)}
        return _private(render(request, "fitcheck/ended.html", context))
    context |= {"pulse_seconds": PULSE_SECONDS, "asks": len(posting_read(assessment.job).asks)}
    return _private(render(request, "fitcheck/running.html", context))


@require_GET
def reweighed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one record as a reader weighs it: the address holds the changes, and nothing is stored."""
    assessment = _get(public_id)
    requirements = requirements_of(assessment)
    settled = settled_of(assessment, requirements)
    if settled is None:
        raise Http404("This result cannot be weighed again.")
    if "w" not in request.GET and request.GET:  # the form, sent without scripts: its fields become a short address
        text = form_text(request.GET, settled)
        return _private(HttpResponseRedirect(f"{request.path}?w={text}" if text else request.path))
    page = reweighed_page(assessment, requirements, settled, request.GET.get("w", ""))
    context = {"assessment": assessment, "page": page, "address": f"{url_of(assessment)}reweighed/?w={page.text}"}
    return _private(render(request, "fitcheck/reweighed.html", context))


@require_POST
def again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Run the same posting once more: one that ended badly anew, a finished one if what it rests on has changed."""
    assessment = _get(public_id)
    is_fresh = assessment.status != Status.DONE
    wish = CheckWish(is_fresh, is_text_kept=assessment.is_text_kept, expires_at=assessment.expires_at)
    key = f"again|{public_id}|{matrix_text().version_id}"
    try:
        created = _create(request, job=assessment.job, key=key, wish=wish)
    except (UnableToAssess, UnableToAdmit) as refused:
        rows = shown_rows(requirements_of(assessment))
        context = {"assessment": assessment, "rows": rows, "ending": refused.message}
        return _private(render(request, "fitcheck/ended.html", context, status=status_of(refused.code)))
    return _see(request, created)


@require_POST
def keeping(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let the browser that sent a posting delete its text or the record, or set the record's last day."""
    assessment = _get(public_id)
    if not _is_own(request, assessment):
        raise PermissionDenied
    if request.POST.get("do") == "delete":
        assessments_delete(Assessment.objects.filter(pk=assessment.pk))
        return _private(_redirect(f"{reverse('fitcheck:ask')}?deleted=1"))
    is_text_kept = request.POST.get("do") != "forget"
    days = request.POST.get("days")
    expires_at = assessment.expires_at if days is None else expiry_of(days, timezone.now())
    assessment_keep(assessment, is_text_kept=is_text_kept, expires_at=expires_at)
    return _private(_redirect(f"{assessment.get_absolute_url()}?kept=1#keeping"))


def _wish(request: HttpRequest) -> CheckWish:
    sent = request.POST
    expires_at = expiry_of(sent.get("days", ""), timezone.now())
    is_near_refused = not sent.get("anyway")
    return CheckWish(bool(sent.get("fresh")), is_near_refused, not sent.get("forget"), expires_at)


def _is_own(request: HttpRequest, assessment: Assessment) -> bool:
    return bool(assessment.visitor) and assessment.visitor == caller_of_request(request).visitor


def _create(request: HttpRequest, *, job: str, key: str, wish: CheckWish) -> Created:
    created = assessment_create(
        job=job,
        caller=caller_of_request(request),
        idempotency_key=key,
        now=timezone.now(),
        public_id=secrets.token_hex(16),
        wish=wish,
    )
    if created.is_new:
        runner.wake()
    return created


def _see(request: HttpRequest, created: Created) -> HttpResponse:
    is_met_again = not created.is_new and created.assessment.status == Status.DONE
    response = _redirect(created.assessment.get_absolute_url() + ("?again=1" if is_met_again else ""))
    visitor_remember(request, response)
    return _private(response)


def _redirect(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _get(public_id: str) -> Assessment:
    try:
        return assessment_get(public_id)
    except Assessment.DoesNotExist as missing:
        raise Http404("There is no such fit check.") from missing


def _done(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    requirements, visitor = requirements_of(assessment), caller_of_request(request).visitor
    twin = twin_of(assessment, requirements, visitor=visitor)
    context = {
        "assessment": assessment,
        "sheet": record_page(assessment, requirements),
        "address": url_of(assessment),
        "twin": twin,
        "standing": standing_of(assessment, twin, today=timezone.localdate()),
        "is_met_again": "again" in request.GET,
        "is_own": _is_own(request, assessment),
        "is_kept_anew": "kept" in request.GET,
        "expiry_days": EXPIRY_DAYS,
        "can_reweigh": bool(assessment.verdict and "left" in assessment.weighing),
        "asking": asking_page(assessment, requirements, visitor=visitor, now=timezone.now()),
    }
    return render(request, "fitcheck/result.html", context)


def _ask_page(
    request: HttpRequest,
    *,
    job: str = "",
    error: str = "",
    limit: UnableToAdmit | None = None,
    near: Assessment | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "job": job.replace("\x00", ""),
        "key": secrets.token_hex(12),
        "error": error,
        "limit": limit,
        "near": near,
        "samples": sample_list(),
        "least": settings.FITCHECK_MIN_CHARS,
        "most": settings.FITCHECK_MAX_CHARS,
        "expiry_days": EXPIRY_DAYS,
        "days": request.POST.get("days", ""),
        "forget": request.POST.get("forget", ""),
        "is_deleted": "deleted" in request.GET,
    }
    response = render(request, "fitcheck/ask.html", context, status=status)
    visitor_remember(request, response)
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a record out of indexes and other sites' logs: who has the link may read it, nobody finds it.

    Not `no-referrer`: under it a browser sends the forms of the page with the origin "null", which is refused.
    """
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
