"""The owner's side: stock Django admin in the site's own colours."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

_MENU = {
    "Pages": ("corpus.Page", "corpus.Profile", "corpus.Change"),
    "Skills": ("corpus.Skill",),
    "Questions": (
        "askai.Gap",
        "askai.Turn",
        "askai.Conversation",
        "askai.GoldenQuestion",
        "askai.GoldenRun",
    ),
    "Fit checks": ("fitcheck.Assessment",),
    "Models and cost": ("routing.Route", "routing.Decision", "routing.Comparison", "routing.Spending"),
    "Site": ("auth.User", "auth.Group"),
}
_REST = "Advanced"


class SiteAdmin(AdminSite):
    """Adds to the index what is waiting for the owner."""

    site_header = "Candid"
    site_title = "Candid"
    index_title = "Your site"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the menu in the owner's words; one app's own page keeps what the app holds."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        left = {entry["model"]._meta.label: entry for app in apps for entry in app["models"]}
        menu = [_entry(name, [left.pop(label) for label in labels if label in left]) for name, labels in _MENU.items()]
        return [entry for entry in [*menu, _entry(_REST, list(left.values()))] if entry["models"]]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        # The admin is loaded before the apps whose rows it counts.
        from routing.checks import notices
        from site_project.dashboard import cards

        now = timezone.now()
        context = {**(extra_context or {}), "cards": cards(now), "notices": notices(now)}
        return super().index(request, context)


def _entry(name: str, models: list[Any]) -> dict[str, Any]:
    """Return one part of the menu, as the admin's templates want an app. Its title leads to its first list."""
    url = next((model["admin_url"] for model in models if model.get("admin_url")), "")
    label = name.lower().replace(" ", "-")
    return {"name": name, "app_label": label, "app_url": url, "has_module_perms": True, "models": models}


class SiteAdminConfig(AdminConfig):
    default_site = "site_project.admin.SiteAdmin"
