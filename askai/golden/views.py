"""The public scorecard: how well the site answers, measured, dated, with the misses. Never a visitor's word."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from askai.golden.reads import model_answering, runs_published, tally


@require_safe
def scorecard(request: HttpRequest) -> HttpResponse:
    cards = [tally(run) for run in runs_published()[:6]]
    answering = model_answering()
    is_current = bool(cards) and cards[0].run.model_id == (answering.pk if answering else None)
    return render(request, "askai/scorecard.html", {"cards": cards, "answering": answering, "is_current": is_current})
