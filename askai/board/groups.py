"""Asks that are about the same thing, by the lemmas of their words. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from corpus.asks import UnmetAsk
from corpus.search.queries import FRAME, SOFT
from corpus.text.words import fold, lemmas, words

_ALIKE = 0.6  # of the shorter one's lemmas stand in the other
_SHOWN = 5


@dataclass(slots=True)
class AskGroup:
    """Asks alike, newest last; `core` = the lemmas of half of them or more."""

    asks: list[UnmetAsk] = field(default_factory=list)
    core: frozenset[str] = frozenset()
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return len(self.asks)

    @property
    def moves(self) -> int:
        """How many verdicts would be another one."""
        return sum(ask.moves for ask in self.asks)

    @property
    def first_at(self) -> datetime:
        return self.asks[0].at

    @property
    def last_at(self) -> datetime:
        return self.asks[-1].at

    @property
    def newest(self) -> UnmetAsk:
        return self.asks[-1]

    @property
    def examples(self) -> Sequence[UnmetAsk]:
        """The newest ones, each wording once."""
        by_words = {" ".join(fold(ask.text).split()): ask for ask in self.asks}
        return list(by_words.values())[::-1][:_SHOWN]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """What became of them, the most frequent first."""
        return Counter(ask.why for ask in self.asks).most_common()

    def take(self, ask: UnmetAsk, about: frozenset[str]) -> None:
        self.asks.append(ask)
        self.counts.update(about)
        self.core = frozenset(name for name, count in self.counts.items() if 2 * count >= len(self.asks))


def about_of(text: str, owner: Collection[str]) -> frozenset[str]:
    """Return the lemmas a text is about: not the words of asking, the owner's name, or what every question holds."""
    found = frozenset(name for name in lemmas(text) if name not in FRAME and name not in owner)
    return found - SOFT or found


def likeness(one: Collection[str], other: Collection[str]) -> float:
    """Return the share, 0 to 1, of the shorter one that stands in the other."""
    shorter = min(len(one), len(other))
    return len(set(one) & set(other)) / shorter if shorter else 0.0


def groups_of(asks: Iterable[UnmetAsk], owner: str) -> list[AskGroup]:
    """Group asks, oldest first, each with the group it is most like; return those first that weigh most.

    A group weighs as often as it was asked, and once more for each verdict that it would move.
    """
    name = frozenset(part for word in words(owner) for part in (fold(word), *fold(word).split("-")))
    groups: list[AskGroup] = []
    for ask in sorted(asks, key=lambda ask: (ask.at, ask.ref)):
        about = about_of(ask.text, name)
        if not about:
            continue
        best = max(groups, key=lambda group: likeness(about, group.core), default=None)
        if best is None or likeness(about, best.core) < _ALIKE:
            best = AskGroup()
            groups.append(best)
        best.take(ask, about)
    return sorted(groups, key=lambda group: (-(group.count + group.moves), -group.last_at.timestamp()))
