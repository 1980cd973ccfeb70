"""The owner's view of routing, one module a topic."""

from routing.caching import admin as doctor
from routing.catalogue import admin as catalogue
from routing.catalogue import headroom_admin as headroom
from routing.comparisons import admin as comparison
from routing.decisions import routes_admin as routes
from routing.ledger import admin as ledger
from routing.marks import admin as triggers
from routing.spending import admin as spending

__all__ = ["catalogue", "comparison", "doctor", "headroom", "ledger", "routes", "spending", "triggers"]
