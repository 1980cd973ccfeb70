"""Models of routing: the catalogue, the routes and their reasons, the ledger, the budget, the comparisons."""

from routing.models.catalogue import LanguageModel, Price
from routing.models.comparison import Comparison, Pair
from routing.models.doctor import Checkup, PrefixCount, Spending
from routing.models.ledger import Budget, Call, CallStatus, Engine, ErrorCode, Mark
from routing.models.routes import CachePolicy, Decision, Route

__all__ = [
    "Budget",
    "CachePolicy",
    "Call",
    "CallStatus",
    "Checkup",
    "Comparison",
    "Decision",
    "Engine",
    "ErrorCode",
    "LanguageModel",
    "Mark",
    "Pair",
    "PrefixCount",
    "Price",
    "Route",
    "Spending",
]
