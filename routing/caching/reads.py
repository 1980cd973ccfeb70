"""What the cache does for a route: its prefix against the floor, padding, lifetime, and what the counters say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor

from routing.caching.doctor import Checked, Finding, Seen, checked, findings
from routing.caching.padding import Block, Plan, padding_plan
from routing.caching.rules import Band, band
from routing.caching.windows import Gaps, Policies, gaps_of, policies_of
from routing.decisions.reads import route_get, tiers_of
from routing.gateway.engines import engine
from routing.ledger.costs import Tier, tier_for
from routing.ledger.tokens import tokens_in_family
from routing.models import Call, PrefixCount, Route
from routing.models.ledger import ENDED
from routing.registry import Shared, shared_get

WINDOW = timedelta(days=7)
_MOST = 500
_NEWEST = 100
_ERROR = 0.2  # estimates are good to about this share
_SPEAKS_SECONDS = 2.0  # where the first token was not timed


@dataclass(frozen=True, slots=True)
class PrefixState:
    """How long the shared prefix is in the routed model's tokens: estimated, then counted, then observed.

    `best` is the most trusted of the three; None = the feature does not say and nothing was sent yet.
    """

    sha256: str
    estimated: int | None
    counted: int | None
    counted_at: datetime | None
    observed: int | None
    listed_floor: int
    floor: int

    @property
    def best(self) -> int | None:
        return self.observed or self.counted or self.estimated

    @property
    def is_exact(self) -> bool:
        return bool(self.observed or self.counted)

    @property
    def low(self) -> int | None:
        """The least it may be, as far as the estimate can be trusted."""
        return None if self.estimated is None else floor(self.estimated * (1 - _ERROR))

    @property
    def high(self) -> int | None:
        return None if self.estimated is None else ceil(self.estimated * (1 + _ERROR))

    @property
    def band(self) -> Band | None:
        return None if self.best is None else band(self.best, self.floor, is_counted=self.is_exact)


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything the doctor says of one route. `policies` None = no price or nothing sent yet."""

    route: Route
    prefix: PrefixState
    plan: Plan | None
    gaps: Gaps
    policies: Policies | None
    looked: Sequence[Checked]
    findings: Sequence[Finding]
    diagnostics: Sequence[tuple[str, int]]

    @property
    def as_expected(self) -> int:
        """How many of the calls looked at did what was expected."""
        return sum(each.is_as_expected for each in self.looked)


def examine(feature: str, now: datetime) -> Examination:
    """Look at the calls of the last seven days by the engine that answers now. Raises Route.DoesNotExist."""
    route = route_get(feature)
    calls = calls_recent(route, now)
    shared = shared_get(feature)
    prefix = prefix_state(route, shared, calls)
    seen = [seen_of(call, prefix) for call in calls]
    gaps = gaps_of([call.at for call in seen])
    return Examination(
        route=route,
        prefix=prefix,
        plan=plan_of(route, shared, gaps.per(route.cache)) if shared else None,
        gaps=gaps,
        policies=_policies(route, prefix.best, seen, now),
        looked=checked(seen),
        findings=findings(seen),
        diagnostics=_reasons(calls),
    )


def alarms_of(route: Route, now: datetime) -> list[Finding]:
    """Return what is unhealthy in the newest calls of a route. One query."""
    return findings([seen_of(call) for call in calls_recent(route, now, most=_NEWEST)])


def calls_recent(route: Route, now: datetime, *, most: int = _MOST) -> list[Call]:
    """Return the newest finished calls that reported their counts, oldest first."""
    recent = Call.objects.filter(
        feature=route.feature,
        model=route.model,
        engine=engine(),
        status__in=ENDED,
        started_at__gte=now - WINDOW,
        input_tokens__isnull=False,
    )
    return list(recent.order_by("-started_at", "-pk")[:most])[::-1]


def prefix_state(route: Route, shared: Shared | None, calls: Sequence[Call]) -> PrefixState:
    """Measure the prefix as it is sent now, three ways."""
    sha, estimated = _current(route, shared, calls)
    count = PrefixCount.objects.filter(model=route.model, prefix_sha256=sha).first() if sha else None
    return PrefixState(
        sha256=sha,
        estimated=estimated,
        counted=count.tokens if count else None,
        counted_at=count.counted_at if count else None,
        observed=observed_prefix([call for call in calls if call.prefix_sha256 == sha]),
        listed_floor=route.model.cache_floor,
        floor=route.model.floor,
    )


