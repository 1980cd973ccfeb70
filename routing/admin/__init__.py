"""The owner's view of routing, one module a topic."""

from routing.admin import records

__all__ = ["records"]
