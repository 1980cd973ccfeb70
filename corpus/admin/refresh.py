"""What every list and form here has in common: a change is recorded, and saved with the versions it makes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from corpus.changes.conflicts import RowChanged, SeenForm, row_claim
from corpus.changes.record import change_open, note
from corpus.edits import edits_told
from corpus.forms import RowForm
from corpus.services import corpus_versions_refresh, row_delete

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:  # a mixin: the admin class comes after it
    Base = object


class RefreshMixin(Base):
    """Wraps the views that save: one change and one refresh a request, however many rows it saved."""

    change_form_template = "admin/corpus/change_form.html"
    change_list_template = "admin/corpus/change_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        view = super().changelist_view
        return _saving(request, lambda: view(request, extra_context))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        view = super().changeform_view
        return _saving(request, lambda: view(request, object_id, form_url, extra_context))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        view = super().delete_view
        return _saving(request, lambda: view(request, object_id, extra_context))

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """An older state is brought back here."""
        view = super().history_form_view  # type: ignore[misc]
        return _saving(request, lambda: cast(HttpResponse, view(request, object_id, version_id, extra_context)))

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        form: Any = super().get_changelist_form(request, **{**kwargs, "form": RowForm})
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        before = self.model._default_manager.filter(pk=obj.pk).first()
        claim(obj, form)
        super().save_model(request, obj, form, change)
        note(before, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        row_delete(row=obj)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        for row in queryset:
            self.delete_model(request, row)


def claim(row: Any, form: SeenForm) -> None:
    """Make sure that the row is still what the form was checked against. Raises RowChanged."""
    if form.cleaned_data.get("seen"):
        row_claim(row=row, mark=form.mark, now=timezone.now())


def _saving(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Run a view that may save. One that lost a race runs again, reads the other's change and shows it."""
    try:
        with _refreshing(request):
            return view()
    except RowChanged:
        with _refreshing(request):
            return view()


@contextmanager
def _refreshing(request: HttpRequest) -> Iterator[None]:
    """Refresh after a request that may have saved. A look takes no transaction: in SQLite each one locks writers."""
    if request.method != "POST":
        yield
        return
    now = timezone.now()
    with edits_told(request), transaction.atomic(), change_open(user_id=request.user.pk, now=now):
        yield
        corpus_versions_refresh(now=timezone.now())
