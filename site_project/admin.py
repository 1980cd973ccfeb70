"""The owner's side: stock Django admin in the site's own colours."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

_HOUSEKEEPING = {"auth", "axes"}


class SiteAdmin(AdminSite):
    """Adds to the index what is waiting for the owner."""

    site_header = "Candid"
    site_title = "Candid"
    index_title = "Your site"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Put the owner's own work first, logins and their attempts last."""
        return sorted(super().get_app_list(request, app_label), key=lambda app: app["app_label"] in _HOUSEKEEPING)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        # The admin is loaded before the apps whose rows it counts.
        from routing.checks import notices
        from site_project.dashboard import cards

        now = timezone.now()
        context = {**(extra_context or {}), "cards": cards(now), "notices": notices(now)}
        return super().index(request, context)


class SiteAdminConfig(AdminConfig):
    default_site = "site_project.admin.SiteAdmin"
