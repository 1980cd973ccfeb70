"""What may be read of routing: routes and prices here, one module for each report beside it."""

from routing.selectors.routes import (
    cache_state,
    call_latest,
    features_unrouted,
    prices_of,
    route_get,
    route_refusal,
    routes_all,
    tier_of,
)

__all__ = [
    "cache_state",
    "call_latest",
    "features_unrouted",
    "prices_of",
    "route_get",
    "route_refusal",
    "routes_all",
    "tier_of",
]
