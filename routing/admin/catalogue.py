"""The catalogue: models with their prices, edited by the owner."""

from django.contrib import admin

from routing.admin.base import ModelAdmin, TabularInline
from routing.models import LanguageModel, Price


class PriceInline(TabularInline):
    model = Price
    extra = 0
    ordering = ["-valid_from", "above_prompt_tokens"]


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
