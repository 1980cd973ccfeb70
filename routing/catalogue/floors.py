"""The cache floor of a model: the smallest prefix the provider caches, in tokens.

Under it the provider caches nothing and gives no error, so no cache mark is sent. The documented floor is the start; a
real call that was cached below it lowers it, with its evidence.
"""

import logging
from enum import StrEnum

from routing.models import Call, CallStatus, Engine, LanguageModel

logger = logging.getLogger(__name__)

LIKELY, SURE = 0.8, 1.25


class Band(StrEnum):
    """How an estimated prefix stands to a floor; estimates are accurate to about ±20%."""

    TOO_SHORT = "too_short"
    LIKELY = "likely"
    SURE = "sure"


def band(tokens: int, floor: int, *, is_counted: bool = False) -> Band:
    """Return whether a prefix clears a floor: exact for a counted prefix, in three bands for an estimated one."""
    if is_counted:
        return Band.SURE if tokens >= floor else Band.TOO_SHORT
    if tokens >= SURE * floor:
        return Band.SURE
    return Band.LIKELY if tokens >= LIKELY * floor else Band.TOO_SHORT


def mark_ttl(*, policy: str, prefix: int, floor: int, has_cache: bool) -> str:
    """Return the mark to send: 5m, 1h, or nothing where the prefix is too short or the server has no cache."""
    if policy not in {"5m", "1h"} or not has_cache or band(prefix, floor) is Band.TOO_SHORT:
        return ""
    return policy


def floor_observe(call: Call) -> int | None:
    """Lower the floor of a call's model where its counters show that a shorter prefix was cached; None = they agree.

    Only the provider itself is believed: the stand-in and compatible servers have floors of their own, or none. The
    counts of a call that was attempted again are those of several requests.
    """
    if call.engine != Engine.API or call.status != CallStatus.DONE or not call.cache_ttl or call.attempts > 1:
        return None
    model, parts = call.model, (call.read_tokens, call.write_5m_tokens, call.write_1h_tokens)
    cached = sum(part or 0 for part in parts)
    if not 0 < cached < model.floor:
        return None
    words = f"{cached:,} tokens were cached although the floor was {model.floor:,}"
    LanguageModel.objects.filter(pk=model.pk).update(
        observed_floor=cached, observed_floor_evidence=f"{words} (call {call.pk}, {call.started_at:%Y-%m-%d})"
    )
    logger.warning("%s: cache floor %s, because %s", model, cached, words)
    return cached
