"""The calls as money and time: by feature, by session, by day and month, with what they could have cost."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from routing.catalogue.reads import routes_all
from routing.gateway.engines import engine
from routing.ledger.reads import CallRow, Spread, read_percent, rows_of, sessions_of, spread_of
from routing.models import Call, Engine, Route
from routing.models.ledger import OPEN
from routing.registry import feature_list
from routing.spending.outlooks import Outlook, outlooks_of

MOST_PRICED = 1_000  # calls that alternatives are priced for: the newest ones
_CLASSES = ("input", "write_5m", "write_1h", "read", "output")


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of micro-dollars, and how many calls it leaves out because their cost is unknown."""

    microusd: int
    unknown: int
    calls: int

    @property
    def known(self) -> int | None:
        """The sum, or None where nothing is known of any call."""
        return None if self.calls and self.unknown == self.calls else self.microusd

    def per(self, count: int) -> int | None:
        """Return the share of one of so many; None where nothing can be said."""
        return None if not count or self.known is None or self.unknown else round(self.microusd / count)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one feature. `first` and `total`: milliseconds to the first token, and to the last."""

    on: date
    calls: int
    sessions: int
    money: Money
    first: Spread
    total: Spread


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one feature."""

    on: date
    feature: str
    money: Money


@dataclass(frozen=True, slots=True)
class FeatureSpending:
    """One feature over the window. `read_percent` = share of all prompt tokens that came from the cache."""

    key: str
    name: str
    route: Route | None
    calls: int
    sessions: int
    visitors: int
    money: Money
    first: Spread
    total: Spread
    read_percent: int | None
    prefix: int | None
    days: Sequence[Day]
    priced: int
    outlooks: Sequence[Outlook]

    @property
    def dearest(self) -> int | None:
        """The most expensive of the alternatives."""
        return max((way.microusd for way in self.outlooks if way.microusd is not None), default=None)

    @property
    def per_session(self) -> int | None:
        return self.money.per(self.sessions)


@dataclass(frozen=True, slots=True)
class SpendingReport:
    """Everything the page shows. `at_this_pace` = the current month to its end, micro-dollars; None = unknown."""

    kind: Engine
    since: date
    features: Sequence[FeatureSpending]
    months: Sequence[Month]
    at_this_pace: int | None


def spending_get(now: datetime, *, days: int = 30, kind: Engine | None = None) -> SpendingReport:
    """Sum up the finished calls of one engine: the last days in detail, the last twelve months by month."""
    kind = kind or engine()
    ended = Call.objects.filter(engine=kind).exclude(status__in=OPEN)
    since = now - timedelta(days=days)
    by_feature: dict[str, list[CallRow]] = defaultdict(list)
    for row in rows_of(ended.filter(started_at__gte=since, started_at__lte=now).order_by("started_at", "pk")):
        by_feature[row.feature].append(row)
    routes = {route.feature: route for route in routes_all()}
    names = {feature.key: feature.name for feature in feature_list()}
    keys = [*names, *sorted(set(by_feature) - set(names))]
    months = _months(ended, now)
    return SpendingReport(
        kind=kind,
        since=since.date(),
        features=[_feature(key, names.get(key, key), routes.get(key), by_feature[key], now) for key in keys],
        months=months,
        at_this_pace=_pace_of_month(months, now),
    )


def _feature(key: str, name: str, route: Route | None, rows: Sequence[CallRow], now: datetime) -> FeatureSpending:
    past = _past([row for row in rows if route and row.model_id == route.model_id][-MOST_PRICED:])
    return FeatureSpending(
        key=key,
        name=name,
        route=route,
        calls=len(rows),
        sessions=sessions_of(rows),
        visitors=len({row.visitor for row in rows}),
        money=_money(rows),
        first=spread_of(row.ttft_ms for row in rows),
        total=spread_of(row.total_ms for row in rows if row.is_answered),
        read_percent=read_percent(rows),
        prefix=past[-1].prefix if past else None,
        days=_days(rows),
        priced=len(past),
        outlooks=outlooks_of(route, past, now.date()) if route and past else [],
    )


def _past(rows: Sequence[CallRow]) -> list[CallRow]:
    """Return calls as alternatives need them: the shared part as the counters showed it, else as it was estimated."""
    counted = [row for row in rows if row.input is not None and row.output is not None]
    observed: dict[str, int] = {}
    for row in counted:
        if row.read:
            observed[row.sha] = min(observed.get(row.sha, row.read), row.read)
    return [row._replace(prefix=observed.get(row.sha, row.prefix or 0)) for row in counted]


def _days(rows: Sequence[CallRow]) -> list[Day]:
    by_day: dict[date, list[CallRow]] = defaultdict(list)
    for row in rows:
        by_day[row.started_at.astimezone(UTC).date()].append(row)
    return [
        Day(
            on=on,
            calls=len(own),
            sessions=sessions_of(own),
            money=_money(own),
            first=spread_of(row.ttft_ms for row in own),
            total=spread_of(row.total_ms for row in own if row.is_answered),
        )
        for on, own in sorted(by_day.items())
    ]


def _money(rows: Sequence[CallRow]) -> Money:
    spent = [row.spent for row in rows]
    return Money(sum(each or 0 for each in spent), spent.count(None), len(spent))


def _months(ended: QuerySet[Call], now: datetime) -> list[Month]:
    """Sum up month by month: grouped by a month, SQLite would call back into Python for every row."""
    oldest = ended.filter(started_at__gte=_month_of(now - timedelta(days=365))).order_by("started_at").first()
    months, start = [], _month_of(oldest.started_at if oldest else now)
    while start <= now:
        end = _month_of(start + timedelta(days=32))
        own = ended.filter(started_at__gte=start, started_at__lt=end, started_at__lte=now).values("feature")
        sums = own.annotate(
            spent=Sum("spent_microusd"), calls=Count("pk"), unknown=Count("pk", filter=Q(spent_microusd__isnull=True))
        ).order_by("feature")
        months += [
            Month(start.date(), row["feature"], Money(row["spent"] or 0, row["unknown"], row["calls"])) for row in sums
        ]
        start = end
    return months


def _month_of(moment: datetime) -> datetime:
    """Return the first moment of a month, UTC."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _pace_of_month(months: Sequence[Month], now: datetime) -> int | None:
    """Project the month to its end at its pace so far; None before its first hour or with unknown costs."""
    own = [month.money for month in months if month.on == now.date().replace(day=1)]
    start = _month_of(now)
    end = _month_of(start + timedelta(days=32))
    gone = (now - start).total_seconds()
    if gone < 3600 or any(money.unknown for money in own):
        return None
    return round(sum(money.microusd for money in own) * (end - start).total_seconds() / gone)


def spending_rows(kind: Engine) -> Iterable[dict[str, Any]]:
    """Yield the whole ledger of an engine by day, feature and model: tokens of every class, micro-dollars, unknowns."""
    sums = {f"{name}_sum": Sum(f"{name}_tokens") for name in (*_CLASSES, "thinking")}
    days = Call.objects.filter(engine=kind).exclude(status__in=OPEN).annotate(day=TruncDate("started_at", tzinfo=UTC))
    rows = days.values("day", "feature", "model__api_id").annotate(
        calls=Count("pk"),
        spent=Sum("spent_microusd"),
        unknown=Count("pk", filter=Q(spent_microusd__isnull=True)),
        **sums,
    )
    return (dict(row) for row in rows.order_by("day", "feature", "model__api_id").iterator())
