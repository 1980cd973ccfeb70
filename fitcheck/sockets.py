"""The websocket address of this app."""

from django.urls import path

from fitcheck.consumers import FitCheckConsumer

websocket_urlpatterns = [
    path("ws/fit-check/<str:public_id>/", FitCheckConsumer.as_asgi()),  # type: ignore[arg-type]
]
