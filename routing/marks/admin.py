"""Marks as a list, and what they propose for every feature."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from routing.decisions.reads import routes_all
from routing.desk import ModelAdmin, Paged
from routing.marks.marking import mark_view
from routing.marks.reads import TriggerState, trigger_state
from routing.marks.rules import MOST_A_VISITOR, Proposal
from routing.models import Mark
from routing.registry import Feature, feature_list

_PROPOSALS = {
    Proposal.STAY: "Stay",
    Proposal.ESCALATE: "Consider a larger model",
    Proposal.DOWNGRADE: "Consider a smaller model",
}
_KINDS = {
    "too_long": "longer than asked",
    "uncited": "sentences without a citation",
    "bad_citation": "citations of what was not sent",
    "flourish": "words of praise",
}


@admin.register(Mark)
class MarkAdmin(Paged, ModelAdmin):
    change_list_template = "admin/routing/mark_list.html"
    list_display = ["marked_at", "kind", "call", "is_owner", "note", "marked_by"]
    list_filter = ["kind", "is_owner", "call__feature"]
    list_select_related = ["call", "marked_by"]
    ordering = ["-marked_at", "-pk"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("triggers/", view(self.triggers), name="routing_triggers"),
            path("put/<int:call_id>/", view(mark_view), name="routing_mark_put"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def triggers(self, request: HttpRequest) -> HttpResponse:
        """Show what the marks of each feature propose, on which inputs."""
        self.may_view(request)
        now = timezone.now()
        routes = {route.feature: route for route in routes_all()}
        states = [_shown(feature, trigger_state(feature.key, now), routes) for feature in feature_list()]
        return self.page(request, "triggers.html", title="Triggers", states=states, most_a_visitor=MOST_A_VISITOR)


def _shown(feature: Feature, state: TriggerState, routes: dict[str, Any]) -> dict[str, Any]:
    rests_on = set(state.verdict.rests_on)
    thresholds = state.thresholds
    return {
        "feature": feature,
        "route": routes.get(feature.key),
        "state": state,
        "proposal": _PROPOSALS[state.verdict.proposal],
        "is_stay": state.verdict.proposal is Proposal.STAY,
        "marks": [(mark, mark.call_id in rests_on) for mark in state.marks],
        "breaches": [
            (_KINDS.get(breach.kind, breach.kind.replace("_", " ")), breach.calls) for breach in state.breaches
        ],
        "up_percent": round(100 * thresholds.least_share_up),
        "down_percent": round(100 * thresholds.least_share_down),
        "embellished_percent": round(100 * thresholds.embellished_share),
    }
