"""Tickets: what the door must know of a call, from its route, its model and its ledger row."""

from routing.catalogue.reads import route_get
from routing.gateway.engines import capabilities_of
from routing.gateway.messages import Caller, Ticket
from routing.models import Call, Engine, LanguageModel, Route

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
