"""Granting a call: which model answers, rates, money, and the ledger row, in one transaction."""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction

from routing.catalogue.reads import headroom_end, prices_of, route_get, tier_of
from routing.catalogue.rules import bound, mark_ttl, tier_for
from routing.gateway.breaker import breaker_of
from routing.gateway.engines import capabilities_of, engine
from routing.gateway.errors import visitor_words
from routing.gateway.messages import Caller, JsonObject, Prompt, Ticket, UnableToAdmit
from routing.ledger.budget import (
    BudgetSpent,
    Scope,
    refusal_tell,
    reserve,
    resets_at,
    scopes_of,
    scopes_within,
    spent_words,
)
from routing.ledger.calls import NOBODY, ticket_of
from routing.ledger.rates import rate_refused
from routing.models import Call, CallStatus, Detour, Engine, ErrorCode, LanguageModel, Price, Route
from routing.models.ledger import OPEN
from routing.registry import feature_get
from routing.tokens import tokens_in_family, tokens_upper
from routing.words import count, span_words

logger = logging.getLogger(__name__)

_STRAGGLING = timedelta(seconds=15)
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


@dataclass(frozen=True, slots=True)
class _Plan:
    """One call before it is granted: what it would use, and the most it can cost in micro-dollars.

    `detour` says why `model` is not the route's own; empty = it is. `price` is None where the engine is free.
    """

    route: Route
    model: LanguageModel
    engine: Engine
    cache_ttl: str
    price: Price | None
    bound: int
    detour: str = ""


def call_open(*, feature: str, prompt: Prompt, caller: Caller, now: datetime, begin: bool = False) -> Ticket:
    """Grant one call: reserve its upper bound in every scope and write the ledger row. Sync.

    Joins the caller's transaction if there is one. `begin` marks it as calling at once (a chat turn sends directly).
    Raises UnableToAdmit; an unreachable ledger refuses (`unavailable`), because nothing could bound the money.
    """
    try:
        with transaction.atomic():
            return _open(feature, prompt, caller, now, begin)
    except BudgetSpent as refused:
        logger.warning("budget: %s of %s is spent", refused.scope.key, refused.scope.period)
        refusal_tell(refused.scope)
        until = resets_at(refused.scope.period)
        message = spent_words(refused.scope.key, now, until)
        raise UnableToAdmit("budget_spent", message, until.isoformat()) from refused
    except DatabaseError as unreachable:
        logger.error("the ledger is unreachable: %s refused", feature)
        raise UnableToAdmit("unavailable", RESTING) from unreachable


def call_open_within(*, route: Route, prompt: Prompt, scope: Scope, now: datetime) -> Ticket:
    """Grant one call of the owner's own: no rates, but a budget of its own beside those of the day and the month.

    `route` need not be stored; its feature names the ledger row. The call is begun. Raises UnableToAdmit and
    BudgetSpent.
    """
    with transaction.atomic():
        plan = _plan(route, prompt, now)
        scopes = scopes_within(scope=scope, engine=plan.engine, now=now)
        return _grant(plan, scopes, prompt, NOBODY, now, True)


def call_bound(*, route: Route, prompt: Prompt, now: datetime) -> int:
    """Return the most such a call can cost, in micro-dollars. Raises UnableToAdmit where the price is unknown."""
    return _plan(route, prompt, now).bound


def _open(feature: str, prompt: Prompt, caller: Caller, now: datetime, begin: bool) -> Ticket:
    plan = _plan(_route(feature), prompt, now)
    _check_rates(feature, caller, now)
    scopes = scopes_of(route=plan.route, caller=caller, engine=plan.engine, now=now)
    ticket = _grant(plan, scopes, prompt, caller, now, begin)
    _check_crowd(plan.route, caller, ticket, now)
    return ticket


def _grant(plan: _Plan, scopes: Sequence[Scope], prompt: Prompt, caller: Caller, now: datetime, begin: bool) -> Ticket:
    """Reserve the bound in every scope and write the ledger row. Raises BudgetSpent."""
    reserve(scopes, plan.bound)
    call = Call.objects.create(
        feature=plan.route.feature,
        model=plan.model,
        instead_of=plan.route.model if plan.detour else None,
        detour=plan.detour,
        price=plan.price,
        engine=plan.engine,
        status=CallStatus.CALLING if begin else CallStatus.RESERVED,
        visitor=caller.visitor,
        network=caller.network,
        started_at=now,
        reserved_microusd=plan.bound,
        budget_keys=[[scope.key, scope.period] for scope in scopes],
        prefix_sha256=prompt.prefix_sha256,
        prefix_tokens=tokens_in_family(prompt.prefix_tokens, plan.model.tokenizer),
        cache_ttl=plan.cache_ttl,
        prompt_version=prompt.version,
        corpus_version=prompt.corpus_version,
    )
    ticket = ticket_of(
        route=plan.route,
        model=plan.model,
        engine=plan.engine,
        call_id=call.pk,
        cache_ttl=plan.cache_ttl,
        caller=caller,
    )
    return _diagnosed(ticket, prompt)


