"""What the owner does about a prompt cache: have a prefix counted, have padding weighed and switched on or off."""

import asyncio
from datetime import datetime

from django.contrib.auth.models import User

from routing.caching.reads import calls_per_lifetime, calls_recent, plan_of, take_of
from routing.caching.rules import PaddingPlan
from routing.catalogue.reads import route_get
from routing.decisions.writes import route_change
from routing.gateway.client import aclose, count_tokens, engine
from routing.gateway.messages import Prompt, Ticket
from routing.ledger.calls import ticket_of
from routing.models import Engine, PrefixCount, Route
from routing.registry import Shared, shared_get
from routing.tokens import tokens_in_family


class UnableToExamine(Exception):
    """The prefix cannot be counted or padded. The message is for the owner."""


def prefix_count(*, feature: str, now: datetime) -> PrefixCount:
    """Have the routed model's own tokens of the current prefix counted, free of charge; asked once for each prefix.

    Blocks on the network: not for an event loop's thread. Raises UnableToExamine and Route.DoesNotExist.
    """
    route, shared = route_get(feature), _shared(feature)
    kind = engine()
    if kind == Engine.STANDIN:
        raise UnableToExamine("The demo engine only estimates tokens. Connect a model to have the prefix counted.")
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


def padding_weigh(*, feature: str, now: datetime, by: User | None = None) -> PaddingPlan:
    """Weigh padding by the calls that were observed; the route pads from now on if it pays, and not if it does not.

    Writes a decision when the route changes. Raises UnableToExamine and Route.DoesNotExist.
    """
    route, shared = route_get(feature), _shared(feature)
    calls = calls_per_lifetime(route, calls_recent(route, now))
    plan = plan_of(route, shared, calls)
    Route.objects.filter(pk=route.pk).update(pad_calls=calls)
    route.pad_calls, route.pad = calls, plan.pays
    route_change(route=route, reason=f"Cache doctor: {plan.words}", now=now, by=by)
    return plan


def _shared(feature: str) -> Shared:
    shared = shared_get(feature)
    if shared is None:
        raise UnableToExamine("This feature has no shared prefix to examine.")
    return shared


async def _counted(ticket: Ticket, prompt: Prompt) -> int | None:
    try:
        return await count_tokens(ticket, prompt)
    finally:
        await aclose()
