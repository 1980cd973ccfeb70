"""The websocket addresses of this app; the site adds them behind its origin check."""

from django.urls import path

from askai.consumers import AskConsumer

websocket_urlpatterns = [path("ws/ask-ai/", AskConsumer.as_asgi())]  # type: ignore[arg-type]  # Channels routes applications
