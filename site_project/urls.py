"""Every address of the site."""

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
    path("ask-ai/", include("askai.urls")),
    path("fit-check/", include("fitcheck.urls")),
    path("", include("routing.urls")),
    path("", include("corpus.urls")),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.broken
