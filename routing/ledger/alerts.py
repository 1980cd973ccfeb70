"""The log says once each when 50, 80 and 100% of a day's budget are used."""

import logging
from collections.abc import Sequence
from functools import partial

from django.db import transaction

from routing.ledger.budget import Scope, share_passed
from routing.models import Budget

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
    _log(scope.key, scope.period, 100, scope.cap_microusd)


def _tell(row: Budget | None) -> None:
    if row is None:
        return
    share = share_passed(row.spent_microusd, row.cap_microusd)
    untold = Budget.objects.filter(pk=row.pk, told_percent__lt=share)
    # Whoever moves the mark tells; a rollback takes the mark back, so nothing is said before the commit.
    if share > row.told_percent and untold.update(told_percent=share) == 1:
        transaction.on_commit(partial(_log, row.scope, row.period, share, row.cap_microusd))


def _log(scope: str, period: str, share: int, cap: int) -> None:
    logger.warning("budget alert: %d%% of the model budget of %s ($%.2f) is used", share, period, cap / 1_000_000)


def _is_day(scope: str) -> bool:
    return scope == "day"
