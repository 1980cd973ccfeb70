"""The figures the rules decide by. A copy is stored with every record, so that an old verdict can be explained."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Ratings 0 to 5; age in months; everything else a share from 0 to 1."""

    strong_rating: int = 4
    moderate_rating: int = 3
    stale_months: int = 36
    strong_coverage: float = 0.70
    strong_must_coverage: float = 0.75
    undocumented_must_share: float = 0.25
    misfit_coverage: float = 0.40
    misaligned_axes: int = 2
    borderline: float = 0.05


DEFAULT = Thresholds()