def observed_prefix(calls: Sequence[Call]) -> int | None:
    """Return the shared tokens as the counters show them: a conversation's first turn reads exactly the shared part.

    Later turns read more, so the smallest read of a prefix is the prefix. None where nothing was read yet.
    """
    return min((call.read_tokens for call in calls if call.read_tokens), default=None)


def padding_take(feature: str, *, prefix: int, blocks: Sequence[Block]) -> int:
    """Return how many padding blocks a prefix gets now; sizes in estimated tokens of the old family. One query.

    0 unless the route pads and the calls that were observed when it was weighed make it pay. Every input is stored or
    part of the texts, so the answer, and with it the prefix, stays the same between calls.
    """
    route = Route.objects.select_related("model").filter(feature=feature, pad=True).first()
    if route is None or route.cache == "off":
        return 0
    return _plan(route, prefix, blocks, route.pad_calls).take


def plan_of(route: Route, shared: Shared, calls: float | None) -> Plan:
    """Weigh padding for a route by so many calls per cache lifetime."""
    return _plan(route, shared.prompt(0).prefix_tokens, shared.padding(), calls)


def _plan(route: Route, prefix: int, blocks: Sequence[Block], calls: float | None) -> Plan:
    family = route.model.tokenizer
    return padding_plan(
        prefix=tokens_in_family(prefix, family),
        floor=route.model.floor,
        blocks=[Block(block.name, tokens_in_family(block.tokens, family)) for block in blocks],
        calls=calls,
    )


def take_of(route: Route, shared: Shared) -> int:
    """Return how many padding blocks this route's prompt carries now."""
    return plan_of(route, shared, route.pad_calls).take if route.pad and route.cache != "off" else 0


def seen_of(call: Call, prefix: PrefixState | None = None) -> Seen:
    """Return a ledger row as the rules look at it."""
    at = call.started_at.timestamp()
    is_current = prefix is not None and prefix.is_exact and call.prefix_sha256 == prefix.sha256
    shared = prefix.best if prefix is not None and is_current else floor((call.prefix_tokens or 0) * (1 - _ERROR))
    return Seen(
        id=call.pk,
        at=at,
        speaks_at=at + (_SPEAKS_SECONDS if call.ttft_ms is None else call.ttft_ms / 1000),
        visitor=call.visitor,
        ttl=call.cache_ttl,
        prefix=shared or 0,
        input=call.input_tokens or 0,
        write=(call.write_5m_tokens or 0) + (call.write_1h_tokens or 0),
        read=call.read_tokens or 0,
        sha=call.prefix_sha256,
        origin=f"{call.model_id}|{call.prompt_version}|{call.corpus_version}" if call.corpus_version else "",
    )


def _current(route: Route, shared: Shared | None, calls: Sequence[Call]) -> tuple[str, int | None]:
    """Return the fingerprint and the estimated tokens of the prefix: as it would be sent, else as it last was."""
    if shared is not None:
        prompt = shared.prompt(take_of(route, shared))
        return prompt.prefix_sha256, tokens_in_family(prompt.prefix_tokens, route.model.tokenizer)
    return (calls[-1].prefix_sha256, calls[-1].prefix_tokens) if calls else ("", None)


def _policies(route: Route, prefix: int | None, seen: Sequence[Seen], now: datetime) -> Policies | None:
    tier = tier_today(route, prefix or 0, now)
    return policies_of([call.at for call in seen], prefix, tier) if tier and prefix and seen else None


def tier_today(route: Route, prompt_tokens: int, now: datetime) -> Tier | None:
    """Return the prices of the routed model that hold today for a prompt of this size; None = unknown."""
    return tier_for(tiers_of(route.model, now.date()), prompt_tokens)


def _reasons(calls: Sequence[Call]) -> list[tuple[str, int]]:
    """Count what the provider itself said of its cache, most frequent first."""
    said = Counter(
        str(call.diagnostics["cache_miss_reason"].get("type", "unknown"))
        for call in calls
        if call.diagnostics and call.diagnostics.get("cache_miss_reason")
    )
    return said.most_common()
