"""What every list and form here has in common: a change is saved together with the versions it makes."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from corpus.services import corpus_versions_refresh

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:  # a mixin: the admin class comes after it
    Base = object


class RefreshMixin(Base):
    """Wraps the views that save. One refresh a request, however many rows it saved."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        with transaction.atomic():
            return _refreshed(request, super().changelist_view(request, extra_context))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        with transaction.atomic():
            return _refreshed(request, super().changeform_view(request, object_id, form_url, extra_context))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        with transaction.atomic():
            return _refreshed(request, super().delete_view(request, object_id, extra_context))


def _refreshed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.method == "POST":
        corpus_versions_refresh(now=timezone.now())
    return response
