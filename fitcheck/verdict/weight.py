"""How much each requirement weighs, and how much of the weight is carried."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fitcheck.contract.schema import KindWord, LevelWord

EMPHASIS_WEIGHTS = {1: 1.0, 2: 2.0, 3: 3.0, 4: 5.0}
KIND_FACTORS: dict[KindWord, float] = {"must": 1.5, "should": 1.0, "nice": 0.5, "gate": 0.0}
LEVEL_SHARES: dict[LevelWord, float] = {"strong": 1.0, "moderate": 0.5, "gap": 0.0}


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the verdict needs of one requirement. `weight` in percent of the whole."""

    kind: KindWord
    weight: float
    level: LevelWord
    gap_kind: str


def emphasis_clamped(emphasis: int) -> int:
    """Return the emphasis within 1 to 4, whatever was said."""
    return min(4, max(1, emphasis))


def weights_of(asked: Sequence[tuple[KindWord, int]]) -> list[float]:
    """Return a weight in percent for each (kind, emphasis), together 100, or all 0 when nothing can be weighed.

    A gate weighs nothing: it is passed or failed by a fact, and holding a passport is not skill that covers the job.
    """
    raw = [EMPHASIS_WEIGHTS[emphasis_clamped(emphasis)] * KIND_FACTORS[kind] for kind, emphasis in asked]
    whole = sum(raw)
    return [100 * part / whole for part in raw] if whole else [0.0] * len(raw)


def coverage_of(rows: Iterable[Weighed]) -> float | None:
    """Return the share of the weight that is carried, 0 to 1: strong whole, moderate half. None without weight."""
    listed = list(rows)
    whole = sum(row.weight for row in listed)
    if not whole:
        return None
    return round(sum(row.weight * LEVEL_SHARES[row.level] for row in listed) / whole, 6)


def musts_of(rows: Iterable[Weighed]) -> list[Weighed]:
    """Return the rows the job cannot do without."""
    return [row for row in rows if row.kind == "must"]


def undocumented_share(musts: Sequence[Weighed]) -> float:
    """Return the share of the musts' weight of which no row of the matrix speaks, 0 to 1."""
    whole = sum(row.weight for row in musts)
    if not whole:
        return 0.0
    return round(sum(row.weight for row in musts if row.gap_kind == "undocumented") / whole, 6)
