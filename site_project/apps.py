"""The site itself, as an app: its checks, its commands, its templates."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "site_project"
    verbose_name = "Site"

    def ready(self) -> None:
        from site_project import checks  # noqa: F401
