"""The owner's side: stock Django admin under our own header."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class SiteAdmin(AdminSite):
    site_header = "Candid"
    site_title = "Candid"
    index_title = "Your site"


class SiteAdminConfig(AdminConfig):
    default_site = "site_project.admin.SiteAdmin"
