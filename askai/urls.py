"""The pages of Ask AI."""

from django.urls import path

from askai import views

app_name = "askai"

urlpatterns = [
    path("", views.ask, name="ask"),
    path("new/", views.new, name="new"),
]
