"""How much each ask weighs, and how much of the weight is carried. Weights come from the posting, word by word.

An ask's weight lies on its words, so that requirements which quote the same words share it, and a part that no
requirement quotes is missing by exactly what it weighs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fitcheck.contract.schema import KindWord, LevelWord
from fitcheck.posting.outline import PostingAsk

EMPHASIS_WEIGHTS = {1: 1.0, 2: 2.0, 3: 3.0, 4: 5.0}
KIND_FACTORS: dict[KindWord, float] = {"must": 1.5, "should": 1.0, "nice": 0.5, "gate": 0.0}
KIND_ORDER: dict[str, int] = {"nice": 0, "should": 1, "must": 2}
_LEAST_SHARES = 2  # of few asks none is held under twice the mean, or all would weigh the same
LEVEL_SHARES: dict[LevelWord, float] = {"strong": 1.0, "moderate": 0.5, "gap": 0.0, "unknown": 0.0}


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the verdict needs of one requirement or part of an ask. `weight` in percent of the whole."""

    kind: KindWord
    weight: float
    level: LevelWord


def emphasis_clamped(emphasis: int) -> int:
    """Return the emphasis within 1 to 4, whatever was said."""
    return min(4, max(1, emphasis))


def ask_weight(kind: KindWord, emphasis: int) -> float:
    """Return the weight of an ask before the whole is known."""
    return EMPHASIS_WEIGHTS[emphasis_clamped(emphasis)] * KIND_FACTORS[kind]


def weights_of(asks: Sequence[PostingAsk], *, heaviest: float) -> list[float]:
    """Return a weight in percent for each ask, together 100; none above `heaviest` where there are enough of them."""
    return capped([ask_weight(ask.kind, ask.stress) for ask in asks], heaviest=heaviest)


def capped(raw: Sequence[float], *, heaviest: float) -> list[float]:
    """Scale to 100 with no part above its share; what is cut off goes to the others by their weight."""
    if not raw or not sum(raw):
        return [0.0] * len(raw)
    most = max(heaviest, _LEAST_SHARES / len(raw))
    held: set[int] = set()
    while True:
        free = sum(part for at, part in enumerate(raw) if at not in held)
        left = 1 - most * len(held)
        shares = [most if at in held else part * left / free if free else 0.0 for at, part in enumerate(raw)]
        over = {at for at, share in enumerate(shares) if at not in held and share > most + 1e-9}
        if not over:
            return [100 * share for share in shares]
        held |= over


def coverage_of(rows: Iterable[Weighed]) -> float | None:
    """Return the share of the known weight that is carried, 0 to 1: strong whole, moderate half.

    What no row speaks of is left out. None where nothing is known.
    """
    known = [row for row in rows if row.level != "unknown"]
    whole = sum(row.weight for row in known)
    if not whole:
        return None
    return round(sum(row.weight * LEVEL_SHARES[row.level] for row in known) / whole, 6)


def shown_of(rows: Iterable[Weighed]) -> float:
    """Return the share of the whole weight that is carried, the unknown counted as not carried."""
    listed = list(rows)
    whole = sum(row.weight for row in listed)
    return round(sum(row.weight * LEVEL_SHARES[row.level] for row in listed) / whole, 6) if whole else 0.0


def unknown_share(rows: Iterable[Weighed]) -> float:
    """Return the share of the weight of which no row of the matrix speaks, 0 to 1."""
    listed = list(rows)
    whole = sum(row.weight for row in listed)
    return round(sum(row.weight for row in listed if row.level == "unknown") / whole, 6) if whole else 0.0


def gathered(rows: Iterable[Weighed]) -> list[Weighed]:
    """Return one row for each kind and level with their weights added up: what is measured often is measured fast."""
    sums: dict[tuple[KindWord, LevelWord], float] = {}
    for row in rows:
        sums[row.kind, row.level] = sums.get((row.kind, row.level), 0.0) + row.weight
    return [Weighed(kind=kind, weight=weight, level=level) for (kind, level), weight in sums.items()]


def musts_of(rows: Iterable[Weighed]) -> list[Weighed]:
    """Return the rows the job cannot do without."""
    return [row for row in rows if row.kind == "must"]
