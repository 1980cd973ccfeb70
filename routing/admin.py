"""The owner's view of routing, one module a topic."""

from routing.caching import admin as caching
from routing.catalogue import admin as catalogue
from routing.comparisons import admin as comparisons
from routing.decisions import admin as decisions
from routing.ledger import admin as ledger
from routing.marks import admin as marks
from routing.spending import admin as spending

__all__ = ["caching", "catalogue", "comparisons", "decisions", "ledger", "marks", "spending"]
