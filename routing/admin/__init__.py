"""The owner's view of routing, one module a topic."""

from routing.admin import comparison, doctor, headroom, money, records, triggers

__all__ = ["comparison", "doctor", "headroom", "money", "records", "triggers"]
