"""What usage counters say of a model's cache floor: they are the truth, the documents are not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sighting:
    """One marked call: how many tokens stood up to the mark (at least), and whether they were written or read."""

    marked: int
    is_cached: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """A floor to plan with from now on, in tokens, and what it rests on."""

    floor: int
    words: str


def floor_corrected(*, listed: int, observed: int | None, seen: Sighting) -> Correction | None:
    """Return the correction a call asks for; None where it agrees with the floor that holds now.

    Cached below the floor lowers it to that size. Not cached at or above it raises it just past that size.
    """
    holds = observed or listed
    if seen.is_cached and 0 < seen.marked < holds:
        return Correction(seen.marked, f"{seen.marked:,} tokens were cached; the floor was taken to be {holds:,}")
    if not seen.is_cached and seen.marked >= holds:
        words = f"{seen.marked:,} tokens were marked and not cached; the floor was taken to be {holds:,}"
        return Correction(seen.marked + 1, words)
    return None
