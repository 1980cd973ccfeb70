"""Days as people write them: a month for a day, month names, and the two orders of day and month."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from babel.dates import get_month_names

_LOCALES = ("en", "de", "fr", "es", "it", "pt", "nl")
_EXCEL = date(1899, 12, 30)  # day 0 of a workbook's serial numbers, counted as Excel does after February 1900
_SERIALS = range(20_000, 80_000)  # 1954 to 2119

_ISO = re.compile(
    r"((?:19|20)\d{2})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?(?:\.0|[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/. ]((?:19|20)\d{2})")
_THREE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)?\d{2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?[ -]+)?([^\W\d]{3,12})\.?(?:[ -]+(\d{1,2})(?:st|nd|rd|th)?,)?[-, ']+(\d{4}|\d{2})"
)


class AmbiguousDay(ValueError):
    """Day and month cannot be told apart."""


def day_read(text: str, order: str) -> date | None:
    """Return the day, the first one for a month or a year; None where the text is no date.

    Raises AmbiguousDay where both orders are possible and `order` is neither `day` nor `month`.
    """
    try:
        return _iso(text) or _serial(text) or _month(text) or _named(text) or _three(text, order)
    except AmbiguousDay:
        raise
    except ValueError:
        return None


def order_of(texts: Iterable[str]) -> str:
    """Return `day` or `month`, whichever the unmistakable dates of a column put first; empty where they do not say."""
    orders = set()
    for text in texts:
        match = _THREE.fullmatch(text)
        if match is not None and match[2] != ".":
            first, second = int(match[1]), int(match[3])
            orders |= {"day"} if first > 12 else {"month"} if second > 12 else set()
    return orders.pop() if len(orders) == 1 else ""


def is_ambiguous(text: str) -> bool:
    """Return True for a date that is another one in the other order."""
    try:
        day_read(text, "")
    except AmbiguousDay:
        return True
    return False


def _iso(text: str) -> date | None:
    match = _ISO.fullmatch(text)
    return date(*(int(part or 1) for part in match.groups())) if match else None


def _serial(text: str) -> date | None:
    match = re.fullmatch(r"(\d{5})(?:\.\d+)?", text)
    return _EXCEL + timedelta(days=int(match[1])) if match and int(match[1]) in _SERIALS else None


def _month(text: str) -> date | None:
    match = _MONTH_YEAR.fullmatch(text)
    return date(int(match[2]), int(match[1]), 1) if match else None


def _named(text: str) -> date | None:
    match = _NAMED.fullmatch(text)
    month = _months().get(match[2].casefold()) if match else None
    if match is None or month is None:
        return None
    return date(_year(match[4]), month, int(match[1] or match[3] or 1))


def _three(text: str, order: str) -> date | None:
    match = _THREE.fullmatch(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), _year(match[4])
    is_day_first = match[2] == "." or first > 12 or (second <= 12 and order == "day")
    if match[2] != "." and first <= 12 and second <= 12 and first != second and not order:
        raise AmbiguousDay(text)
    return date(year, second, first) if is_day_first else date(year, first, second)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    found: dict[str, int] = {"sept": 9}
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            names = get_month_names(width, locale=locale)
            found |= {str(names[number]).casefold().rstrip("."): number for number in range(1, 13)}
    return found
