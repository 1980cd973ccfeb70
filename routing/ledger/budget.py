"""Budgets: one conditional UPDATE per scope grants or refuses a reservation.

Scopes are taken in one fixed order (visitor, network, feature, day, month), so that two transactions never wait for
each other crosswise. The demo engine is free: its calls have no scopes. The log says once each when
50, 80 and 100% of a day's budget are used.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Value

from routing.catalogue.rules import microusd
from routing.gateway.messages import Caller
from routing.models import Budget, Engine, Route
from routing.words import span_words


@dataclass(frozen=True, slots=True)
class Scope:
    """One limit on the money: `key` and `period` name the row, caps in micro-dollars and calls (None = any)."""

    key: str
    period: str
    cap_microusd: int
    cap_calls: int | None = None


class BudgetSpent(Exception):
    """A scope refused: its cap would be passed. Carries the scope; every earlier reservation must be rolled back."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope.key)
        self.scope = scope


def scopes_of(*, route: Route, caller: Caller, engine: Engine, now: datetime) -> list[Scope]:
    """Return the scopes a call must fit in, in the fixed order, with the caps as they are set at this moment."""
    if engine.is_free:
        return []
    day = day_key(now)
    scopes = [
        _scope(f"network:{caller.network}", day, settings.NETWORK_DAILY_BUDGET_USD),
        Scope(f"feature:{route.feature}", day, microusd(route.daily_cap_usd), route.daily_cap_calls),
        _scope("day", day, settings.DAILY_BUDGET_USD),
        _scope("month", month_key(now), settings.MONTHLY_BUDGET_USD),
    ]
    if caller.visitor:
        scopes.insert(0, _scope(f"visitor:{caller.visitor}", day, settings.VISITOR_DAILY_BUDGET_USD))
    return scopes


def scopes_within(*, scope: Scope, engine: Engine, now: datetime) -> list[Scope]:
    """Return the scopes of the owner's own calls: one of their own, then the day's and the month's."""
    if engine.is_free:
        return []
    return [
        scope,
        _scope("day", day_key(now), settings.DAILY_BUDGET_USD),
        _scope("month", month_key(now), settings.MONTHLY_BUDGET_USD),
    ]


def reserve(scopes: Sequence[Scope], amount: int) -> None:
    """Reserve micro-dollars in every scope. Raises BudgetSpent; the caller's transaction must then roll back."""
    for scope in scopes:
        if _grant(scope, amount):
            continue
        row = Budget(scope=scope.key, period=scope.period, cap_microusd=scope.cap_microusd)
        Budget.objects.bulk_create([row], ignore_conflicts=True)
        if not _grant(scope, amount):
            raise BudgetSpent(scope)


def settle(keys: Sequence[Sequence[str]], *, reserved: int, spent: int, is_used: bool = True) -> None:
    """Turn a reservation into what was spent, in the periods that granted it. `is_used` False gives the call back."""
    for scope, period in keys:
        Budget.objects.filter(scope=scope, period=period).update(
            reserved_microusd=F("reserved_microusd") - reserved,
            spent_microusd=F("spent_microusd") + spent,
            calls=F("calls") - (0 if is_used else 1),
        )


def budgets_forget(now: datetime) -> int:
    """Delete the rows that name a visitor or a network once their day is over, and return how many.

    The day before stays: a call that began before midnight is settled there.
    """
    personal = Q(scope__startswith="visitor:") | Q(scope__startswith="network:")
    return Budget.objects.filter(personal, period__lt=day_key(now - timedelta(days=1))).delete()[0]


def _scope(key: str, period: str, usd: Decimal) -> Scope:
    return Scope(key, period, microusd(usd))


def _grant(scope: Scope, amount: int) -> bool:
    """Take the amount if it fits under the cap that holds now: one UPDATE, true when it changed the row."""
    free = Budget.objects.filter(
        scope=scope.key,
        period=scope.period,
        spent_microusd__lte=Value(scope.cap_microusd - amount) - F("reserved_microusd"),
    )
    if scope.cap_calls is not None:
        free = free.filter(calls__lt=scope.cap_calls)
    taken = free.update(
        reserved_microusd=F("reserved_microusd") + amount, calls=F("calls") + 1, cap_microusd=scope.cap_microusd
    )
    return taken == 1


def day_key(now: datetime) -> str:
    """Return the day's key, such as 2026-11-23."""
    return f"{now.astimezone(UTC):%Y-%m-%d}"


def month_key(now: datetime) -> str:
    """Return the month's key, such as 2026-11."""
    return f"{now.astimezone(UTC):%Y-%m}"


def resets_at(period: str) -> datetime:
    """Return when a period's row stops counting: the next midnight, or the first of the next month."""
    if len(period) == len("2026-11"):
        year, month = (int(part) for part in period.split("-"))
        return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return datetime.strptime(period, "%Y-%m-%d").replace(tzinfo=UTC) + timedelta(days=1)


def share_passed(spent: int, cap: int) -> int:
    """Return the highest of 50, 80 and 100 percent of a cap that was reached; 0 = none, or there is no cap to reach."""
    return max((share for share in (50, 80, 100) if cap > 0 and 100 * spent >= share * cap), default=0)


_WHOSE = {
    "visitor": "You have used your share of the site's AI budget for today.",
    "network": "Your network has used its share of the site's AI budget for today.",
    "feature": "This feature has used its AI budget for today.",
    "day": "The site has used its AI budget for today.",
    "month": "The site has used its AI budget for this month.",
}


def spent_words(scope: str, now: datetime, until: datetime) -> str:
    """Return the sentence for a visitor who reached this limit: whose share it is, and when it opens again."""
    kind = scope.partition(":")[0]
    whose = _WHOSE.get(kind, "The site has used its AI budget.")
    return f"{whose} Try again {span_words(now, until)}; the pages stay open."


logger = logging.getLogger(__name__)

_refused: set[tuple[str, str]] = set()


def budget_tell(keys: Sequence[Sequence[str]]) -> None:
    """Look at the day's row among those that were just settled."""
    for scope, period in keys:
        if _is_day(scope):
            _tell(Budget.objects.filter(scope=scope, period=period).first())


def refusal_tell(scope: Scope) -> None:
    """Say once in this process that the day's budget refuses: its last dollar is never quite spent."""
    key = (scope.key, scope.period)
    if not _is_day(scope.key) or key in _refused:
        return
    _refused.add(key)
    _log(scope.period, 100, scope.cap_microusd)


def _tell(row: Budget | None) -> None:
    if row is None:
        return
    share = share_passed(row.spent_microusd, row.cap_microusd)
    untold = Budget.objects.filter(pk=row.pk, told_percent__lt=share)
    # Whoever moves the mark tells; a rollback takes the mark back, so nothing is said before the commit.
    if share > row.told_percent and untold.update(told_percent=share) == 1:
        transaction.on_commit(partial(_log, row.period, share, row.cap_microusd))


def _log(period: str, share: int, cap: int) -> None:
    logger.warning("budget alert: %d%% of the model budget of %s ($%.2f) is used", share, period, cap / 1_000_000)


def _is_day(scope: str) -> bool:
    return scope == "day"
