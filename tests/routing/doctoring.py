"""Rows of the ledger as the cache doctor meets them."""

from datetime import UTC, datetime, timedelta

from routing.gateway.messages import Caller
from routing.models import Call, CallStatus, Engine

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CALLER = Caller(visitor="v" * 32, network="n" * 32)


def call_of(route, minutes_ago, **changes):
    fields = {
        "feature": route.feature,
        "model": route.model,
        "engine": Engine.STANDIN,
        "status": CallStatus.DONE,
        "visitor": f"visitor-{minutes_ago}",
        "started_at": NOW - timedelta(minutes=minutes_ago),
        "input_tokens": 0,
        "write_5m_tokens": 0,
        "write_1h_tokens": 0,
        "read_tokens": 0,
        "output_tokens": 50,
        "prefix_sha256": "a" * 64,
        "prefix_tokens": 5_000,
        "cache_ttl": "5m",
        "prompt_version": "v1",
        "corpus_version": "corpus 1",
    }
    return Call.objects.create(**{**fields, **changes})
