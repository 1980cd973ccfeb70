"""How it works: for every feature its task, its model, the reasons, the limits and the whole prompt."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from routing.decisions.reads import cards


@require_safe
def how_it_works(request: HttpRequest) -> HttpResponse:
    context = {
        "cards": cards(timezone.now()),
        "day_usd": settings.DAILY_BUDGET_USD,
        "month_usd": settings.MONTHLY_BUDGET_USD,
        "visitor_usd": settings.VISITOR_DAILY_BUDGET_USD,
    }
    return render(request, "routing/how_it_works.html", context)
