"""Models of routing: the catalogue, the routes and their reasons, the ledger, the budget, the comparisons."""

from routing.models.catalogue import LanguageModel, PrefixCount, Price
from routing.models.headroom import Headroom
from routing.models.ledger import Budget, Call, CallStatus, Detour, Engine, ErrorCode, Mark, Spending
from routing.models.routes import CachePolicy, Checkup, Comparison, Decision, Pair, Route

__all__ = [
    "Budget",
    "CachePolicy",
    "Call",
    "CallStatus",
    "Checkup",
    "Comparison",
    "Decision",
    "Detour",
    "Engine",
    "ErrorCode",
    "Headroom",
    "LanguageModel",
    "Mark",
    "Pair",
    "PrefixCount",
    "Price",
    "Route",
    "Spending",
]
