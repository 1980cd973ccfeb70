"""The inbox in the admin: one record at a time, judged by a key, a tap or a plain form."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from fitcheck.models import Assessment, Requirement, Review, Status, Verdict
from fitcheck.review.corrections import UnableToCorrect, corrected, corrections_read, corrections_stored
from fitcheck.review.page import correctable_of, inbox_page
from fitcheck.review.queue import QueueForm, counted, first, newer, older
from fitcheck.review.service import ReviewStep, UnableToReview, review_undo, review_write, state_of
from fitcheck.show.twins import standing_of
from routing.desk import Mixin, owner_of

_STEPS = "review_steps"
_MOST_STEPS = 50
_NOTE_LIMIT = 4000


class Reviewable(Mixin):
    """Adds the inbox. Put it before the other bases."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("review/", view(self.inbox_view), name="fitcheck_inbox"),
            path("review/<int:pk>/", view(self.review_view), name="fitcheck_review"),
        ]
        return [*own, *super().get_urls()]

    def inbox_view(self, request: HttpRequest) -> HttpResponse:
        """Go to the newest record of the queue, or say that there is none. A POST takes the last step back."""
        self._may_look(request)
        queue = QueueForm(request.GET)
        if request.method == "POST":
            return self._undo(request, queue)
        record = first(queue.records())
        if record is not None:
            return _to(record, queue)
        return self._page(request, queue, "empty.html", {"title": "Review fit checks"})

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one record, or take what its owner says of it."""
        self._may_look(request)
        queue = QueueForm(request.GET)
        record = Assessment.objects.filter(pk=pk, status=Status.DONE).first()
        if record is None:
            messages.error(request, "This record was deleted. Nothing was saved.")
            return redirect(reverse("admin:fitcheck_inbox") + queue.query())
        rows = list(record.requirements.order_by("-weight", "idx"))
        review = Review.objects.select_related("reviewed_by").filter(assessment=record).first()
        if request.method == "POST":
            return self._act(request, record, rows, review)
        found = queue.records()
        context = {
            "title": f"Review: {record}",
            "record": record,
            "review": review,
            "state": state_of(review),
            "sheet": inbox_page(record, rows, review),
            "standing": standing_of(record, None, today=timezone.localdate()),
            "older": older(found, record),
            "newer": newer(found, record),
            "left": counted(found),
            "today": timezone.localdate().isoformat(),
            "may_review": request.user.has_perm("fitcheck.change_review"),
        }
        return self._page(request, queue, "record.html", context)

    def _act(
        self, request: HttpRequest, record: Assessment, rows: Sequence[Requirement], review: Review | None
    ) -> HttpResponse:
        if not request.user.has_perm("fitcheck.change_review"):
            raise PermissionDenied
        queue, did = QueueForm(request.GET), request.POST.get("do", "")
        try:
            fields, words = _said(did, request, record, rows, review)
            step = review_write(
                assessment_id=record.pk,
                state=request.POST.get("state", ""),
                fields=fields,
                now=timezone.now(),
                by=owner_of(request),
            )
        except UnableToCorrect as wrong:
            raise BadRequest(f"There is nothing like {wrong} to correct in this record.") from wrong
        except UnableToReview as refused:
            messages.error(request, refused.message)
            return redirect(reverse("admin:fitcheck_inbox") + queue.query()) if refused.is_gone else _to(record, queue)
        steps = [*request.session.get(_STEPS, []), {**asdict(step), "words": f"{words}: {record}"}]
        request.session[_STEPS] = steps[-_MOST_STEPS:]
        if "is_judged" not in fields:
            return _to(record, queue, anchor=_anchor(did))
        following = older(queue.records().exclude(pk=record.pk), record) or first(queue.records())
        return _to(following, queue) if following else redirect(reverse("admin:fitcheck_inbox") + queue.query())

    def _undo(self, request: HttpRequest, queue: QueueForm) -> HttpResponse:
        if not request.user.has_perm("fitcheck.change_review"):
            raise PermissionDenied
        steps = request.session.get(_STEPS, [])
        if not steps:
            messages.info(request, "There is nothing to take back.")
            return redirect(reverse("admin:fitcheck_inbox") + queue.query())
        last = steps.pop()
        request.session[_STEPS] = steps
        try:
            review_undo(ReviewStep(last["assessment_id"], last["before"], last["state"]))
        except UnableToReview as refused:
            messages.error(request, refused.message)
        return redirect(reverse("admin:fitcheck_review", args=[last["assessment_id"]]) + queue.query())

    def _may_look(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, queue: QueueForm, template: str, context: dict[str, Any]) -> HttpResponse:
        steps = request.session.get(_STEPS, [])
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "queue": queue,
            "query": queue.query(),
            "last_step": steps[-1]["words"] if steps else "",
            "is_nav_sidebar_enabled": False,  # two panes need the whole width
        }
        return TemplateResponse(request, f"fitcheck/review/{template}", {**frame, **context})


def _to(record: Assessment, queue: QueueForm, *, anchor: str = "") -> HttpResponseRedirect:
    return redirect(reverse("admin:fitcheck_review", args=[record.pk]) + queue.query() + anchor)


def _anchor(did: str) -> str:
    """Return the place of what was corrected, so that a plain form comes back to it."""
    match did.split(":"):
        case ["correct", "missed", start, *_]:
            return f"#line-{start}"
        case ["correct", idx, *_]:
            return f"#row-{idx}"
        case ["note" | "outcome", *_]:
            return "#after"
    return ""


def _said(
    did: str, request: HttpRequest, record: Assessment, rows: Sequence[Requirement], review: Review | None
) -> tuple[dict[str, Any], str]:
    """Return what a button changes of the review, and what it did in a word. Raises UnableToCorrect."""
    what, _, value = did.partition(":")
    if what == "agree":
        return {"verdict": record.verdict, "is_judged": True}, "Agreed"
    if what == "verdict" and value in Verdict.values:
        return {"verdict": value, "is_judged": True}, f"Said {Verdict(value).label.lower()}"
    if what == "golden":
        return {"is_golden": not (review and review.is_golden)}, "Golden mark"
    if what == "note":
        return {"note": request.POST.get("note", "").strip()[:_NOTE_LIMIT]}, "Note"
    if what == "outcome" and value in Review.Outcome.values:
        return _outcome(value, parse_date(request.POST.get("on", "")[:10]), review), "Outcome"
    if what == "correct":
        before = corrections_read(review.corrections if review else {})
        after = corrected(before, value, correctable_of(record, rows))
        return {"corrections": corrections_stored(after)}, "Correction"
    raise UnableToCorrect(did)


def _outcome(value: str, on: date | None, review: Review | None) -> dict[str, Any]:
    """Add an outcome with its day, or take it back; the last of them by day is the one that stands in lists."""
    stored = review.outcomes if review else []
    others = [one for one in stored if one["outcome"] != value]
    if len(others) == len(stored):
        others.append({"outcome": value, "on": (on or timezone.localdate()).isoformat()})
    others.sort(key=lambda one: (one["on"], Review.Outcome.values.index(one["outcome"])))
    return {"outcomes": others, "outcome": others[-1]["outcome"] if others else ""}
