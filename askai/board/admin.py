"""The board in the admin: one key or tap sorts a group, one more opens the form that answers it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from askai.board.triage import board_rows, gap_sort, rows_searched
from askai.models import Gap
from routing.desk import ModelAdmin, Paged

_ON_A_PAGE = 40


class GapAdmin(Paged, ModelAdmin):
    folder = "askai/board"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Gap | None = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is nothing to see of one: the board shows it with its questions."""
        return redirect("admin:askai_gap_changelist")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the groups, or sort one."""
        self.may_view(request)
        if request.method == "POST":
            return self._sorted(request)
        is_all = request.GET.get("show") == "all"
        rows = board_rows()
        waiting = [row for row in rows if row.is_open]
        shown = rows if is_all else waiting
        return self.page(
            request,
            "board.html",
            title="What people ask that the site does not show",
            rows=rows_searched(shown[:_ON_A_PAGE]),
            left=max(0, len(shown) - _ON_A_PAGE),
            sorted_count=len(rows) - len(waiting),
            is_all=is_all,
            choices=list(enumerate(Gap.Triage.choices, start=1)),
        )

    def _sorted(self, request: HttpRequest) -> HttpResponse:
        self.may_change(request)
        triage = request.POST.get("triage", "")
        if gap_sort(key=request.POST.get("key", ""), triage=triage, now=timezone.now()):
            messages.success(request, f"Sorted: {Gap.Triage(triage).label.lower()}.")
        else:
            messages.error(request, "The questions of this group have changed meanwhile: look at it again.")
        return redirect(request.get_full_path())
