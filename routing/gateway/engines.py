"""Which engine answers: decided by two settings, never changed silently while the site runs."""

from urllib.parse import urlsplit

from django.conf import settings

from routing.models.catalogue import LanguageModel
from routing.models.ledger import Engine
from routing.registry import responder_list
from routing.standin.transport import StandinTransport
from routing.standin.wire import Standin

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


_class: type[Standin] = Standin


def standin_class_set(kind: type[Standin]) -> None:
    """Have another class answer from now on: a double with strict checks and faults, for tests."""
    global _class
    _class = kind


def standin_new() -> Standin:
    """Return a stand-in with an empty cache that gives the features' answers."""
    return _class(responders=responder_list())


def standin_transport() -> StandinTransport:
    """Return what an HTTP client is handed in place of the network; the stand-in itself is its `standin`."""
    return StandinTransport(standin_new(), tokens_per_second=settings.STANDIN_TOKENS_PER_SECOND)
