"""Calls and budgets: records, to be read and marked."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from routing.desk import ModelAdmin, ReadOnly, TabularInline
from routing.marks.admin import Markable
from routing.models import Budget, Call, Engine, Mark
from routing.words import usd_exact


class MarkInline(ReadOnly, TabularInline):
    model = Mark
    extra = 0
    fields = ["kind", "is_owner", "note", "marked_at", "marked_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("marked_by")


@admin.register(Call)
class CallAdmin(Markable, ReadOnly, ModelAdmin):
    list_display = ["started_at", "feature", "model", "engine", "status", "prompt", "read", "output", "cost", "ttft_ms"]
    list_filter = ["feature", "engine", "status", "error_code", "detour", "model", "started_at"]
    list_select_related = ["model"]
    search_fields = ["request_id", "prefix_sha256"]
    ordering = ["-started_at", "-pk"]
    show_full_result_count = False
    inlines = [MarkInline]

    def call_id_of(self, row: Call) -> int:
        return row.pk

    @admin.display(description="Prompt tokens")
    def prompt(self, call: Call) -> str:
        """The whole prompt, caches included."""
        parts = (call.input_tokens, call.write_5m_tokens, call.write_1h_tokens, call.read_tokens)
        return "not reported" if call.input_tokens is None else str(sum(part or 0 for part in parts))

    @admin.display(description="Read from prompt cache", ordering="read_tokens")
    def read(self, call: Call) -> str:
        return "not reported" if call.read_tokens is None else str(call.read_tokens)

    @admin.display(description="Output tokens", ordering="output_tokens")
    def output(self, call: Call) -> str:
        return "not reported" if call.output_tokens is None else str(call.output_tokens)

    @admin.display(description="Cost", ordering="spent_microusd")
    def cost(self, call: Call) -> str:
        if Engine(call.engine).is_free:
            return "free"
        return usd_exact(call.spent_microusd) + (" (estimated)" if call.is_estimated else "")


@admin.register(Budget)
class BudgetAdmin(ReadOnly, ModelAdmin):
    list_display = ["scope", "period", "spent", "reserved", "cap", "used", "calls"]
    search_fields = ["scope"]
    list_filter = ["period"]
    ordering = ["-period", "scope"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Budget]:
        """Leave out what an earlier version counted for the demo engine, which is free."""
        return super().get_queryset(request).exclude(scope__startswith="demo:")

    @admin.display(ordering="spent_microusd")
    def spent(self, budget: Budget) -> str:
        return usd_exact(budget.spent_microusd)

    @admin.display(ordering="reserved_microusd")
    def reserved(self, budget: Budget) -> str:
        return usd_exact(budget.reserved_microusd)

    @admin.display(ordering="cap_microusd")
    def cap(self, budget: Budget) -> str:
        return usd_exact(budget.cap_microusd)

    @admin.display
    def used(self, budget: Budget) -> str:
        """The share that is spent or reserved."""
        taken = budget.spent_microusd + budget.reserved_microusd
        return f"{100 * taken / budget.cap_microusd:.0f}%" if budget.cap_microusd else "–"
