"""The figures and dates of a text. Two ways of writing one are the same: 1,150 and 1150, 22 and twenty-two."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

_ONE_TO_NINE = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = (
    {"zero": 0, "dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
    | {word: number for number, word in enumerate(_ONE_TO_NINE, start=1)}
    | {word: number for number, word in enumerate(_TEENS, start=11)}
    | {word: 10 * number for number, word in enumerate(_TENS, start=1)}
    | {
        f"{tens}-{one}": 10 * high + low
        for high, tens in enumerate(_TENS[1:], start=2)
        for low, one in enumerate(_ONE_TO_NINE, start=1)
    }
)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_DIGITS = re.compile(
    r"(?<![^\W_])(?P<number>\d+(?:[.,'’\u00a0\u202f]\d+)*)"
    r"(?:(?P<scale>k|m|bn)\b|\s(?P<spelled>thousand|million|billion)\b|(?:st|nd|rd|th|s)\b)?(?![^\W\d_])",
    re.IGNORECASE,
)
_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b(?!-)", re.IGNORECASE)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH = "|".join([*_MONTHS, *(f"{name[:3]}(?![a-z])" for name in _MONTHS), "Sept"])
# "May" alone is a verb more often than a month.
_NAMED_MONTH = re.compile(
    rf"\b(?:(?:in|since|until|from|to|by|of|and|mid|early|late)[ -])?({_MONTH})\b\.?(?: (\d{{4}})\b)?"
)
_ISO_MONTH = re.compile(r"\b((?:19|20)\d\d)-(0[1-9]|1[0-2])\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?!-\d\d\b)")
_UNIT = re.compile(r"[\s-]+(?:full )?(year|month)s?\b")
_AND_MONTHS = re.compile(r"(\S+) (?:full )?years?(?:,| and|,? plus)? $")
_POINTS_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written, from `start` to `end` in its text, and what it can mean: 1,150 is 1150 or 1.15."""

    written: str
    start: int
    end: int
    values: frozenset[float]

    @property
    def is_spelled(self) -> bool:
        return self.written[0].isalpha()


def figures_of(text: str) -> list[Figure]:
    """Return the numbers of a text in order, in digits or in English words. B2B and WCAG2 hold none."""
    found = [_in_digits(text, hit) for hit in _DIGITS.finditer(text)]
    taken = [(figure.start, figure.end) for figure in found]
    found += [
        Figure(hit.group(), *hit.span(), frozenset({float(_WORDS[hit.group().lower()])}))
        for hit in _WORD.finditer(text)
        if not any(start < hit.end() and hit.start() < end for start, end in taken)
    ]
    return sorted(found, key=lambda figure: figure.start)


def values_of(texts: Iterable[str]) -> frozenset[float]:
    """Return every value that a number of the texts can have."""
    return frozenset(value for text in texts for figure in figures_of(text) for value in figure.values)


def months_of(text: str) -> frozenset[int]:
    """Return the months a text names, 1 to 12, in English words or as 2026-11."""
    named = {month for month, _ in _named_months(text)}
    return frozenset(named | {int(hit[2]) for hit in _ISO_MONTH.finditer(text)})


def is_span(figure: Figure, text: str, evidence: Sequence[str], today: date | None) -> bool:
    """Return whether a figure of the text is a time between two dates of the evidence, or between one and today.

    The nearest whole years below and above count; a month more or less does.
    """
    unit = _UNIT.match(text, figure.end)
    if unit is None:
        return False
    is_years, value = unit[1] == "year", min(figure.values)
    years = None if is_years else _AND_MONTHS.search(text[: figure.start])
    if years:
        value += 12 * min(values_of([years[1]]), default=1.0)
    length, slack = (value * 12, 11) if is_years else (value, 1)
    points = list(_points(evidence))[:_POINTS_AT_MOST]
    if today is not None:
        points.append((today.year * 12 + today.month,) * 2)
    return any(
        later[0] - sooner[1] - slack <= length <= later[1] - sooner[0] + slack
        for sooner in points
        for later in points
        if sooner[0] < later[0]
    )


def _in_digits(text: str, hit: re.Match[str]) -> Figure:
    values = _readings(hit["number"])
    scale = _SCALES.get((hit["scale"] or hit["spelled"] or "").lower())
    if scale:
        values = {value * scale for value in values}
    before = text[max(0, hit.start() - 5) : hit.start()]
    if len(hit["number"]) == 2 and re.search(r"(?:19|20)\d\d[-–/]$|['’]$", before):
        century = before[:2] if before[:2].isdigit() else "20"
        values |= {float(century + hit["number"])}
    return Figure(hit.group(), *hit.span(), frozenset(values))


def _readings(number: str) -> set[float]:
    """Return what digits with separators can mean: the last one may part decimals or thousands."""
    parts = re.split(r"\D", number)
    if len(parts) == 1:
        return {float(number)}
    readings = {float(f"{''.join(parts[:-1])}.{parts[-1]}")}
    if all(len(part) == 3 for part in parts[1:]):
        readings.add(float("".join(parts)))
    return readings


def _named_months(text: str) -> Iterator[tuple[int, str]]:
    for hit in _NAMED_MONTH.finditer(text):
        if hit[1] == "May" and not hit[2] and hit.group() == "May":
            continue
        yield next(number for number, name in enumerate(_MONTHS, start=1) if name.startswith(hit[1][:3])), hit[2] or ""


def _points(evidence: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last month each date can mean, counted from the year 0."""
    for text in evidence:
        dated = [(year, month) for month, year in _named_months(text) if year]
        dated += [(hit[1], int(hit[2])) for hit in _ISO_MONTH.finditer(text)]
        yield from ((int(year) * 12 + month,) * 2 for year, month in dated)
        with_month = {year for year, _ in dated}
        yield from ((int(year) * 12 + 1, int(year) * 12 + 12) for year in _YEAR.findall(text) if year not in with_month)
