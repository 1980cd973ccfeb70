"""Addresses of the fit check."""

from django.urls import path

from fitcheck import views

app_name = "fitcheck"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("<str:public_id>/", views.result, name="result"),
    path("<str:public_id>/reweighed/", views.reweighed, name="reweighed"),
    path("<str:public_id>/keeping/", views.keeping, name="keeping"),
    path("<str:public_id>/again/", views.again, name="again"),
]
