"""Cost and latency: what was spent, at what pace, and what it could have cost, as a page and as CSV."""

import csv
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from routing.desk import ModelAdmin, Paged, ReadOnly
from routing.gateway.engines import engine
from routing.models import Engine, Spending
from routing.spending.charts import Chart, Series, Word, bars, lines
from routing.spending.reads import Day, FeatureSpending, SpendingReport, spending_get, spending_rows
from routing.words import ms, usd

_TOKENS = ("input", "write_5m", "write_1h", "read", "output", "thinking")


@admin.register(Spending)
class SpendingAdmin(ReadOnly, Paged, ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        export = path("csv/", self.admin_site.admin_view(self.export), name="routing_spending_csv")
        return [export, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the figures of one engine."""
        self.may_view(request)
        spending = spending_get(timezone.now(), kind=_kind(request))
        return self.page(
            request,
            "spending/page.html",
            title="Cost and latency",
            spending=spending,
            kinds=Engine.choices,
            is_demo=spending.kind.is_free,
            months=_months_chart(spending),
            features=[(feature, _charts(feature, spending.kind)) for feature in spending.features],
        )

    def export(self, request: HttpRequest) -> HttpResponse:
        """Give the ledger of one engine by day, feature and model as CSV."""
        self.may_view(request)
        kind = _kind(request)
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="spending-{kind}.csv"'
        rows = csv.writer(response)
        tokens = [f"{name}_tokens" for name in _TOKENS]
        rows.writerow(["day", "feature", "model", "engine", "calls", *tokens, "spent_usd", "calls_of_unknown_cost"])
        for row in spending_rows(kind):
            is_unknown = row["unknown"] == row["calls"]
            spent = "unknown" if is_unknown else f"{(row['spent'] or 0) / 1_000_000:.6f}"
            counts = ["unknown" if row[f"{name}_sum"] is None else row[f"{name}_sum"] for name in _TOKENS]
            head = [row["day"], row["feature"], row["model__api_id"], kind, row["calls"]]
            rows.writerow([*head, *counts, spent, row["unknown"]])
        return response


def _kind(request: HttpRequest) -> Engine:
    """Return the engine that was asked for, else the one that answers now."""
    wanted = request.GET.get("engine", "")
    return Engine(wanted) if wanted in Engine.values else engine()


def _months_chart(spending: SpendingReport) -> Chart:
    months = sorted({month.on for month in spending.months})
    sums = {(month.feature, month.on): month.money.known for month in spending.months}
    series = [
        Series(feature.name, [sums.get((feature.key, on), 0) for on in months])
        for feature in spending.features
        if any((feature.key, on) in sums for on in months)
    ]
    return bars("months", "Cost by month", [f"{on:%b %Y}" for on in months], series, usd)


def _charts(feature: FeatureSpending, kind: Engine) -> list[Chart]:
    if not feature.days:
        return []
    times = [
        _by_day(feature, "first", "Time to the first word", _spread("first"), ms),
        _by_day(feature, "total", "Time to the whole answer", _spread("total"), ms),
    ]
    return times if kind.is_free else [*_cost_charts(feature), *times]


def _cost_charts(feature: FeatureSpending) -> list[Chart]:
    per_session: dict[str, Callable[[Day], int | None]] = {"Cost per session": lambda day: day.money.per(day.sessions)}
    return [
        _by_day(feature, "cost", "Cost by day", {"Cost": lambda day: day.money.known}, usd),
        _by_day(feature, "session", "Cost per session", per_session, usd),
    ]


def _spread(which: str) -> dict[str, Callable[[Day], int | None]]:
    return {
        "Median (p50)": lambda day: getattr(day, which).p50,
        "Slow answers (p95)": lambda day: getattr(day, which).p95,
    }


def _by_day(
    feature: FeatureSpending, name: str, title: str, values: dict[str, Callable[[Day], int | None]], word: Word
) -> Chart:
    series = [Series(label, [value(day) for day in feature.days]) for label, value in values.items()]
    draw = bars if name == "cost" else lines
    return draw(
        f"{feature.key}-{name}", f"{title}: {feature.name}", _labels([d.on for d in feature.days]), series, word
    )


def _labels(days: Sequence[date]) -> list[str]:
    return [f"{on.day} {on:%b}" for on in days]
