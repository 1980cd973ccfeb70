"""The catalogue: models with their prices, edited by the owner."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from routing.desk import ModelAdmin, TabularInline
from routing.models import LanguageModel, Price


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
