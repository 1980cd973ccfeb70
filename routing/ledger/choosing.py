"""Which model answers a call: the route's own, or its fallback while that one is out."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime

from routing.catalogue.headroom import headroom_end
from routing.gateway.breaker import breaker_of
from routing.gateway.errors import visitor_words
from routing.gateway.messages import UnableToAdmit
from routing.models import Detour, Engine, ErrorCode, LanguageModel, Route
from routing.words import span_words

logger = logging.getLogger(__name__)

RESTING = "The model is not available at the moment; the pages stay open."


@dataclass(frozen=True, slots=True)
class Choice:
    """The model that answers. `detour` says why it is not the route's own; empty = it is."""

    model: LanguageModel
    detour: Detour | None = None


@dataclass(frozen=True, slots=True)
class _Out:
    """Why a model takes no call, and until when, where that is known."""

    detour: Detour
    until: datetime | None = None


def model_choose(*, route: Route, engine: Engine, now: datetime) -> Choice:
    """Return the model to ask. Raises UnableToAdmit where it is out, and so is its fallback or there is none.

    A model that only rests is asked all the same: its breaker answers at once, or lets this call through as the probe.
    """
    out = _out(route.model, engine, now)
    if out is None:
        return Choice(route.model)
    if route.fallback is not None and _out(route.fallback, engine, now) is None:
        logger.warning("%s: %s is %s, %s answers", route.feature, route.model, out.detour, route.fallback)
        return Choice(route.fallback, out.detour)
    if out.detour is Detour.RETIRED:
        logger.error("%s is retired: choose another model for %s", route.model, route.feature)
        raise UnableToAdmit("unavailable", RESTING)
    if out.until is not None:
        logger.warning("%s: the provider's limit of %s is used up until %s", route.feature, route.model, out.until)
        words = visitor_words(ErrorCode.RATE_LIMITED, span_words(now, out.until))
        raise UnableToAdmit("busy", words, out.until.isoformat())
    return Choice(route.model)


def _out(model: LanguageModel, engine: Engine, now: datetime) -> _Out | None:
    if engine == Engine.API and model.lifecycle == LanguageModel.Lifecycle.RETIRED:
        return _Out(Detour.RETIRED)
    if breaker_of(model.api_id).is_open(time.monotonic()):
        return _Out(Detour.RESTING)
    until = headroom_end(model=model, engine=engine, now=now)
    return _Out(Detour.EXHAUSTED, until) if until else None
