"""A granted call picked up again: by another process, or after a restart."""

from routing.engines import capabilities_of
from routing.messages import Caller, Ticket
from routing.models import Call, Engine
from routing.selectors import route_get
from routing.services.admission import _Plan, _ticket


def ticket_get(call_id: int) -> Ticket:
    """Return the ticket of a call that was granted before, as its ledger row says. Raises Call.DoesNotExist."""
    call = Call.objects.select_related("model", "price").get(pk=call_id)
    engine = Engine(call.engine)
    if call.price is None:
        raise Call.DoesNotExist(f"{call} was never granted: it has no price")
    plan = _Plan(
        route=route_get(call.feature),
        model=call.model,
        engine=engine,
        capabilities=capabilities_of(call.model, engine),
        cache_ttl=call.cache_ttl,
        price=call.price,
        bound=call.reserved_microusd,
    )
    return _ticket(plan, call.pk, Caller(visitor=call.visitor, network=call.network))
