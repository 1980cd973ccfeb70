"""The posting with what was weighed and what was left marked, as pieces that a template prints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fitcheck.models import Assessment, Requirement


@dataclass(frozen=True, slots=True)
class PostingPiece:
    """A stretch of the posting. `mark` is "read", "left" or ""."""

    text: str
    mark: str


def posting_pieces(assessment: Assessment, requirements: Iterable[Requirement]) -> list[PostingPiece]:
    """Return the whole posting in order, cut where a mark begins or ends. What was read wins over what was left."""
    job = assessment.job
    read = spans_of(requirements)
    read += _spans((gate.get("quote", ""), gate.get("offset")) for gate in assessment.gates)
    left = _spans((line.get("quote", ""), line.get("offset")) for line in assessment.reading.get("left", []))
    marks = _marks(len(job), read, left)
    return [PostingPiece(job[start:end], mark) for start, end, mark in marks]


def spans_of(requirements: Iterable[Requirement]) -> list[tuple[int, int]]:
    """Return where the verified quotes stand, (start, end) in characters."""
    return _spans((one.quote, one.offset) for one in requirements)


def spans_joined(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return the spans in order, overlapping ones joined, none outside the text."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end:
            joined.append((start, end))
    return joined


def _spans(quotes: Iterable[tuple[str, int | None]]) -> list[tuple[int, int]]:
    return [(offset, offset + len(quote)) for quote, offset in quotes if offset is not None and quote]


def _marks(length: int, read: Sequence[tuple[int, int]], left: Sequence[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Return (start, end, mark) over the whole text, without a gap."""
    taken = spans_joined(read, length)
    marked = [(start, end, "read") for start, end in taken]
    for start, end in spans_joined(left, length):
        if not any(start < until and since < end for since, until in taken):
            marked.append((start, end, "left"))
    pieces, place = [], 0
    for start, end, mark in sorted(marked):
        pieces += [(place, start, ""), (start, end, mark)]
        place = end
    return [piece for piece in [*pieces, (place, length, "")] if piece[0] < piece[1]]
