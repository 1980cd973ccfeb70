"""How alike two postings are in their words, so that a visitor who changed a line is led to the check there is."""

from collections import Counter
from functools import lru_cache

from corpus.text.words import fold, words

ALIKE = 0.8  # of all shingles: one line changed in twenty leaves about 0.9
_SHINGLE = 3  # words


def likeness(one: str, other: str) -> float:
    """Return the share of shingles that two texts have in common, 0 to 1. Marks, wraps and capitals do not count."""
    here, there = _shingles(one), _shingles(other)
    both = sum((here & there).values())
    return both / (sum(here.values()) + sum(there.values()) - both) if both else 0.0


@lru_cache(maxsize=16)
def _shingles(text: str) -> Counter[tuple[str, ...]]:
    told = [fold(word) for word in words(text)]
    return Counter(tuple(told[at : at + _SHINGLE]) for at in range(max(1, len(told) - _SHINGLE + 1)))
