"""The ASGI application: pages over HTTP, Ask AI and fit checks over websockets."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")
_pages = get_asgi_application()

# Below this line the apps are loaded, which the consumers need when they are imported.
from typing import Any  # noqa: E402

from channels.routing import URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import re_path  # noqa: E402

from askai.consumers import websocket_urlpatterns as askai_sockets  # noqa: E402
from fitcheck.sockets import websocket_urlpatterns as fitcheck_sockets  # noqa: E402
from site_project import lifecycle  # noqa: E402
from site_project.traffic import Receive, Scope, Send, traffic  # noqa: E402


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a socket to an address that has none."""
    await receive()
    await send({"type": "websocket.close"})


# Channels routes applications with Django's patterns, whose types are written for views.
_anything_else = re_path(r"", nowhere)  # type: ignore[arg-type]
_patterns: Any = [*askai_sockets, *fitcheck_sockets, _anything_else]
_sockets = OriginValidator(URLRouter(_patterns), settings.SITE_ORIGINS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one connection."""
    match scope["type"]:
        case "http":
            await traffic.http(_pages, scope, receive, send)
        case "websocket":
            await traffic.websocket(_sockets, scope, receive, send)
        case "lifespan":
            await lifecycle.lifespan(scope, receive, send)
        case unknown:
            raise ValueError(f"this site does not speak {unknown!r}")


lifecycle.reactor_follow()
