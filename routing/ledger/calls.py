"""Tickets, and the life of a granted call: begun, closed, given back, or settled by the sweep."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from routing.catalogue.reads import prices_of, route_get, tier_of
from routing.catalogue.rules import Tokens, cost, tier_for
from routing.catalogue.writes import floor_observe, headroom_note
from routing.gateway.engines import capabilities_of
from routing.gateway.messages import Caller, Outcome, Ticket, Usage
from routing.ledger.budget import budget_tell, settle
from routing.models import Call, CallStatus, Engine, LanguageModel, Route
from routing.models.ledger import NAME_CHARS, OPEN

_QUEUE = timedelta(hours=1)
_GRACE_SECONDS = 60
_LONGEST_SECONDS = 600


def call_begin(ticket: Ticket, now: datetime) -> bool:
    """Mark the call as leaving now. False = it is no longer reserved (swept or closed): nothing may be sent."""
    reserved = Call.objects.filter(pk=ticket.call_id, status=CallStatus.RESERVED)
    return reserved.update(status=CallStatus.CALLING, started_at=now) == 1


def call_close(ticket: Ticket, outcome: Outcome, now: datetime) -> bool:
    """Write how the call ended and turn its reservation into what it cost. False = it was closed before.

    An unbilled call is refunded; one whose counts nobody reported is charged at its bound.
    """
    with transaction.atomic():
        call = _claim(ticket.call_id, _status(outcome), now)
        if call is None:
            return False
        _record(call, outcome)
        spent = _spent(call, outcome)
        call.spent_microusd = spent
        if spent is None and not _is_unreported(call, outcome):
            call.spent_microusd, call.is_estimated = call.reserved_microusd, True
        call.save()
        charged = call.reserved_microusd if spent is None else spent
        settle(call.budget_keys, reserved=call.reserved_microusd, spent=charged, is_used=not outcome.is_unbilled)
        headroom_note(model=call.model, engine=call.engine, heard=outcome.heard)
        floor_observe(call)
        budget_tell(call.budget_keys)
    return True


def call_release(ticket: Ticket, now: datetime) -> bool:
    """Give everything back: nothing was sent. False = it was closed before."""
    outcome = Outcome(status=CallStatus.CANCELLED, is_unbilled=True)
    return call_close(ticket, outcome, now)


def call_orphan(call_id: int, now: datetime) -> bool:
    """Settle at its bound a begun call whose process is known to be gone. False = it was closed before."""
    return _sweep_one(call_id, CallStatus.CALLING, now)


def calls_sweep(now: datetime) -> int:
    """Settle calls that nobody closed; return how many.

    One that had begun may have been billed in full: it is charged at its bound once its deadline is long past. One
    that only waited never left: it is given back after an hour.
    """
    longest = Route.objects.aggregate(longest=Max("total_seconds"))["longest"] or _LONGEST_SECONDS
    begun = Q(status=CallStatus.CALLING, started_at__lt=now - timedelta(seconds=longest + _GRACE_SECONDS))
    waiting = Q(status=CallStatus.RESERVED, started_at__lt=now - _QUEUE)
    lost = Call.objects.filter(begun | waiting).order_by("pk").values_list("pk", "status")
    return sum(_sweep_one(pk, CallStatus(status), now) for pk, status in list(lost))


def _sweep_one(pk: int, was: CallStatus, now: datetime) -> bool:
    is_begun = was == CallStatus.CALLING
    with transaction.atomic():
        call = _claim(pk, CallStatus.ORPHANED if is_begun else CallStatus.CANCELLED, now, was=was)
        if call is None:
            return False
        spent = call.reserved_microusd if is_begun else 0
        Call.objects.filter(pk=pk).update(spent_microusd=spent, is_estimated=is_begun)
        settle(call.budget_keys, reserved=call.reserved_microusd, spent=spent, is_used=is_begun)
        budget_tell(call.budget_keys)
    return True


def _claim(pk: int, status: CallStatus, now: datetime, was: CallStatus | None = None) -> Call | None:
    """Move an open call to its final status and return it; None when another has done so already."""
    still_open = Call.objects.filter(pk=pk, status__in=(was,) if was else OPEN)
    if still_open.update(status=status, finished_at=now) != 1:
        return None
    return Call.objects.select_related("model", "price").get(pk=pk)


def _status(outcome: Outcome) -> CallStatus:
    """A call that its caller closed without a final status has failed."""
    return CallStatus.FAILED if outcome.status in OPEN else outcome.status


def _record(call: Call, outcome: Outcome) -> None:
    usage = outcome.usage
    call.error_code = outcome.error or ""
    call.ttft_ms, call.total_ms, call.attempts = outcome.ttft_ms, outcome.total_ms, outcome.attempts
    call.input_tokens, call.output_tokens = usage.input, usage.output
    call.write_5m_tokens, call.write_1h_tokens, call.read_tokens = usage.write_5m, usage.write_1h, usage.read
    call.thinking_tokens = usage.thinking
    call.is_estimated = outcome.is_estimated
    call.stop_reason = outcome.stop_reason[:40]
    call.request_id = outcome.request_id[:80]
    call.breaches = list(outcome.breaches)
    call.message_id = outcome.message_id[:80]
    call.answered_by = outcome.model[:NAME_CHARS]
    call.diagnostics = dict(outcome.diagnostics) if outcome.diagnostics else None


def _spent(call: Call, outcome: Outcome) -> int | None:
    """Return micro-dollars by the prices of the day the call began, in the tier of its real size; None = unknown."""
    if outcome.is_unbilled or Engine(call.engine).is_free:
        return 0
    tokens = _tokens(outcome.usage)
    prices = prices_of(call.model, call.started_at.date())
    tiers = [tier_of(price) for price in prices]
    tier = tier_for(tiers, tokens.prompt)
    if tier is not None:
        call.price = prices[tiers.index(tier)]
    return cost(tokens, tiers)


def _tokens(usage: Usage) -> Tokens:
    return Tokens(usage.input, usage.write_5m, usage.write_1h, usage.read, usage.output)


def _is_unreported(call: Call, outcome: Outcome) -> bool:
    """A compatible server answered without counting: the cost stays unknown, it is not made up."""
    return call.engine == Engine.COMPATIBLE and outcome.status not in (CallStatus.FAILED, CallStatus.CANCELLED)


NOBODY = Caller(visitor="", network="")
"""Who asks when the owner does: no visitor is counted, and none is named to the provider."""


def ticket_of(
    *,
    route: Route,
    model: LanguageModel,
    engine: Engine,
    call_id: int = 0,
    cache_ttl: str = "",
    caller: Caller = NOBODY,
) -> Ticket:
    """Return the ticket of a call to a model, within the limits of a route. It reserves nothing by itself."""
    capabilities = capabilities_of(model, engine)
    return Ticket(
        call_id=call_id,
        feature=route.feature,
        model=model.api_id,
        engine=engine,
        capabilities=capabilities,
        cache_ttl=cache_ttl,
        max_output_tokens=min(route.max_output_tokens, model.max_output_tokens),
        effort=route.effort if "effort" in capabilities else "",
        first_token_seconds=route.first_token_seconds,
        gap_seconds=route.gap_seconds,
        total_seconds=route.total_seconds,
        user=caller.visitor or caller.network,
        thinking=model.capabilities.get("thinking_off", "") if engine != Engine.COMPATIBLE else "",
        tokenizer=model.tokenizer,
    )


def ticket_get(call_id: int) -> Ticket:
    """Return the ticket of a call that another process was granted, or this one before it was restarted.

    Raises Call.DoesNotExist.
    """
    call = Call.objects.select_related("model").get(pk=call_id)
    return ticket_of(
        route=route_get(call.feature),
        model=call.model,
        engine=Engine(call.engine),
        call_id=call.pk,
        cache_ttl=call.cache_ttl,
        caller=Caller(visitor=call.visitor, network=call.network),
    )
