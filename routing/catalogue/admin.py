"""The catalogue: models with their prices, edited by the owner; what is left of the provider's own rate limits."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from routing.catalogue.reads import exhausted_until
from routing.desk import ModelAdmin, ReadOnly, TabularInline
from routing.models import Headroom, LanguageModel, Price
from routing.models.headroom import Gauge


class PriceInline(TabularInline):
    model = Price
    extra = 0
    ordering = ["-valid_from", "above_prompt_tokens"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("model")


@admin.register(LanguageModel)
class LanguageModelAdmin(ModelAdmin):
    list_display = [
        "api_id", "size", "lifecycle", "retires_on", "cache_floor", "observed_floor", "synced_at", "source",
    ]  # fmt: skip
    list_filter = ["lifecycle", "line", "size", "tokenizer"]
    readonly_fields = ["synced_at"]
    search_fields = ["api_id", "name"]
    ordering = ["line", "-released_on", "api_id"]
    list_select_related = ["successor"]
    inlines = [PriceInline]


@admin.register(Headroom)
class HeadroomAdmin(ReadOnly, ModelAdmin):
    list_display = ["model", "engine", "left", "state", "seen_at"]
    list_filter = ["engine"]
    list_select_related = ["model"]
    ordering = ["engine", "model__api_id"]

    @admin.display(description="Left of the rate limit, and when it resets (UTC)")
    def left(self, row: Headroom) -> SafeString | str:
        """One line per limit. After its reset the limit is full again; the figure is the last one reported."""
        gauges = [Gauge.of_json(kept) for kept in row.gauges]
        lines = (
            (gauge.name, f"{gauge.remaining:,}", f"{gauge.limit:,}", f"{gauge.resets_at:%H:%M:%S}") for gauge in gauges
        )
        return format_html_join("", "<div>{}: {} of {}, until {}</div>", lines) or "not reported"

    @admin.display(description="Accepts calls")
    def state(self, row: Headroom) -> str:
        """Whether a call would be answered with 429 at this moment."""
        gauges = [Gauge.of_json(kept) for kept in row.gauges]
        until = exhausted_until(gauges, row.rests_until, timezone.now())
        return f"from {until:%H:%M:%S} UTC" if until else "yes"
