"""How far one row carries what is asked, at the depth and the years asked. The model may judge lower, never higher."""

from dataclasses import dataclass
from datetime import date

from corpus.text.values import SkillRow
from fitcheck.contract.schema import DepthWord, LevelWord
from fitcheck.verdict.thresholds import Thresholds

LEVEL_ORDER: dict[LevelWord, int] = {"gap": 0, "unknown": 1, "moderate": 2, "strong": 3}
DEPTH_NEEDS: dict[DepthWord, int] = {"aware": 2, "working": 3, "solid": 4, "expert": 5}
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class AskedLevel:
    """The depth and the years asked for. `is_general`: years of experience as such, not of one thing."""

    depth: DepthWord
    years: int | None
    is_general: bool = False


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


def carried(row: SkillRow, asked: AskedLevel, *, today: date, thresholds: Thresholds) -> LevelWord:
    """Return the level one row carries at the depth asked; years are held apart."""
    rating = effective_rating(row, today=today, thresholds=thresholds)
    needed = DEPTH_NEEDS[asked.depth]
    if asked.depth == "expert" and asked.years and row.years >= asked.years:
        needed = DEPTH_NEEDS["solid"]
    if rating >= needed:
        return "strong"
    return "moderate" if rating >= needed - 1 else "gap"


def years_level(asked: int | None, have: float | None) -> LevelWord:
    """Return what the years allow at most: all of them strong, half of them moderate, fewer gap.

    Years nobody has stated are no gap: they allow moderate.
    """
    if not asked:
        return "strong"
    if have is None:
        return "moderate"
    if have >= asked:
        return "strong"
    return "moderate" if have >= asked * _HALF else "gap"


def lower_level(one: LevelWord, other: LevelWord) -> LevelWord:
    """Return the lower of two levels."""
    return min(one, other, key=LEVEL_ORDER.__getitem__)


def higher_level(one: LevelWord, other: LevelWord) -> LevelWord:
    """Return the higher of two levels."""
    return max(one, other, key=LEVEL_ORDER.__getitem__)
