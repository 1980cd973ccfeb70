"""The owner's pages and the matrix."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from corpus import views
from corpus.views import sitemaps

app_name = "corpus"

urlpatterns = [
    path("pages/", views.page_list, name="pages"),
    path("pages/<slug:slug>/", views.page_detail, name="page"),
    path("search/", views.search, name="search"),
    path("portrait", views.portrait, name="portrait"),
    path("pages/<slug:slug>.md", views.page_markdown, name="page-markdown"),
    path("pages/<slug:slug>/index.md", views.page_markdown),
    path("skills/", views.skill_list, name="skills"),
    path("sitemap.xml", sitemap, {"sitemaps": sitemaps}, name="sitemap"),
]
