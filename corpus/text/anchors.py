"""Which section of an edited page is which one of before: a renamed heading keeps its anchor. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count

from corpus.text.markdown import Cut
from corpus.text.sentences import fold

_SAME_TEXT = 0.6  # share of words in common from which a rewritten section is still the same one
_SAME_HEADING = 0.8  # share of characters, for a section whose text was rewritten as well
_IN_PLACE = 0.3  # share of words, where nothing else stands between the same two neighbours


@dataclass(frozen=True, slots=True)
class Earlier:
    """A section as it was; `heading` is empty for what stands before the first heading."""

    anchor: str
    heading: str
    text: str


def sections_match(before: Sequence[Earlier], after: Sequence[Cut]) -> dict[int, int]:
    """Return the index of the earlier section for the index of each cut that continues one.

    What stayed whole wins, then a text that stayed, then a heading that stayed, then what resembles most, then what
    stands in the same place.
    """
    found: dict[int, int] = {}
    _pair(found, before, after, lambda old, new: _is_same_text(old, new) * _is_same_heading(old, new), least=1)
    _pair(found, before, after, lambda old, new: bool(old.text) and _is_same_text(old, new), least=1)
    _pair(found, before, after, _is_same_heading, least=1)
    _pair(found, before, after, lambda old, new: old.anchor == new.anchor, least=1)
    _pair(found, before, after, _resemblance, least=_SAME_TEXT)
    _pair(found, before, after, _heading_resemblance, least=_SAME_HEADING)
    for new, old in _in_place(found, len(before), len(after)):
        is_bare = not before[old].text and not after[new].text
        if is_bare or _resemblance(before[old], after[new]) >= _IN_PLACE:
            found[new] = old
    return found


def heading_of(cut: Cut) -> str:
    """Return the section's own heading, empty for what stands before the first one."""
    return cut.headings[-1] if cut.headings else ""


def anchor_free(wanted: str, taken: set[str]) -> str:
    """Return the anchor, or the first of its numbered forms that no other section has."""
    names = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def _pair(
    found: dict[int, int],
    before: Sequence[Earlier],
    after: Sequence[Cut],
    likeness: Callable[[Earlier, Cut], float],
    *,
    least: float,
) -> None:
    """Pair what is left, the most alike first; of equals the first of the page."""
    old = [index for index in range(len(before)) if index not in found.values()]
    new = [index for index in range(len(after)) if index not in found]
    scores = [(likeness(before[left], after[right]), left, right) for left in old for right in new]
    for score, left, right in sorted(scores, key=lambda scored: (-scored[0], scored[1], scored[2])):
        if score >= least and left not in found.values() and right not in found:
            found[right] = left


def _in_place(found: dict[int, int], before: int, after: int) -> list[tuple[int, int]]:
    """Return the pairs (new, old) that stand alone between the same two neighbours."""
    by_old = {old: new for new, old in found.items()} | {-1: -1, before: after}
    return [
        (by_old[old] + 1, old + 1)
        for old in range(-1, before - 1)
        if old in by_old and old + 1 not in by_old and by_old.get(old + 2) == by_old[old] + 2
    ]


def _is_same_text(old: Earlier, new: Cut) -> bool:
    return fold(old.text) == fold(new.text)


def _is_same_heading(old: Earlier, new: Cut) -> bool:
    return old.heading == heading_of(new)


def _resemblance(old: Earlier, new: Cut) -> float:
    ours, theirs = old.text.split(), new.text.split()
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() if ours and theirs else 0.0


def _heading_resemblance(old: Earlier, new: Cut) -> float:
    ours, theirs = old.heading.casefold(), heading_of(new).casefold()
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() if ours and theirs else 0.0