def _diagnosed(ticket: Ticket, prompt: Prompt) -> Ticket:
    """Ask the provider why its cache missed: on every turn of a conversation, or it compares with nothing."""
    if not (settings.CACHE_DIAGNOSTICS and prompt.is_turn and ticket.engine == Engine.API):
        return ticket
    calls = Call.objects.filter(pk=prompt.after_call or 0)
    return replace(ticket, diagnoses=True, previous_message=calls.values_list("message_id", flat=True).first() or "")


def _route(feature: str) -> Route:
    try:
        route = route_get(feature)
    except Route.DoesNotExist as missing:
        logger.error("%s has no route: run load_catalogue", feature)
        raise UnableToAdmit("unavailable", RESTING) from missing
    if not route.is_enabled:
        raise UnableToAdmit("unavailable", "This feature is switched off at the moment; the pages stay open.")
    return route


def _check_rates(feature: str, caller: Caller, now: datetime) -> None:
    keys = [f"network:{caller.network}"] + ([f"visitor:{caller.visitor}"] if caller.visitor else [])
    full = rate_refused(rates=feature_get(feature).rates(), feature=feature, keys=keys)
    if full is not None:
        message = f"{full.words} Try again {span_words(now, full.until)}; the pages stay open."
        raise UnableToAdmit("rate_limited", message, full.until.isoformat())


def _check_crowd(route: Route, caller: Caller, ticket: Ticket, now: datetime) -> None:
    """Refuse one call too many at a time from one network.

    Its calls are counted one after the other: its budget row was just written and is locked until the commit. A free
    call has no such row, so it locks its route.
    """
    most = feature_get(route.feature).per_network()
    if not (most and caller.network):
        return
    if ticket.engine.is_free:
        Route.objects.select_for_update().filter(pk=route.pk).first()
    since = now - timedelta(seconds=route.total_seconds) - _STRAGGLING
    running = Call.objects.filter(
        status__in=OPEN,
        started_at__gt=since,
        feature=route.feature,
        network=caller.network,
    )
    if running.exclude(pk=ticket.call_id).count() >= most:
        busy = count(most, "question")
        message = f"Your network already has {busy} in progress. Try again in a few seconds; the pages stay open."
        raise UnableToAdmit("busy", message)


def _plan(route: Route, prompt: Prompt, now: datetime) -> _Plan:
    kind = engine()
    choice = model_choose(route=route, engine=kind, now=now)
    model = choice.model
    ttl = _ttl(route, model, prompt, "cache" in capabilities_of(model, kind))
    if tokens_in_family(prompt.input_tokens, model.tokenizer) + route.max_output_tokens > model.context_tokens:
        logger.error("%s: the prompt does not fit into %s (%d tokens)", route.feature, model, model.context_tokens)
        raise UnableToAdmit("unavailable", RESTING)
    price, most = (None, 0) if kind.is_free else _priced(route, model, prompt, ttl, now)
    return _Plan(
        route=route,
        model=model,
        engine=kind,
        cache_ttl=ttl,
        price=price,
        bound=most,
        detour=choice.detour or "",
    )


def _priced(route: Route, model: LanguageModel, prompt: Prompt, ttl: str, now: datetime) -> tuple[Price, int]:
    """Return the price that a call most likely has, and the most it can cost. Raises UnableToAdmit without a price."""
    prices = prices_of(model, now.date())
    tiers = [tier_of(price) for price in prices]
    input_upper = _input_upper(prompt, model.tokenizer)
    most = bound(input_upper=input_upper, max_output=route.max_output_tokens, ttl=ttl, tiers=tiers)
    likely = tier_for(tiers, tokens_in_family(prompt.input_tokens, model.tokenizer))
    if most is None or likely is None:
        logger.error("%s has no price: no call can be bounded", model)
        raise UnableToAdmit("unavailable", RESTING)
    return prices[tiers.index(likely)], most


def _ttl(route: Route, model: LanguageModel, prompt: Prompt, has_cache: bool) -> str:
    """Return the mark to send. A marked newest turn may clear the floor that the shared part alone misses."""
    newest = prompt.messages[-1]["content"] if prompt.messages else ""
    is_turn_marked = not isinstance(newest, str) and bool(newest) and "cache_control" in newest[-1]
    marked = prompt.input_tokens if is_turn_marked else prompt.prefix_tokens
    tokens = tokens_in_family(marked, model.tokenizer)
    floor = model.floor
    return mark_ttl(policy=route.cache, prefix=tokens, floor=floor, has_cache=has_cache)


def _input_upper(prompt: Prompt, tokenizer: str) -> int:
    texts = list(_texts([*prompt.system, *prompt.messages]))
    wide = sum(len(text.encode("utf-8", "replace")) - len(text) for text in texts if not text.isascii())
    newest = len(texts[-1].encode("utf-8", "replace")) if texts else 0
    return tokens_upper(estimated=prompt.input_tokens, newest_bytes=newest, wide_bytes=wide, tokenizer=tokenizer)


def _texts(blocks: Iterable[JsonObject]) -> Iterator[str]:
    """Yield every text of a request in order, at any depth."""
    for block in blocks:
        content: Any = block.get("content", block.get("text", ""))
        if isinstance(content, str):
            yield content
        else:
            yield from _texts(content)


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
