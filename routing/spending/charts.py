"""Pictures as plain values: where bars and points lie, in percent of the drawing, and the table behind them.

Widths are percentages and text keeps its size, so that one picture reads on a phone and on a desk. Colours are classes:
the stylesheet knows light and dark.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

Word = Callable[[float | None], str]
_TICKS = 4
_LABELS = 6
_WIDEST = 8.0  # percent: one lone bar is not a wall


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values, in the order of the labels. None = unknown: drawn as nothing, written as "unknown"."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in percent, with what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    kind: int
    says: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Runs of points ("x,y x,y", in percent): a line breaks where a value is unknown. `dots` stand alone."""

    kind: int
    name: str
    runs: Sequence[str]
    dots: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class AxisLabel:
    """Words at an axis, and where, in percent."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture with its words and its table. `rows` = (label, cells in the order of `names`)."""

    key: str
    title: str
    says: str
    names: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    ticks: Sequence[AxisLabel]
    labels: Sequence[AxisLabel]
    bars: Sequence[Bar] = ()
    lines: Sequence[Curve] = ()


def bars(key: str, title: str, labels: Sequence[str], series: Sequence[Series], word: Word) -> Chart:
    """Draw groups of bars, one group a label, one bar a series."""
    top = ceiling(_most(series))
    drawn = [
        bar
        for number, each in enumerate(series)
        for bar in _row(labels, each, kind=number, of=len(series), top=top, word=word)
    ]
    return replace(_frame(key, title, labels, series, word), bars=drawn)


def lines(key: str, title: str, labels: Sequence[str], series: Sequence[Series], word: Word) -> Chart:
    """Draw one line a series."""
    top = ceiling(_most(series))
    drawn = [_line(labels, each, kind=number, top=top, word=word) for number, each in enumerate(series)]
    return replace(_frame(key, title, labels, series, word), lines=drawn)


def ceiling(value: float) -> float:
    """Return the next number at or above a value that quarters well: 1, 2, 4 or 8 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** len(str(int(value))) if value >= 1 else 1.0
    while power / 10 >= value:
        power /= 10
    return next((power * step for step in (0.1, 0.2, 0.4, 0.8) if power * step >= value), power)


def _most(series: Sequence[Series]) -> float:
    return max((value for each in series for value in each.values if value is not None), default=0.0)


def _row(labels: Sequence[str], series: Series, *, kind: int, of: int, top: float, word: Word) -> list[Bar]:
    group = 100 / max(len(labels), 1)
    width = min(group * 0.72 / of, _WIDEST)
    indent = (group - width * of) / 2
    return [
        Bar(
            x=round(group * number + indent + width * kind, 3),
            y=round(100 - 100 * value / top, 3),
            width=round(width * 0.9, 3),
            height=round(100 * value / top, 3),
            kind=kind,
            says=f"{label}, {series.name}: {word(value)}",
        )
        for number, (label, value) in enumerate(zip(labels, series.values, strict=True))
        if value is not None
    ]


def _line(labels: Sequence[str], series: Series, *, kind: int, top: float, word: Word) -> Curve:
    runs: list[list[str]] = [[]]
    dots: list[Bar] = []
    for number, (label, value) in enumerate(zip(labels, series.values, strict=True)):
        if value is None:
            runs.append([])
            continue
        x, y = _center(number, len(labels)), round(100 - 100 * value / top, 3)
        runs[-1].append(f"{x},{y}")
        dots.append(Bar(x, y, 0, 0, kind, f"{label}, {series.name}: {word(value)}"))
    return Curve(kind, series.name, [" ".join(run) for run in runs if len(run) > 1], dots)


def _center(number: int, of: int) -> float:
    return round(100 * (number + 0.5) / max(of, 1), 3)


def _frame(key: str, title: str, labels: Sequence[str], series: Sequence[Series], word: Word) -> Chart:
    every = max(1, -(-len(labels) // _LABELS))
    top = ceiling(_most(series))
    return Chart(
        key=key,
        title=title,
        says=_says(labels, series, word),
        names=[each.name for each in series],
        rows=[(label, [word(each.values[number]) for each in series]) for number, label in enumerate(labels)],
        ticks=[AxisLabel(round(100 - 100 * step / _TICKS, 3), word(top * step / _TICKS)) for step in range(_TICKS + 1)],
        labels=[
            AxisLabel(_center(number, len(labels)), label) for number, label in enumerate(labels) if number % every == 0
        ],
    )


def _says(labels: Sequence[str], series: Sequence[Series], word: Word) -> str:
    """Say the picture in words: each series' last value and its highest."""
    if not labels:
        return "Nothing was measured."
    parts = []
    for each in series:
        known = [value for value in each.values if value is not None]
        highest = word(max(known)) if known else "unknown"
        parts.append(f"{each.name}: {word(each.values[-1])} at the end ({labels[-1]}), {highest} at most")
    return ". ".join(parts) + "."
