"""What the prompt cache does for a route: its prefix against the floor, padding, and what the usage counters say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor

from routing.caching.rules import (
    SECONDS,
    CheckedPrefix,
    Finding,
    PaddingPlan,
    checked,
    findings,
    padding_plan,
    window_calls,
)
from routing.catalogue.reads import route_get
from routing.catalogue.rules import Band, band
from routing.gateway.engines import engine
from routing.ledger.reads import CallRow, rows_of
from routing.models import Call, PrefixCount, Route
from routing.models.ledger import ENDED
from routing.registry import PaddingBlock, Shared, shared_get
from routing.tokens import tokens_in_family

WINDOW = timedelta(days=7)
_MOST = 500
_NEWEST = 100
_ERROR = 0.2  # estimates are accurate to about this share


@dataclass(frozen=True, slots=True)
class PrefixState:
    """How long the shared prefix is in the routed model's tokens: estimated, then counted, then observed.

    `best` is the most reliable of the three; None = the feature does not say and nothing was sent yet.
    """

    sha256: str
    estimated: int | None
    count: PrefixCount | None
    observed: int | None
    floor: int

    @property
    def counted(self) -> int | None:
        return self.count.tokens if self.count else None

    @property
    def best(self) -> int | None:
        return self.observed or self.counted or self.estimated

    @property
    def is_exact(self) -> bool:
        return bool(self.observed or self.counted)

    @property
    def low(self) -> int | None:
        return None if self.estimated is None else floor(self.estimated * (1 - _ERROR))

    @property
    def high(self) -> int | None:
        return None if self.estimated is None else ceil(self.estimated * (1 + _ERROR))

    @property
    def band(self) -> Band | None:
        return None if self.best is None else band(self.best, self.floor, is_counted=self.is_exact)


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything the doctor says of one route. `per_lifetime` = calls that one written cache entry serves."""

    route: Route
    prefix: PrefixState
    plan: PaddingPlan | None
    per_lifetime: float | None
    looked: Sequence[CheckedPrefix]
    findings: Sequence[Finding]
    diagnostics: Sequence[tuple[str, int]]

    @property
    def as_expected(self) -> int:
        """How many of the calls looked at did what was expected."""
        return sum(each.is_as_expected for each in self.looked)


def examine(feature: str, now: datetime) -> Examination:
    """Look at the calls of the last seven days by the engine that answers now. Raises Route.DoesNotExist."""
    route, shared = route_get(feature), shared_get(feature)
    calls = calls_recent(route, now)
    prefix = prefix_state(route, shared, calls)
    per_lifetime = calls_per_lifetime(route, calls)
    return Examination(
        route=route,
        prefix=prefix,
        plan=plan_of(route, shared, per_lifetime) if shared else None,
        per_lifetime=per_lifetime,
        looked=checked(calls),
        findings=findings(calls),
        diagnostics=_reasons(calls),
    )


def alarms_of(route: Route, now: datetime) -> list[Finding]:
    """Return what is unhealthy in the newest calls of a route. One query."""
    return findings(calls_recent(route, now, most=_NEWEST))


def calls_recent(route: Route, now: datetime, *, most: int = _MOST) -> list[CallRow]:
    """Return the newest finished calls that reported their counts, oldest first."""
    recent = Call.objects.filter(
        feature=route.feature,
        model=route.model,
        engine=engine(),
        status__in=ENDED,
        started_at__gte=now - WINDOW,
        input_tokens__isnull=False,
    )
    return rows_of(recent.order_by("-started_at", "-pk")[:most])[::-1]


def calls_per_lifetime(route: Route, calls: Sequence[CallRow]) -> float | None:
    """Return how many calls one cache entry of this route serves; None for no cache or nothing measured."""
    lifetime = SECONDS.get(route.cache)
    return window_calls([call.at for call in calls], lifetime) if lifetime else None


def prefix_state(route: Route, shared: Shared | None, calls: Sequence[CallRow]) -> PrefixState:
    """Measure the prefix three ways: as it would be sent now, else as it was sent last.

    The first turn of a conversation reads exactly the shared part and later turns read more, so the smallest read of a
    prefix is its length.
    """
    sha, estimated = (calls[-1].sha, calls[-1].prefix) if calls else ("", None)
    if shared is not None:
        prompt = shared.prompt(take_of(route, shared))
        sha, estimated = prompt.prefix_sha256, tokens_in_family(prompt.prefix_tokens, route.model.tokenizer)
    reads = [call.read for call in calls if call.sha == sha and call.read]
    return PrefixState(
        sha256=sha,
        estimated=estimated,
        count=PrefixCount.objects.filter(model=route.model, prefix_sha256=sha).first() if sha else None,
        observed=min(reads, default=None),
        floor=route.model.floor,
    )


def padding_take(feature: str, *, prefix: int, blocks: Sequence[PaddingBlock]) -> int:
    """Return how many padding blocks a prefix gets now; sizes in estimated tokens of the old family. One query.

    0 unless the route pads and the calls observed when it was weighed make it pay. Every input is stored or part of the
    texts, so the answer, and with it the prefix, stays the same between calls.
    """
    route = Route.objects.select_related("model").filter(feature=feature, pad=True).first()
    if route is None or route.cache == "off":
        return 0
    return _plan(route, prefix, blocks, route.pad_calls).take


def plan_of(route: Route, shared: Shared, calls: float | None) -> PaddingPlan:
    """Weigh padding for a route by so many calls per cache lifetime."""
    return _plan(route, shared.prompt(0).prefix_tokens, shared.padding(), calls)


def _plan(route: Route, prefix: int, blocks: Sequence[PaddingBlock], calls: float | None) -> PaddingPlan:
    family = route.model.tokenizer
    return padding_plan(
        prefix=tokens_in_family(prefix, family),
        floor=route.model.floor,
        blocks=[PaddingBlock(block.name, tokens_in_family(block.tokens, family)) for block in blocks],
        calls=calls,
    )


def take_of(route: Route, shared: Shared) -> int:
    """Return how many padding blocks this route's prompt carries now."""
    return plan_of(route, shared, route.pad_calls).take if route.pad and route.cache != "off" else 0


def _reasons(calls: Sequence[CallRow]) -> list[tuple[str, int]]:
    """Count the reasons that the provider itself gave for cache misses, most frequent first."""
    said = Counter(
        str(call.diagnostics["cache_miss_reason"].get("type", "unknown"))
        for call in calls
        if call.diagnostics and call.diagnostics.get("cache_miss_reason")
    )
    return said.most_common()
