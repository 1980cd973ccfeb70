"""Addresses of the fit check."""

from django.urls import path

from fitcheck import views

app_name = "fitcheck"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("<str:public_id>/", views.result, name="result"),
    path("<str:public_id>/again/", views.again, name="again"),
]
