"""Addresses of the fit check."""

from django.urls import path

from fitcheck import views
from fitcheck.asking import views as asking

app_name = "fitcheck"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("forget/", asking.forget, name="forget"),
    path("<str:public_id>/", views.result, name="result"),
    path("<str:public_id>/reweighed/", views.reweighed, name="reweighed"),
    path("<str:public_id>/keeping/", views.keeping, name="keeping"),
    path("<str:public_id>/again/", views.again, name="again"),
    path("<str:public_id>/ask/", asking.inquire, name="inquire"),
]
