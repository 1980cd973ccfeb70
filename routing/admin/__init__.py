"""The owner's view of routing, one module a topic."""

from routing.admin import comparison, records, triggers

__all__ = ["comparison", "records", "triggers"]
