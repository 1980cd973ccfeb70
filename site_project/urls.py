"""Every address of the site."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

from site_project import views
from site_project.api import api

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("llms.txt", views.llms, name="llms"),
    path("llms-full.txt", views.llms_full, name="llms-full"),
    path("admin/", admin.site.urls),
    path("api/", api.urls),
]
for _prefix, _module in (("ask-ai/", "askai"), ("fit-check/", "fitcheck"), ("", "routing"), ("", "corpus")):
    if find_spec(f"{_module}.urls"):
        urlpatterns.append(path(_prefix, include(f"{_module}.urls")))

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.broken
