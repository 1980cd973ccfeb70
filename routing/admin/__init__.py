"""The owner's view of routing, one module a topic."""

from routing.admin import comparison, headroom, records, triggers

__all__ = ["comparison", "headroom", "records", "triggers"]
