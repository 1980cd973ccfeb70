"""The owner's view of routing, one module a topic."""

from routing.admin import catalogue, comparison, doctor, headroom, ledger, routes, spending, triggers

__all__ = ["catalogue", "comparison", "doctor", "headroom", "ledger", "routes", "spending", "triggers"]
