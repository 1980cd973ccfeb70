"""What every list and form here has in common: a change is saved together with the versions it makes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from corpus.edits import edits_told
from corpus.services import corpus_versions_refresh

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:  # a mixin: the admin class comes after it
    Base = object


class RefreshMixin(Base):
    """Wraps the views that save. One refresh a request, however many rows it saved."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        with _refreshing(request):
            return super().changelist_view(request, extra_context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        with _refreshing(request):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        with _refreshing(request):
            return super().delete_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """An older state is brought back here."""
        with _refreshing(request):
            response = super().history_form_view(request, object_id, version_id, extra_context)  # type: ignore[misc]
            return cast(HttpResponse, response)


@contextmanager
def _refreshing(request: HttpRequest) -> Iterator[None]:
    """Refresh after a request that may have saved. A look takes no transaction: in SQLite each one locks writers."""
    if request.method != "POST":
        yield
        return
    with edits_told(request), transaction.atomic():
        yield
        corpus_versions_refresh(now=timezone.now())
