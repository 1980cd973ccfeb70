"""Questions about a result: opened with their money in one transaction, answered, kept, and deleted."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote as encoded

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from corpus.selectors import profile_get
from fitcheck.asking.feature import FIT_ASK
from fitcheck.asking.prompt import EarlierAnswer, asking_prompt
from fitcheck.asking.reply import FoundQuote, answer_vetted
from fitcheck.asking.sources import ResultSource, result_sources
from fitcheck.models import Assessment, Inquiry, Status
from fitcheck.selectors import assessment_get, requirements_of
from fitcheck.show.record import record_page
from fitcheck.verdict.assessment import UnableToAssess
from fitcheck.verdict.quotes import quoted
from routing.crossing import cross, hop_paid
from routing.gateway.cleaning import clean_text
from routing.gateway.client import stream
from routing.gateway.messages import Caller, Outcome, Prompt, Ticket, UnableToReply
from routing.ledger.admission import call_open
from routing.ledger.calls import call_close
from routing.models import CallStatus
from routing.words import count
from routing.worker import Clock

_NOTES = {
    CallStatus.REFUSED: "The model declined to answer this question.",
    CallStatus.CUT: "The answer was longer than the limit. Ask for less at once.",
}
_UNREADABLE = "The model’s answer could not be used. Ask again."
_REMEMBERED, _EARLIER_CHARS = 3, 600
_running: set[asyncio.Task[None]] = set()


@dataclass(frozen=True, slots=True)
class ResultQuestion:
    """What a visitor sent about a result. The same `key` never asks twice."""

    public_id: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class InquiryWork:
    """What it takes to answer a stored question."""

    inquiry_id: int
    ticket: Ticket
    prompt: Prompt
    sources: Sequence[ResultSource]


async def inquiry_answer(*, question: ResultQuestion, caller: Caller, clock: Clock) -> None:
    """Ask, and return once the answer is stored: it is stored also when whoever asked has left.

    Raises UnableToAssess (no such result, or a bad text), UnableToAdmit (a limit) and Assessment.DoesNotExist.
    """
    if len(_running) >= settings.ASK_CONCURRENCY:
        raise UnableToAssess("busy", "Many people are asking right now. Try again in a few seconds.")
    task = asyncio.create_task(_answer(question, caller, clock))
    _running.add(task)
    task.add_done_callback(_running.discard)
    await asyncio.shield(task)


async def _answer(question: ResultQuestion, caller: Caller, clock: Clock) -> None:
    work = await cross(inquiry_open, question=question, caller=caller, now=clock())
    if work is None:
        return
    message = ""
    async with stream(work.ticket, work.prompt) as reply:
        try:
            async for _event in reply:
                pass
        except UnableToReply as unable:
            message = unable.message
        finally:
            await reply.aclose()
            await asyncio.shield(hop_paid(inquiry_close, work, reply.outcome, message, clock()))


def inquiry_open(*, question: ResultQuestion, caller: Caller, now: datetime) -> InquiryWork | None:
    """Store a question and reserve its money in one transaction; None where the same key asked it before."""
    text = clean_text(question.text)
    assessment = assessment_get(question.public_id)
    asked = Inquiry.objects.filter(assessment=assessment, visitor=caller.visitor)
    if asked.filter(key=question.key).exists():
        return None
    _check(text, assessment, asked.count())
    profile = profile_get()
    sheet = record_page(assessment, requirements_of(assessment))
    sources = result_sources(assessment, sheet, profile.name if profile else "the owner")
    prompt = asking_prompt(sources, text, _earlier(asked))
    try:
        with transaction.atomic():
            ticket = call_open(feature=FIT_ASK.key, prompt=prompt, caller=caller, now=now, begin=True)
            inquiry = Inquiry.objects.create(
                assessment=assessment, visitor=caller.visitor, key=question.key, question=text, asked_at=now,
                call_id=ticket.call_id,
            )  # fmt: skip
    except IntegrityError:
        return None  # a twin with the same key was faster
    return InquiryWork(inquiry.pk, ticket, prompt, sources)


def _earlier(asked: QuerySet[Inquiry]) -> list[EarlierAnswer]:
    """Return the last few questions of this visitor that were answered, oldest first."""
    latest = asked.filter(stage=Inquiry.Stage.ANSWERED).order_by("-asked_at", "-pk")[:_REMEMBERED]
    return [EarlierAnswer(one.question[:_EARLIER_CHARS], one.answer()[:_EARLIER_CHARS]) for one in reversed(latest)]


def inquiry_close(work: InquiryWork, outcome: Outcome, message: str, now: datetime) -> None:
    """Settle the call and store what may be shown. A question that was deleted meanwhile stays deleted."""
    vetted = answer_vetted(outcome.text, work.sources) if outcome.status == CallStatus.DONE else None
    fields: dict[str, object] = {"stage": Inquiry.Stage.FAILED}
    if vetted is None:
        fields["note"] = message or _NOTES.get(outcome.status, _UNREADABLE)
    else:
        fields["stage"] = Inquiry.Stage.ANSWERED if vetted.statements else Inquiry.Stage.SILENT
        fields["statements"] = [
            {"text": one.text, "cites": [_cite(found) for found in one.found]} for one in vetted.statements
        ]
        if vetted.dropped:
            outcome.breaches = [f"uncited:{vetted.dropped}"]
            fields["note"] = f"{count(vetted.dropped, 'sentence')} left out: this page does not carry what was said."
    with transaction.atomic():
        call_close(work.ticket, outcome, now)
        Inquiry.objects.filter(pk=work.inquiry_id, stage=Inquiry.Stage.WRITING).update(**fields)


def inquiries_of(assessment: Assessment, visitor: str, now: datetime) -> list[Inquiry]:
    """Return what this visitor asked about a result, oldest first. One whose process died is shown as not answered."""
    inquiries = list(assessment.inquiries.filter(visitor=visitor).select_related("call").order_by("asked_at", "pk"))
    for inquiry in inquiries:
        if inquiry.stage == Inquiry.Stage.WRITING and inquiry.asked_at < now - timedelta(seconds=60):
            inquiry.stage, inquiry.note = Inquiry.Stage.FAILED, "The answer broke off. Ask again."
    return inquiries


def inquiries_forget(*, visitor: str) -> None:
    """Delete everything this visitor asked about results. The ledger keeps its numbers."""
    Inquiry.objects.filter(visitor=visitor).delete()


def inquiries_expire(now: datetime) -> int:
    """Delete every question older than RETENTION_DAYS, and return how many."""
    return Inquiry.objects.filter(asked_at__lt=now - timedelta(days=settings.RETENTION_DAYS)).delete()[0]


def _check(text: str, assessment: Assessment, asked: int) -> None:
    if assessment.status != Status.DONE:
        raise UnableToAssess("conflict", "This check has no result to ask about yet.")
    if not any(map(str.isalnum, text)):
        raise UnableToAssess("empty", "Type a question first.")
    if len(text) > settings.ASK_MAX_CHARS:
        raise UnableToAssess("too_long", f"A question may have {settings.ASK_MAX_CHARS:,} characters at most.")
    if asked >= settings.ASK_MAX_TURNS:
        raise UnableToAssess("rate_limited", f"{settings.ASK_MAX_TURNS} questions were asked about this result.")


def _cite(found: FoundQuote) -> dict[str, str]:
    """Return a quote with where it leads: a line of the posting is found by its words, which the browser marks."""
    source = found.source
    words = f":~:text={encoded(found.quote, safe='').replace('-', '%2D')}" if source.anchor == "posting" else ""
    return {
        "label": quoted(source.label, 8).strip("“”"),
        "href": f"#{source.anchor}{words}",
        "quote": "" if source.is_code else found.quote,  # the page's own words are the sentence already
    }
