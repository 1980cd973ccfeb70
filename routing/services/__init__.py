"""What changes in routing: calls and their money, the catalogue, the routes."""

from routing.services.admission import call_open
from routing.services.calls import call_begin, call_close, call_release, calls_sweep
from routing.services.catalogue import catalogue_load
from routing.services.marks import mark_put
from routing.services.routes import route_change, route_keep, route_move, routes_ensure

__all__ = [
    "call_begin",
    "call_close",
    "call_open",
    "call_release",
    "calls_sweep",
    "catalogue_load",
    "mark_put",
    "route_change",
    "route_keep",
    "route_move",
    "routes_ensure",
]
