"""Cost and latency: what was spent, at what pace, and what it could have cost, as a page and as CSV."""

import csv
from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from routing.desk import ModelAdmin, Paged, ReadOnly
from routing.gateway.engines import engine
from routing.ledger.reads import Spread
from routing.models import Engine, Spending
from routing.spending.charts import Chart, Series, bars, lines
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
    days = feature.days
    if not days:
        return []
    labels = [f"{day.on.day} {day.on:%b}" for day in days]
    costs = [
        (bars, "cost", "Cost by day", [Series("Cost", [day.money.known for day in days])], usd),
        (lines, "session", "Cost per session", [Series("Cost per session", _per_session(days))], usd),
    ]
    times = [
        (lines, "first", "Time to the first word", _spread([day.first for day in days]), ms),
        (lines, "total", "Time to the whole answer", _spread([day.total for day in days]), ms),
    ]
    return [
        draw(f"{feature.key}-{name}", f"{title}: {feature.name}", labels, series, word)
        for draw, name, title, series, word in (times if kind.is_free else [*costs, *times])
    ]


def _per_session(days: Sequence[Day]) -> list[int | None]:
    return [day.money.per(day.sessions) for day in days]


def _spread(spreads: Sequence[Spread]) -> list[Series]:
    return [
        Series("Median (p50)", [spread.p50 for spread in spreads]),
        Series("Slow answers (p95)", [spread.p95 for spread in spreads]),
    ]
