"""The owner's mark on one real answer, from the page that shows it: a button, or one key."""

from typing import Any, cast

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from routing.desk import Mixin, owner_of
from routing.marks.writes import mark_toggle
from routing.models import Call, Mark

_KEYS = {Mark.Kind.WISHED_DEEPER: "h", Mark.Kind.TOO_MUCH: "m"}


class Markable(Mixin):
    """Adds the two marks to the page of a row that one call answered. Put it before the other bases."""

    change_form_template = "admin/routing/markable.html"

    def call_id_of(self, row: Any) -> int | None:
        """Return which ledger row answered this; None = nothing did."""
        return cast("int | None", row.call_id)

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
    """Take or take back one mark, and return to the page it came from."""
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
