"""Periods of the budget, and what is said at the boundary. All times UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Scope:
    """One wall in front of the money: `key` and `period` name the row, caps in micro-dollars and calls (None = any)."""

    key: str
    period: str
    cap_microusd: int
    cap_calls: int | None = None


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


def span_words(now: datetime, until: datetime) -> str:
    """Say how long it is until then, as a visitor would: "in 5 hours"."""
    minutes = max(1, round((until - now).total_seconds() / 60))
    if minutes < 90:
        return f"in {minutes} minute{'s' if minutes > 1 else ''}"
    if minutes < 36 * 60:
        return f"in {round(minutes / 60)} hours"
    return f"in {round(minutes / 1440)} days"


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
    """Return the sentence for a visitor who met this wall: whose share it is, and when it opens again."""
    kind = scope.removeprefix("demo:").partition(":")[0]
    whose = _WHOSE.get(kind, "The site has used its AI budget.")
    return f"{whose} Try again {span_words(now, until)}; the pages stay open."
