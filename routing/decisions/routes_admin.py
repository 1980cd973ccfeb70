"""Routes, changed only with a reason, and the decisions that keep it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from routing.decisions.admin import Carded
from routing.decisions.writes import route_change
from routing.desk import ModelAdmin, ReadOnly, TabularInline, owner_of
from routing.models import Decision, Route

if TYPE_CHECKING:
    RouteFields = forms.ModelForm[Route]
else:
    RouteFields = forms.ModelForm


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
        return super().get_queryset(request).select_related("route", "model", "decided_by")


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
