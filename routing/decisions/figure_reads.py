"""The figures of a feature, measured from the ledger: a fixed number of queries, whatever the traffic was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from routing.decisions.figures import Figures
from routing.decisions.rows import CallRow, rows_of, sessions_of
from routing.decisions.spans import session_count, spread_of, who_asked
from routing.gateway.engines import engine
from routing.marks.rules import Window
from routing.models import Call, CallStatus, Route
from routing.models.ledger import ENDED

WINDOW = timedelta(days=30)
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits to any feature among the newest calls, and how many of these calls were whose."""

    count: int
    calls: dict[str, int]


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures with the window they were taken over. `is_cut` = there were more calls than are looked at."""

    figures: Figures
    days: int
    since: datetime
    is_cut: bool


def visits_measure(now: datetime) -> Visits:
    """Count the visits behind the newest calls of all features. One query."""
    newest = Call.objects.filter(engine=engine(), status__in=ENDED, started_at__gte=now - WINDOW)
    newest = newest.exclude(visitor="", network="").order_by("-started_at", "-pk")
    rows = list(newest.values_list("feature", "visitor", "network", "started_at")[:MOST])
    calls: dict[str, int] = {}
    for feature, *_ in rows:
        calls[feature] = calls.get(feature, 0) + 1
    seen = [(who_asked(visitor, network, 0), at.timestamp()) for _, visitor, network, at in reversed(rows)]
    return Visits(session_count(seen), calls)


def measure(route: Route, visits: Visits, now: datetime) -> Measured:
    """Measure a route's feature over the last 30 days, its newest 1,000 calls at most. One query.

    Only calls of the engine that answers now; money, lengths and times only of the model routed now.
    """
    asked = Call.objects.filter(
        feature=route.feature, engine=engine(), status__in=ENDED, started_at__gte=now - WINDOW
    ).order_by("-started_at", "-pk")
    rows = rows_of(asked[: MOST + 1])
    is_cut, rows = len(rows) > MOST, rows[:MOST][::-1]
    since = rows[0].started_at if is_cut else now - WINDOW
    own = [row for row in rows if row.model_id == route.model_id]
    figures = replace(
        _of_model(own),
        calls=len(rows),
        sessions=sessions_of(rows),
        visits=visits.count,
        visit_calls=visits.calls.get(route.feature, 0),
        left=sum(row.status == CallStatus.CANCELLED for row in rows),
        window=route.model.context_tokens,
        most_written=route.max_output_tokens,
    )
    return Measured(figures, WINDOW.days, since, is_cut)


def with_marks(measured: Measured, window: Window) -> Measured:
    """Add what the marks say of the answers."""
    figures = replace(
        measured.figures,
        answered=window.calls,
        wished_deeper=window.wished_deeper,
        too_much=window.too_much,
    )
    return replace(measured, figures=figures)


def _of_model(own: Sequence[CallRow]) -> Figures:
    """Measure what depends on the model: lengths, times and money."""
    finished = [row for row in own if row.is_answered]
    costs = [row.spent for row in own if row.spent is not None]
    return Figures(
        prefix=next((row.prefix for row in reversed(own) if row.prefix), None),
        read=spread_of(row.prompt for row in finished),
        written=spread_of(row.output for row in finished),
        first=spread_of(row.ttft_ms for row in own),
        total=spread_of(row.total_ms for row in finished),
        spent_microusd=sum(costs) if costs else None,
        priced_sessions=sessions_of(own),
        unpriced=len(own) - len(costs),
    )
