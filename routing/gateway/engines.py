"""Which engine answers: decided by two settings, never changed silently while the site runs."""

from urllib.parse import urlsplit

from django.conf import settings

from routing.models.catalogue import LanguageModel
from routing.models.ledger import Engine

API_URL = "https://api.anthropic.com"


def engine() -> Engine:
    """Return what answers now: no key and no address is the stand-in, a foreign address a compatible server."""
    address = settings.ANTHROPIC_BASE_URL
    if address and urlsplit(address).hostname != urlsplit(API_URL).hostname:
        return Engine.COMPATIBLE
    return Engine.API if settings.ANTHROPIC_API_KEY else Engine.STANDIN


def capabilities_of(model: LanguageModel, kind: Engine) -> frozenset[str]:
    """Return what may be asked of this model: a compatible server can only do what the owner says it can."""
    if kind == Engine.COMPATIBLE:
        return frozenset(settings.COMPATIBLE_CAPABILITIES)
    return frozenset(name for name, value in model.capabilities.items() if value)
