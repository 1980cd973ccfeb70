"""The known word nearest in spelling to one that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable


def spelt(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest in spelling: one edit from five letters, two from eight; else None.

    Few people misspell how a word begins: only words with one of its first two letters in front are tried.
    """
    limit = 0 if len(word) < 5 else 1 if len(word) < 8 else 2
    if not limit:
        return None
    alike = (other for other in known if abs(len(other) - len(word)) <= limit and other[0] in word[:2])
    best = min(((distance(word, other, limit), other) for other in alike), default=(limit + 1, ""))
    return best[1] if best[0] <= limit else None


def distance(one: str, other: str, limit: int) -> int:
    """Edits between two words, a swap of neighbours counting once; `limit + 1` as soon as it is certain to be more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        row = [i]
        for j, right in enumerate(other, start=1):
            best = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
        before, previous = previous, row
    return min(previous[-1], limit + 1)
