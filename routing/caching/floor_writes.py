"""The cache floor as the usage counters show it: corrected call by call, with its evidence."""

import logging
from math import floor

from django.db.models import F

from routing.caching.floors import Correction, Sighting, floor_corrected
from routing.models import Call, CallStatus, Engine, LanguageModel, PrefixCount

logger = logging.getLogger(__name__)

_SURE = 0.8  # of an estimate: it may be a fifth too high


def floor_observe(call: Call) -> Correction | None:
    """Correct the observed floor of a call's model where its counters contradict it; None where they agree.

    Only the provider itself is believed: the stand-in and compatible servers have floors of their own, or none. The
    counts of a call that was attempted again are those of several requests.
    """
    if call.attempts > 1:
        return None
    if call.engine != Engine.API or not call.cache_ttl or call.status != CallStatus.DONE:
        return None
    seen = _sighting(call)
    model = call.model
    found = seen and floor_corrected(listed=model.cache_floor, observed=model.observed_floor, seen=seen)
    if not seen or not found or (not seen.is_cached and _was_cached(model, seen.marked)):
        return None
    LanguageModel.objects.filter(pk=model.pk).update(
        observed_floor=found.floor,
        observed_floor_evidence=f"{found.words} (call {call.pk}, {call.started_at:%Y-%m-%d})",
    )
    logger.warning("%s: cache floor %s, because %s", model, found.floor, found.words)
    return found


def _sighting(call: Call) -> Sighting | None:
    """Return what stood up to the mark. Uncached, only what is surely there counts. None = no counters reported."""
    if call.read_tokens is None or call.write_5m_tokens is None:
        return None
    cached = call.read_tokens + call.write_5m_tokens + (call.write_1h_tokens or 0)
    if cached:
        return Sighting(cached, is_cached=True)
    counts = PrefixCount.objects.filter(model=call.model, prefix_sha256=call.prefix_sha256)
    counted = counts.values_list("tokens", flat=True).first()
    return Sighting(counted or floor((call.prefix_tokens or 0) * _SURE), is_cached=False)


def _was_cached(model: LanguageModel, tokens: int) -> bool:
    """Return whether a prefix of at most this size was ever cached: then one silent call is no proof."""
    calls = Call.objects.filter(model=model, engine=Engine.API, write_5m_tokens__isnull=False)
    sized = calls.annotate(cached=F("read_tokens") + F("write_5m_tokens") + F("write_1h_tokens"))
    return sized.filter(cached__gt=0, cached__lte=tokens).exists()
