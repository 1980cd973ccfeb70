"""The page that hides nothing."""

from django.urls import path

from routing import views

app_name = "routing"

urlpatterns = [path("how-it-works/", views.how_it_works, name="how-it-works")]
