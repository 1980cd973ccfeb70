"""The owner's marks on real answers: put from the page of an answer or from a list, listed, and what they propose."""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from routing.catalogue.reads import routes_all
from routing.desk import Mixin, ModelAdmin, Paged, owner_of
from routing.marks.reads import TriggerState, trigger_state
from routing.marks.rules import MOST_A_VISITOR, Proposal
from routing.marks.writes import mark_toggle, marks_put
from routing.models import Call, Mark, Route
from routing.registry import Feature, feature_list

_KEYS = {Mark.Kind.WISHED_DEEPER: "h", Mark.Kind.TOO_MUCH: "m"}
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


class Markable(Mixin):
    """Adds the two marks to the list and to the page of rows that one call answered. Put it before the other bases."""

    change_form_template = "routing/marks/markable.html"
    actions: Any = ["mark_deeper", "mark_too_much"]

    def call_id_of(self, row: Any) -> int | None:
        """Return which ledger row answered this; None = nothing did."""
        return cast("int | None", row.call_id)

    def has_mark_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("routing.add_mark")

    @admin.action(description="Mark: wished it had reasoned harder", permissions=["mark"])
    def mark_deeper(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._mark(request, queryset, Mark.Kind.WISHED_DEEPER)

    @admin.action(description="Mark: this is too much", permissions=["mark"])
    def mark_too_much(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._mark(request, queryset, Mark.Kind.TOO_MUCH)

    def _mark(self, request: HttpRequest, rows: QuerySet[Any], kind: Mark.Kind) -> None:
        calls = [call_id for row in rows if (call_id := self.call_id_of(row)) is not None]
        marks_put(calls=calls, kind=kind, now=timezone.now(), by=owner_of(request))
        self.message_user(request, f"{len(calls)} marked: {kind.label.lower()}.")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        call_id = self.call_id_of(row) if row is not None else None
        context = {**(extra_context or {}), "marking": marking_of(call_id) if call_id else None}
        return super().change_view(request, object_id, form_url, context)


def marking_of(call_id: int) -> dict[str, Any]:
    """Return what the two buttons need: the kinds with their keys, and the marks that are there."""
    marks = list(Mark.objects.filter(call=call_id).select_related("marked_by").order_by("marked_at", "pk"))
    mine = {mark.kind for mark in marks if mark.is_owner}
    kinds = [{"value": kind, "label": kind.label, "key": key, "is_on": kind in mine} for kind, key in _KEYS.items()]
    return {"call_id": call_id, "kinds": kinds, "marks": marks}


def mark_view(request: HttpRequest, call_id: int) -> HttpResponse:
    """Put or remove one mark, and return to the page it came from."""
    if request.method != "POST":
        raise BadRequest("marks are sent by their form")
    if not request.user.has_perm("routing.add_mark"):
        raise PermissionDenied
    if request.POST.get("kind") not in Mark.Kind.values:
        raise BadRequest("no such mark")
    call = get_object_or_404(Call, pk=call_id)
    mark_toggle(
        call_id=call.pk,
        kind=Mark.Kind(request.POST["kind"]),
        now=timezone.now(),
        by=owner_of(request),
        note=request.POST.get("note", "").strip()[:500],
    )
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=False)
    return redirect(target if is_ours else "admin:routing_mark_changelist")


@admin.register(Mark)
class MarkAdmin(Paged, ModelAdmin):
    change_list_template = "routing/marks/list.html"
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
        states = [
            _shown(feature, trigger_state(feature.key, now), routes.get(feature.key)) for feature in feature_list()
        ]
        return self.page(request, "marks/triggers.html", title="Triggers", states=states, most_a_visitor=MOST_A_VISITOR)


def _shown(feature: Feature, state: TriggerState, route: Route | None) -> dict[str, Any]:
    rests_on = set(state.advice.rests_on)
    kinds = [(_KINDS.get(kind, kind.replace("_", " ")), calls) for kind, calls in state.breaches]
    return {
        "feature": feature,
        "route": route,
        "state": state,
        "proposal": _PROPOSALS[state.advice.proposal],
        "is_stay": state.advice.proposal is Proposal.STAY,
        "marks": [(mark, mark.call_id in rests_on) for mark in state.marks],
        "breaches": kinds,
        "up_percent": round(100 * state.thresholds.least_share_up),
        "down_percent": round(100 * state.thresholds.least_share_down),
        "embellished_percent": round(100 * state.thresholds.embellished_share),
    }
