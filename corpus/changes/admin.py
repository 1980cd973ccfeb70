"""The list of changes: what was changed, by whom and when, and a button that takes it back."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from corpus.changes.conflicts import RowChanged
from corpus.changes.record import KINDS
from corpus.changes.undo import RowUndo, UnableToUndo, change_undo, undo_plan
from corpus.models import Change

if TYPE_CHECKING:
    ChangeBase = admin.ModelAdmin[Change]
else:  # Django's class takes no parameter when it runs
    ChangeBase = admin.ModelAdmin

_LISTED = 200  # rows shown of one change


@admin.register(Change)
class ChangeAdmin(ChangeBase):
    list_display = ["what", "when", "user", "row_count", "state"]
    list_per_page = 50
    list_select_related = ["user"]
    search_fields = ["label", "rows__name"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        return super().get_queryset(request).annotate(size=Count("rows"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "What was changed", **(extra_context or {})})

    @admin.display(description="change", ordering="label")
    def what(self, change: Change) -> str:
        return change.label

    @admin.display(description="when", ordering="created_at")
    def when(self, change: Change) -> str:
        return date_format(timezone.localtime(change.created_at), "j M Y, H:i")

    @admin.display(description="rows", ordering="size")
    def row_count(self, change: Change) -> int:
        size: int = change.size  # type: ignore[attr-defined]  # an annotation
        return size

    @admin.display(description="taken back", ordering="undone_at")
    def state(self, change: Change) -> str:
        return date_format(timezone.localtime(change.undone_at), "j M Y, H:i") if change.undone_at else "-"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Change | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Change | None = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one change row by row, and take it back on a POST."""
        change = get_object_or_404(Change, pk=object_id if str(object_id).isdecimal() else None)
        if not self.has_view_permission(request, change):
            raise PermissionDenied
        plan = undo_plan(change)
        is_allowed = _is_allowed(request, plan)
        if request.method == "POST":
            if not is_allowed:
                raise PermissionDenied
            return self._undo(request, change)
        context = {
            **self.admin_site.each_context(request),
            "title": change.label,
            "opts": self.opts,
            "change": change,
            "plan": plan[:_LISTED],
            "more": max(0, len(plan) - _LISTED),
            "kept": sum(row.is_kept for row in plan),
            "can_undo": is_allowed and change.undone_at is None and any(row.is_undoable for row in plan),
        }
        return render(request, "admin/corpus/change/detail.html", context)

    def _undo(self, request: HttpRequest, change: Change) -> HttpResponseRedirect:
        try:
            plan = change_undo(change=change, user_id=request.user.pk, now=timezone.now())
        except UnableToUndo as unable:
            messages.error(request, str(unable))
        except RowChanged as changed:
            messages.error(request, f"“{changed}” was changed in this very moment: nothing was taken back. Try again.")
        else:
            kept = [row.row.name for row in plan if row.is_kept]
            stayed = f" Changed since, and left as they are: {', '.join(kept[:8])}." if kept else ""
            messages.success(request, f"Taken back: {change.label}.{stayed}")
        return HttpResponseRedirect(reverse("admin:corpus_change_changelist"))


def _is_allowed(request: HttpRequest, plan: list[RowUndo]) -> bool:
    """Return True for whoever may change, add and delete each kind of row that the change touched."""
    needed = {(row.row.kind, _right(row)) for row in plan}
    # A portrait is part of the profile's form.
    return all(
        request.user.has_perm(f"corpus.{right}_{'profile' if kind == 'portrait' else kind}")
        for kind, right in needed
        if kind in KINDS
    )


def _right(row: RowUndo) -> str:
    if row.row.kind == "portrait":
        return "change"
    return "delete" if row.row.before is None else "add" if row.row.after is None else "change"
