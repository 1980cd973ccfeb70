"""What may be read of routing: routes and prices here, one module for each report beside it."""

from routing.selectors.routes import (
    call_latest,
    features_unrouted,
    prices_of,
    route_get,
    route_refusal,
    routes_all,
    routes_joined,
    tier_of,
    tiers_of,
)

__all__ = [
    "call_latest",
    "features_unrouted",
    "prices_of",
    "route_get",
    "route_refusal",
    "routes_all",
    "routes_joined",
    "tier_of",
    "tiers_of",
]
