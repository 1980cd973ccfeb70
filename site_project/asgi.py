"""The ASGI application: pages over HTTP, Ask AI over a websocket."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")
application = get_asgi_application()
