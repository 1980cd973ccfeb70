"""What the owner does about a cache: have a prefix counted, have padding weighed and switched."""

import asyncio
from datetime import datetime

from django.contrib.auth.models import User

from routing.caching.padding import Plan
from routing.caching.reads import calls_recent, plan_of, take_of
from routing.caching.windows import gaps_of
from routing.decisions.reads import route_get
from routing.decisions.writes import route_change
from routing.gateway.client import aclose, count_tokens, engine
from routing.gateway.messages import Prompt, Ticket
from routing.ledger.tickets import ticket_of
from routing.ledger.tokens import tokens_in_family
from routing.models import Engine, PrefixCount, Route
from routing.registry import Shared, shared_get


class UnableToExamine(Exception):
    """What was asked for cannot be had; the message is for the owner."""


def prefix_count(*, feature: str, now: datetime) -> PrefixCount:
    """Have the routed model's own tokens of the current prefix counted, free of charge; asked once for each prefix.

    Blocks on the network: not for an event loop's thread. Raises UnableToExamine and Route.DoesNotExist.
    """
    route, shared = route_get(feature), _shared(feature)
    kind = engine()
    if kind == Engine.STANDIN:
        raise UnableToExamine("The demo engine's counts are estimates: connect a model to have the prefix counted.")
    prompt = shared.prompt(take_of(route, shared))
    known = PrefixCount.objects.filter(model=route.model, prefix_sha256=prompt.prefix_sha256).first()
    if known is not None:
        return known
    tokens = asyncio.run(_counted(ticket_of(route=route, model=route.model, engine=kind), prompt))
    if tokens is None:
        raise UnableToExamine("The server does not count tokens, or did not answer.")
    beside = tokens_in_family(prompt.input_tokens - prompt.prefix_tokens, route.model.tokenizer)
    count, _ = PrefixCount.objects.get_or_create(
        model=route.model,
        prefix_sha256=prompt.prefix_sha256,
        defaults={"tokens": max(tokens - beside, 0), "counted_at": now},
    )
    return count


def padding_weigh(*, feature: str, now: datetime, by: User | None = None) -> Plan:
    """Weigh padding by the calls that were observed; the route pads from now on if it pays, and not if it does not.

    Writes a decision when the route changes. Raises UnableToExamine and Route.DoesNotExist.
    """
    route, shared = route_get(feature), _shared(feature)
    gaps = gaps_of([call.started_at.timestamp() for call in calls_recent(route, now)])
    plan = plan_of(route, shared, gaps.per(route.cache))
    Route.objects.filter(pk=route.pk).update(pad_calls=gaps.per(route.cache))
    route.pad_calls, route.pad = gaps.per(route.cache), plan.pays
    route_change(route=route, reason=f"Cache doctor: {plan.words}", now=now, by=by)
    return plan


def _shared(feature: str) -> Shared:
    shared = shared_get(feature)
    if shared is None:
        raise UnableToExamine("This feature does not say what its prefix is.")
    return shared


async def _counted(ticket: Ticket, prompt: Prompt) -> int | None:
    try:
        return await count_tokens(ticket, prompt)
    finally:
        await aclose()
