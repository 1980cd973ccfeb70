"""The ask page: the conversation so far, and a plain form that answers with scripts off."""

from http import HTTPStatus
from uuid import UUID, uuid4

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from askai.answer.whole import answer_whole
from askai.services import UnableToAsk, VisitorQuestion, conversation_close, conversation_show, conversations_forget
from askai.wire import PULSE_SECONDS
from corpus.refusals import status_of
from routing.gateway.messages import UnableToAdmit
from routing.ledger.callers import caller_of_request, visitor_remember


@require_http_methods(["GET", "HEAD", "POST"])
async def ask(request: HttpRequest) -> HttpResponse:
    """Show the conversation; on POST, answer the question first."""
    if request.method != "POST":
        return await sync_to_async(_page)(request, draft=request.GET.get("q", "")[: settings.ASK_MAX_CHARS])
    caller = caller_of_request(request)
    question = VisitorQuestion(text=request.POST.get("text", ""), key=_key(request), conversation=uuid4())
    try:
        turn = await answer_whole(question=question, caller=caller, clock=timezone.now)
    except (UnableToAsk, UnableToAdmit) as refused:
        return await sync_to_async(_page)(request, draft=question.text, refused=refused)
    response = HttpResponseRedirect(f"{reverse('askai:ask')}#turn-{turn.pk}")
    visitor_remember(request, response)
    return response


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Begin a new conversation; with `forget`, delete all of this visitor's."""
    visitor = caller_of_request(request).visitor
    if request.POST.get("forget"):
        conversations_forget(visitor=visitor)
        return redirect(f"{reverse('askai:ask')}?deleted=1")
    conversation_close(visitor=visitor)
    return redirect("askai:ask")


def ask_status(refused: UnableToAsk | UnableToAdmit) -> int:
    """Return the HTTP status of a refusal; three codes have always had another status on this wire."""
    kept = {"empty": HTTPStatus.BAD_REQUEST, "too_long": HTTPStatus.BAD_REQUEST, "busy": HTTPStatus.CONFLICT}
    return kept.get(refused.code) or status_of(refused.code)


def _page(request: HttpRequest, *, draft: str, refused: UnableToAsk | UnableToAdmit | None = None) -> HttpResponse:
    _, turns = conversation_show(visitor=caller_of_request(request).visitor)
    context = {
        "turns": turns,
        "draft": draft,
        "refused": refused,
        "retry_at": getattr(refused, "retry_at", None),
        "key": uuid4(),
        "max_chars": settings.ASK_MAX_CHARS,
        "retention_days": settings.RETENTION_DAYS,
        "is_deleted": "deleted" in request.GET,
        "pulse_seconds": PULSE_SECONDS,
    }
    status = ask_status(refused) if refused else HTTPStatus.OK
    response = render(request, "askai/ask.html", context, status=status)
    visitor_remember(request, response)
    return response


def _key(request: HttpRequest) -> UUID:
    """Return the form's key: a double click or a resent form asks once. A form without one gets one of its own."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
