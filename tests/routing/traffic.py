"""Calls laid down as visitors would have made them, for what is measured of them."""

from datetime import UTC, datetime, timedelta

from routing.decisions.reads import route_card
from routing.gateway.engines import engine
from routing.gateway.messages import Caller
from routing.models import Call, CallStatus, Route

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


CALLER = Caller(visitor="v" * 32, network="n" * 32)


def route_of(feature="ask-ai"):
    return Route.objects.select_related("model", "model__successor", "fallback").get(feature=feature)


def traffic(feature="ask-ai", *, sessions=20, turns=5, now=NOW, **changed):
    """Lay calls down: every session is another visitor's, its turns a minute apart."""
    route = route_of(feature)
    fields = {
        "feature": feature, "model": route.model, "price": route.model.prices.first(), "engine": engine(),
        "status": CallStatus.DONE, "ttft_ms": 500, "total_ms": 3_000, "input_tokens": 200, "read_tokens": 6_000,
        "output_tokens": 155, "spent_microusd": 2_000, "prefix_tokens": 6_000, **changed,
    }  # fmt: skip
    Call.objects.bulk_create(
        Call(visitor=f"visitor {session}", started_at=now - timedelta(hours=20, minutes=session - turn), **fields)
        for session in range(sessions)
        for turn in range(turns)
    )


def fired(feature="ask-ai", now=NOW):
    return {condition.kind.value for condition in route_card(feature, now).asked_again}
