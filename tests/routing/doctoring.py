"""Rows of the ledger as the cache doctor meets them."""

from datetime import UTC, datetime, timedelta

from routing.gateway.messages import Caller
from routing.ledger.reads import CallRow
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


def row_of(pk=1, *, at=0.0, **changes):
    """A call as the rules read it, `at` so many seconds after 1970; nothing was counted unless told."""
    fields = dict.fromkeys(CallRow._fields, None) | {
        "pk": pk, "feature": "ask-ai", "visitor": f"visitor-{pk}", "network": "", "model_id": 1,
        "started_at": datetime.fromtimestamp(at, UTC), "status": CallStatus.DONE, "ttft_ms": 1_000, "sha": "a" * 64,
        "ttl": "5m", "prompt_version": "v", "corpus_version": "corpus 1",
    }  # fmt: skip
    return CallRow(**(fields | changes))
