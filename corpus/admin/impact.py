"""A page that says what a form would do if it were saved, in a tab of its own: nothing is saved by looking."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from corpus.impact import impact_preview

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:  # a mixin: the admin class comes after it
    Base = object


class ImpactMixin(Base):
    """Adds the button and the page. `impact_field` says what a row is to `impact_preview`."""

    change_form_template = "admin/corpus/impact_form.html"
    impact_field = "skills"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.impact_view))
        own = path("<path:object_id>/impact/", view, name=f"{self.opts.app_label}_{self.opts.model_name}_impact")
        return [own, *super().get_urls()]

    def impact_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Work out what the form as it stands would do. `object_id` is "new" for a row that is not there yet."""
        row = None if object_id == "new" else self.get_object(request, object_id)
        if not self.has_change_permission(request, row) or (row is None and not self.has_add_permission(request)):
            raise PermissionDenied
        form = self.get_form(request, row, change=row is not None)(request.POST, request.FILES, instance=row)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "What this would move"}
        if form.is_valid():
            unsaved = form.save(commit=False)
            said: dict[str, Any] = {"profile": unsaved} if self.impact_field == "profile" else {"skills": [unsaved]}
            context |= {"name": str(unsaved), "impacts": impact_preview(today=timezone.localdate(), **said)}
        else:
            context["form"] = form
        return TemplateResponse(request, "admin/corpus/impact.html", {**context, "is_nav_sidebar_enabled": False})
