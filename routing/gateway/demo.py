"""The demo engine: a stand-in for the API inside the process, with the answers that the features registered."""

from django.conf import settings

from routing.registry import responder_list
from routing.standin.transport import StandinTransport
from routing.standin.wire import Standin

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
