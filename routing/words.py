"""Figures as people say them, the same on every page. What is not known is said to be unknown, never 0."""

from datetime import datetime
from decimal import Decimal

MICRO = 1_000_000


def usd(microusd: float | Decimal | None) -> str:
    """Say micro-dollars as dollars: four digits after the point below a dollar."""
    if microusd is None:
        return "unknown"
    dollars = float(microusd) / MICRO
    return f"${dollars:.4f}" if 0 < abs(dollars) < 1 else f"${dollars:,.2f}"


def usd_exact(microusd: int | None) -> str:
    """Say micro-dollars to the last one, as the ledger keeps them."""
    return "unknown" if microusd is None else f"${microusd / MICRO:,.6f}"


def price(dollars: Decimal | None) -> str:
    """Say a price with as many digits as it has, two at least after a point: 3, 0.10, 0.125."""
    if dollars is None:
        return "unknown"
    text = f"{dollars.normalize():f}"
    return f"{text}0" if len(text.partition(".")[2]) == 1 else text


def ms(milliseconds: float | None) -> str:
    """Say a time that somebody waits: milliseconds, or seconds from one on."""
    if milliseconds is None:
        return "not measured"
    return f"{milliseconds / 1000:,.1f} s" if milliseconds >= 1000 else f"{milliseconds:,.0f} ms"


def seconds(gap: float | None) -> str:
    """Say a time that goes by: seconds, minutes or hours."""
    if gap is None:
        return "not measured"
    if gap < 120:
        return f"{gap:.0f} s"
    return f"{gap / 60:.0f} min" if gap < 7200 else f"{gap / 3600:.1f} h"


def percent(part: float, whole: float) -> str:
    """Say a share, with one digit where it is small."""
    share = 100 * part / whole
    return f"{share:.1f}%" if share < 10 else f"{share:.0f}%"


def number(n: int | None) -> str:
    """Say a number with commas between its thousands."""
    return "unknown" if n is None else f"{n:,}"


def count(n: int, one: str, many: str = "") -> str:
    """Say how many of something."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def span_words(now: datetime, until: datetime) -> str:
    """Say how long it is until then, as a visitor would: "in 5 hours"."""
    minutes = max(1, round((until - now).total_seconds() / 60))
    if minutes < 90:
        return f"in {minutes} minute{'s' if minutes > 1 else ''}"
    if minutes < 36 * 60:
        return f"in {round(minutes / 60)} hours"
    return f"in {round(minutes / 1440)} days"
