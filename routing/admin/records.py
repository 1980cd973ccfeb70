"""The owner's view of routing: the catalogue is edited, a route is changed with its reason, records are only read."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from routing.admin.base import ModelAdmin, ReadOnly, TabularInline, owner_of
from routing.admin.cards import Carded
from routing.admin.marking import Markable
from routing.models import Budget, Call, Decision, LanguageModel, Mark, Price, Route
from routing.rules.words import usd_exact
from routing.services import mark_put, route_change

if TYPE_CHECKING:
    RouteFields = forms.ModelForm[Route]
else:
    RouteFields = forms.ModelForm


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


class RouteForm(RouteFields):
    """A route with the reason for changing it."""

    reason = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="Why? It is kept with the decision."
    )

    def clean(self) -> dict[str, Any] | None:
        """A change needs its reason."""
        if set(self.changed_data) - {"reason"} and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Say why: the reason is kept with the decision.")
        return super().clean()

    class Meta:
        model = Route
        exclude = ["feature"]


class DecisionInline(ReadOnly, TabularInline):
    model = Decision
    extra = 0
    ordering = ["-decided_at", "-pk"]
    fields = ["decided_at", "model", "recommendation", "reason", "change", "decided_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("model", "decided_by")


@admin.register(Route)
class RouteAdmin(Carded, ModelAdmin):
    form = RouteForm
    list_display = ["feature", "card", "model", "fallback", "cache", "daily_cap_usd", "daily_cap_calls", "is_enabled"]
    list_select_related = ["model", "fallback"]
    ordering = ["feature"]
    readonly_fields = ["feature", "updated_at"]
    inlines = [DecisionInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Routes come with the features that register themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Route | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Route, form: forms.BaseForm, change: bool) -> None:
        route_change(route=obj, reason=form.cleaned_data["reason"], now=timezone.now(), by=owner_of(request))


@admin.register(Decision)
class DecisionAdmin(ReadOnly, ModelAdmin):
    list_display = ["decided_at", "route", "model", "recommendation", "reason", "decided_by"]
    list_filter = ["route__feature"]
    list_select_related = ["route", "route__model", "model", "decided_by"]
    ordering = ["-decided_at", "-pk"]
    date_hierarchy = "decided_at"


class MarkInline(ReadOnly, TabularInline):
    model = Mark
    extra = 0
    fields = ["kind", "is_owner", "note", "marked_at", "marked_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("marked_by")


@admin.register(Call)
class CallAdmin(Markable, ReadOnly, ModelAdmin):
    list_display = ["started_at", "feature", "model", "engine", "status", "prompt", "read", "output", "cost", "ttft_ms"]
    list_filter = ["feature", "engine", "status", "error_code", "detour", "model"]
    list_select_related = ["model"]
    search_fields = ["request_id", "prefix_sha256"]
    ordering = ["-started_at", "-pk"]
    date_hierarchy = "started_at"
    show_full_result_count = False
    inlines = [MarkInline]
    actions = ["mark_deeper", "mark_too_much"]

    def call_id_of(self, row: Call) -> int:
        return row.pk

    @admin.display(description="Prompt tokens")
    def prompt(self, call: Call) -> str:
        """The whole prompt, caches included."""
        parts = (call.input_tokens, call.write_5m_tokens, call.write_1h_tokens, call.read_tokens)
        return "not reported" if call.input_tokens is None else str(sum(part or 0 for part in parts))

    @admin.display(description="Of these read from cache", ordering="read_tokens")
    def read(self, call: Call) -> str:
        return "not reported" if call.read_tokens is None else str(call.read_tokens)

    @admin.display(description="Output tokens", ordering="output_tokens")
    def output(self, call: Call) -> str:
        return "not reported" if call.output_tokens is None else str(call.output_tokens)

    @admin.display(description="Cost", ordering="spent_microusd")
    def cost(self, call: Call) -> str:
        return usd_exact(call.spent_microusd) + (" (estimated)" if call.is_estimated else "")

    @admin.action(description="I wished it had reasoned harder", permissions=["view"])
    def mark_deeper(self, request: HttpRequest, calls: QuerySet[Call]) -> None:
        self._mark(request, calls, Mark.Kind.WISHED_DEEPER)

    @admin.action(description="This is too much", permissions=["view"])
    def mark_too_much(self, request: HttpRequest, calls: QuerySet[Call]) -> None:
        self._mark(request, calls, Mark.Kind.TOO_MUCH)

    def _mark(self, request: HttpRequest, calls: QuerySet[Call], kind: Mark.Kind) -> None:
        for call_id in calls.order_by("pk").values_list("pk", flat=True):
            mark_put(call_id=call_id, kind=kind, now=timezone.now(), by=owner_of(request))
        self.message_user(request, f"{calls.count()} marked: {kind.label.lower()}.")


@admin.register(Budget)
class BudgetAdmin(ReadOnly, ModelAdmin):
    list_display = ["scope", "period", "spent", "reserved", "cap", "used", "calls"]
    search_fields = ["scope"]
    list_filter = ["period"]
    ordering = ["-period", "scope"]

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
        """The share that is spent or set aside."""
        taken = budget.spent_microusd + budget.reserved_microusd
        return f"{100 * taken / budget.cap_microusd:.0f} %" if budget.cap_microusd else "–"
