"""Asking about a result with a plain form: the answer stands on the result's page, for whoever asked."""

import secrets

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from fitcheck.asking.page import asking_page
from fitcheck.asking.service import ResultQuestion, inquiries_forget, inquiry_answer
from fitcheck.intake import status_of
from fitcheck.models import Assessment
from fitcheck.selectors import assessment_get, is_public_id, requirements_of
from fitcheck.verdict.assessment import UnableToAssess
from routing.gateway.messages import UnableToAdmit
from routing.ledger.callers import caller_of_request, visitor_remember

_KEY_LIMIT = 64


@require_POST
async def inquire(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer a question about a result, and lead to the answer on its page."""
    key = "".join(filter(str.isalnum, request.POST.get("key", "")))[:_KEY_LIMIT] or secrets.token_hex(12)
    question = ResultQuestion(public_id, request.POST.get("text", ""), key)
    try:
        await inquiry_answer(question=question, caller=caller_of_request(request), clock=timezone.now)
    except Assessment.DoesNotExist as missing:
        raise Http404("There is no such fit check.") from missing
    except (UnableToAssess, UnableToAdmit) as refused:
        return await sync_to_async(_refused)(request, question, refused)
    response = HttpResponseRedirect(f"{reverse('fitcheck:result', args=[public_id])}#asked", status=303)
    visitor_remember(request, response)
    return response


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Delete everything this visitor asked about results, and lead back to the result it was deleted from."""
    inquiries_forget(visitor=caller_of_request(request).visitor)
    record = request.POST.get("record", "")
    is_result = bool(record) and is_public_id(record)
    return HttpResponseRedirect(f"/fit-check/{record}/#ask" if is_result else "/privacy/", status=303)


def _refused(request: HttpRequest, question: ResultQuestion, refused: UnableToAssess | UnableToAdmit) -> HttpResponse:
    assessment = assessment_get(question.public_id)
    visitor = caller_of_request(request).visitor
    asking = asking_page(assessment, requirements_of(assessment), visitor=visitor, now=timezone.now())
    context = {
        "assessment": assessment,
        "asking": asking,
        "draft": question.text.replace("\x00", ""),
        "refused": refused,
    }
    response = render(request, "fitcheck/asked.html", context, status=status_of(refused.code))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
