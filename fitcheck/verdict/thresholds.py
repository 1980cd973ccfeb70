"""The figures the rules decide by. A copy is stored with every record, so that an old verdict can be explained."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Ratings 0 to 5; age in months; everything else a share from 0 to 1."""

    low_rating: int = 2
    stale_months: int = 36
    strong_coverage: float = 0.70
    strong_must_coverage: float = 0.75
    unknown_must_share: float = 0.25
    unknown_share: float = 0.40
    misfit_coverage: float = 0.40
    misfit_must_coverage: float = 0.40
    misfit_shown: float = 0.25
    misaligned_axes: int = 2
    misaligned_must_coverage: float = 0.50
    borderline: float = 0.05
    least_reading: float = 0.60
    least_asks: int = 3
    heaviest_share: float = 0.20
    most_reuse: int = 3


DEFAULT = Thresholds()
