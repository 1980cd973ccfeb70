"""What changes in routing: calls and their money, the catalogue, the routes."""

from routing.services.admission import call_open
from routing.services.calls import call_begin, call_close, call_release, calls_sweep

__all__ = ["call_begin", "call_close", "call_open", "call_release", "calls_sweep"]
