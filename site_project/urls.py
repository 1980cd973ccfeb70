"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from askai.golden.views import scorecard
from site_project import machines, views
from site_project.api import api

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("start/", views.start, name="start"),
    path("privacy/", views.privacy, name="privacy"),
    path("scorecard/", scorecard, name="scorecard"),
    path("robots.txt", machines.robots, name="robots"),
    path("llms.txt", machines.llms, name="llms"),
    path("llms-full.txt", machines.llms_full, name="llms-full"),
    path("skills.md", machines.skills_text, name="skills-text"),
    path("skills.json", machines.skills_json, name="skills-json"),
    path("feed.xml", machines.PageFeed(), name="feed"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("favicon.ico", machines.icon, {"name": "favicon.ico"}, name="favicon"),
    path("apple-touch-icon.png", machines.icon, {"name": "touch.png"}, name="touch-icon"),
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
