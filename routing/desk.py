"""What the admin's pages of routing share: who may look, who may act, and the frame around a page of our own."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    Mixin = ModelAdmin
else:
    ModelAdmin, TabularInline, Mixin = admin.ModelAdmin, admin.TabularInline, object


class ReadOnly:
    """Records are written by services: nobody adds, edits or deletes them here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Paged(Mixin):
    """Adds pages of our own to an admin class. `folder` is where its templates are."""

    folder = "routing"

    def page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        """Show a template of a room in the admin's frame; its name counts from `folder`."""
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"{self.folder}/{template}", whole)

    def may_view(self, request: HttpRequest) -> None:
        """Refuse who may not look. Raises PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied

    def may_change(self, request: HttpRequest) -> None:
        """Refuse who may not change anything. Raises PermissionDenied."""
        if not self.has_change_permission(request):
            raise PermissionDenied


def owner_of(request: HttpRequest) -> User:
    """Return who is signed in; every page of the admin asks for that first."""
    return cast(User, request.user)
