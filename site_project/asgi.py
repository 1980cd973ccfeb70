"""The ASGI application: pages over HTTP, Ask AI and fit checks over a websocket."""

import os
from importlib import import_module
from importlib.util import find_spec

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")
_pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

_sockets = [
    pattern
    for module in ("askai", "fitcheck")
    if find_spec(f"{module}.sockets")
    for pattern in import_module(f"{module}.sockets").websocket_urlpatterns
]
application = ProtocolTypeRouter(
    {"http": _pages, "websocket": OriginValidator(URLRouter(_sockets), settings.SITE_ORIGINS)}
)
