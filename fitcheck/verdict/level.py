"""What the cited rows can carry at most, and which kind of gap is left. The model may judge lower, never higher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.text.values import SkillRow
from fitcheck.contract.schema import LevelWord
from fitcheck.verdict.thresholds import Thresholds

LEVEL_ORDER: dict[LevelWord, int] = {"gap": 0, "moderate": 1, "strong": 2}


@dataclass(frozen=True, slots=True)
class Judgment:
    """One requirement as code leaves it. `gap_kind` is "" unless `level` is gap."""

    ceiling: LevelWord
    level: LevelWord
    gap_kind: str
    is_invented_gap: bool


def months_between(earlier: date, later: date) -> int:
    """Return whole calendar months from one date to the other; the day does not count."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def is_stale(row: SkillRow, *, today: date, thresholds: Thresholds) -> bool:
    """Say whether the row faded: last used too long ago, and not of a kind that lasts."""
    if row.durable or row.last_used is None:
        return False
    return months_between(row.last_used, today) > thresholds.stale_months


def effective_rating(row: SkillRow, *, today: date, thresholds: Thresholds) -> int:
    """Return the rating less one without evidence, less one when stale; never under 0."""
    lowered = int(not row.evidence.strip()) + int(is_stale(row, today=today, thresholds=thresholds))
    return max(0, row.rating - lowered)


def ceiling_of(rows: Sequence[SkillRow], *, today: date, thresholds: Thresholds) -> LevelWord:
    """Return the best level the rows can carry. No row carries nothing."""
    best = max((effective_rating(row, today=today, thresholds=thresholds) for row in rows), default=0)
    if best >= thresholds.strong_rating:
        return "strong"
    return "moderate" if best >= thresholds.moderate_rating else "gap"


def lower_level(one: LevelWord, other: LevelWord) -> LevelWord:
    """Return the lower of two levels."""
    return min(one, other, key=LEVEL_ORDER.__getitem__)


def judge(model_level: LevelWord, rows: Sequence[SkillRow], *, today: date, thresholds: Thresholds) -> Judgment:
    """Hold the model's level under what the rows carry, and name the gap."""
    ceiling = ceiling_of(rows, today=today, thresholds=thresholds)
    level = lower_level(model_level, ceiling)
    is_invented = model_level == "gap" and ceiling != "gap"
    kind = _gap_kind(ceiling, rows, thresholds) if level == "gap" else ""
    return Judgment(ceiling=ceiling, level=level, gap_kind=kind, is_invented_gap=is_invented)


def _gap_kind(ceiling: LevelWord, rows: Sequence[SkillRow], thresholds: Thresholds) -> str:
    if not rows:
        return "undocumented"
    if ceiling != "gap":
        return "judged"
    is_declared = all(row.rating < thresholds.moderate_rating for row in rows)
    return "declared" if is_declared else "stale"
