"""How a reply fills the frame: who reads which ask, what weighs how much, and what was left unread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fitcheck.contract.schema import LevelWord
from fitcheck.posting.outline import PostingAsk
from fitcheck.verdict.evidence import carry, evidence_of
from fitcheck.verdict.frame import Frame, is_read
from fitcheck.verdict.ground import Ground
from fitcheck.verdict.level import AskedLevel
from fitcheck.verdict.requirement import Judged
from fitcheck.verdict.weight import Weighed, ask_weight

MOST_WEIGHED = 25  # the instructions ask for no more requirements than that
_WHOLE_SHARE = 0.4  # quoted by this much, the other words of an ask belong to what is quoted


@dataclass(frozen=True, slots=True)
class Reading:
    """How much of what the posting asks was weighed. `left` are the asks nobody read."""

    asks: int
    read: int
    left: tuple[PostingAsk, ...]

    @property
    def share(self) -> float:
        """The share that was weighed, of as many asks as one reply may hold."""
        return min(1.0, self.read / min(self.asks, MOST_WEIGHED)) if self.asks else 0.0


@dataclass(frozen=True, slots=True)
class Remainder:
    """A part of an ask that no requirement quotes: a gap where it names a low row, else unknown."""

    ask: PostingAsk
    weight: float
    level: LevelWord

    def weighed(self) -> Weighed:
        """Return what the verdict needs of it."""
        return Weighed(kind=self.ask.kind, weight=self.weight, level=self.level)


def reading_of(judged: Sequence[Judged], frames: Sequence[Frame]) -> Reading:
    """Count the asks of which enough words are quoted."""
    quoted = _quoted(judged)
    left = [frame.ask for frame in frames if not is_read(frame, quoted.get(frame.ask.idx, {}))]
    return Reading(asks=len(frames), read=len(frames) - len(left), left=tuple(left))


def weigh(judged: Sequence[Judged], ground: Ground) -> tuple[list[Judged], list[Remainder]]:
    """Give every requirement its weight in percent, and return what no requirement reads beside them."""
    quoted = _quoted(judged)
    weights = dict.fromkeys(range(len(judged)), 0.0)
    remainders: list[Remainder] = []
    for frame in ground.frames:
        readers = quoted.get(frame.ask.idx, {})
        for at, weight in _shared(frame, readers).items():
            weights[at] += weight * _factor(judged[at], frame)
        remainders += _left_of(frame, readers, ground)
    parts = [*weights.values(), *(one.weight for one in remainders)]
    whole = sum(parts)
    scale = 100 / whole if whole else 0.0
    return (
        [replace(one, weight=weights[at] * scale) for at, one in enumerate(judged)],
        [replace(one, weight=one.weight * scale) for one in remainders],
    )


def _quoted(judged: Sequence[Judged]) -> dict[int, dict[int, list[int]]]:
    """Return, for each ask, the requirements that quote each of its words."""
    found: dict[int, dict[int, list[int]]] = {}
    for at, one in enumerate(judged):
        for idx, places in one.covered.items():
            for place in places:
                found.setdefault(idx, {}).setdefault(place, []).append(at)
    return found


def _shared(frame: Frame, readers: Mapping[int, Sequence[int]]) -> dict[int, float]:
    """Share an ask's weight among those who quote its words; low names that nobody quotes stay with nobody."""
    shares: dict[int, float] = {}
    for place, who in readers.items():
        for at in who:
            shares[at] = shares.get(at, 0.0) + frame.word_weight(place) / len(who)
    quoted = sum(shares.values())
    free = _free(frame, readers)
    if quoted and _is_whole(frame, readers):
        shares = {at: share * (1 + free / quoted) for at, share in shares.items()}
    return shares


def _free(frame: Frame, readers: Mapping[int, Sequence[int]]) -> float:
    return sum(frame.word_weight(place) for place in frame.words if place not in readers and place not in frame.low)


def _is_whole(frame: Frame, readers: Mapping[int, Sequence[int]]) -> bool:
    return len(readers) >= _WHOLE_SHARE * len(frame.words)


def _left_of(frame: Frame, readers: Mapping[int, Sequence[int]], ground: Ground) -> list[Remainder]:
    low = sum(frame.word_weight(place) for place in frame.low if place not in readers)
    free = 0.0 if readers and _is_whole(frame, readers) else _free(frame, readers)
    left = [Remainder(frame.ask, low, "gap")] if low else []
    return [*left, Remainder(frame.ask, free, _unread_level(frame, ground))] if free else left


def _unread_level(frame: Frame, ground: Ground) -> LevelWord:
    """What nobody read counts as what the rows it names carry; where it names none it is unknown."""
    ask = frame.ask
    evidence = evidence_of(quote=ask.quote, said=None, ground=ground, alternatives=ask.alternatives)
    return carry(evidence, AskedLevel(ask.depth, ask.years, ask.is_general), ask.quote, ground).level


def _factor(one: Judged, frame: Frame) -> float:
    """How much more or less the model stresses it than the posting's words do; one step at most."""
    return ask_weight(one.kind, one.emphasis) / ask_weight(frame.ask.kind, frame.ask.stress)
