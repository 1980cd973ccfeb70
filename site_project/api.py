"""The one API: every feature's router under one title, one error shape."""

from importlib import import_module
from importlib.util import find_spec

from ninja import NinjaAPI

api = NinjaAPI(title="Candid", version="1", urls_namespace="api")
for _module in ("corpus", "fitcheck", "askai"):
    if find_spec(f"{_module}.api"):
        api.add_router("", import_module(f"{_module}.api").router)
