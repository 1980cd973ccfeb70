"""The frame a reply is held against: what the posting asks, weighed by code, word by word, with the rows it names.

A reply fills the frame; it cannot choose it. A quote reads the asks whose words it covers, and a quote stretched over
more than two asking lines reads none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.text.values import SkillRow
from fitcheck.posting.outline import Posting, PostingAsk, Span, Stress
from fitcheck.verdict.conditions import is_insisted
from fitcheck.verdict.quotes import Quote, quote_places
from fitcheck.verdict.terms import MatrixTerms, Named, is_meant, terms_of
from fitcheck.verdict.thresholds import Thresholds
from fitcheck.verdict.weight import weights_of

MOST_LINES = 2
_READ_SHARE = 1 / 3
_READ_WORDS = 3
_CONDITION_SHARE = 0.6
_INSISTED_STRESS: Stress = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """One ask with its weight in percent, the places of its words in the posting, and the rows it names.

    `low` are the places of words that name a row too low to carry anything.
    """

    ask: PostingAsk
    weight: float
    words: tuple[int, ...]
    named: tuple[Named, ...]
    low: frozenset[int]

    @property
    def low_share(self) -> float:
        """How much of the weight lies on what is named and low: all of it, or at least half."""
        if not self.low:
            return 0.0
        return 1.0 if all(self.is_low(one) for one in self.named) else max(0.5, len(self.low) / len(self.words))

    def is_low(self, named: Named) -> bool:
        return any(named.start <= place < named.end for place in self.low)

    def covered(self, quote: Quote) -> frozenset[int]:
        """Return the words of this ask that a quote covers."""
        if not self.words or quote.end <= self.words[0] or quote.offset > self.words[-1]:
            return frozenset()
        return frozenset(place for place in self.words if quote.offset <= place < quote.end)

    def word_weight(self, place: int) -> float:
        """Return what one word weighs, in percent of the whole posting."""
        if place in self.low:
            return self.weight * self.low_share / len(self.low)
        rest = len(self.words) - len(self.low)
        return self.weight * (1 - self.low_share) / rest if rest else 0.0


def frame_of(
    posting: Posting,
    *,
    conditions: Sequence[Span],
    rows: Mapping[str, SkillRow],
    terms: MatrixTerms,
    thresholds: Thresholds,
) -> tuple[Frame, ...]:
    """Weigh everything the posting asks. What is wholly a condition and names no low row is decided by facts."""
    framed = [_framed(_insisted(ask), rows, terms, thresholds) for ask in posting.asks]
    kept = [frame for frame in framed if frame.low or not _is_condition(frame, conditions)]
    weights = weights_of([frame.ask for frame in kept], heaviest=thresholds.heaviest_share)
    return tuple(replace(frame, weight=weight) for frame, weight in zip(kept, weights, strict=True))


def _insisted(ask: PostingAsk) -> PostingAsk:
    return replace(ask, kind="must", stress=max(_INSISTED_STRESS, ask.stress)) if is_insisted(ask) else ask


def _framed(ask: PostingAsk, rows: Mapping[str, SkillRow], terms: MatrixTerms, thresholds: Thresholds) -> Frame:
    start = ask.span.start
    named = tuple(Named(one.key, one.start + start, one.end + start) for one in terms.named_in(ask.quote))
    words = words_at(ask.quote, start)
    choices = {one.key for text in ask.alternatives for one in terms.named_in(text)}
    low_names = [one for one in named if one.key not in choices and rows[one.key].rating <= thresholds.low_rating]
    low = frozenset(place for place in words for one in low_names if one.start <= place < one.end)
    return Frame(ask=ask, weight=0.0, words=words, named=named, low=low)


def words_at(text: str, start: int) -> tuple[int, ...]:
    """Return the places of the words that mean something; of all words where none does."""
    found = terms_of(text)
    meant = [term for term in found if is_meant(term.lemma)] or list(found)
    return tuple(term.start + start for term in meant)


def _is_condition(frame: Frame, conditions: Sequence[Span]) -> bool:
    inside = [place for place in frame.words if any(span.start <= place < span.end for span in conditions)]
    return len(inside) >= _CONDITION_SHARE * len(frame.words)


def quote_place(quote: str, text: str, frames: Sequence[Frame]) -> Quote | None:
    """Return where a quote stands: in an asking line if it stands in one, else its first place."""
    places = list(quote_places(quote, text))
    asking = (place for place in places if any(frame.covered(place) for frame in frames))
    return next(asking, places[0] if places else None)


def touched_by(quote: Quote | None, frames: Sequence[Frame]) -> dict[int, frozenset[int]]:
    """Return the words covered of each ask by its index; nothing where the quote spans too many asking lines."""
    if quote is None:
        return {}
    found = {frame.ask.idx: covered for frame in frames if (covered := frame.covered(quote))}
    return found if len(found) <= MOST_LINES else {}


def is_read(frame: Frame, covered: Iterable[int]) -> bool:
    """Say whether enough of an ask's words are quoted for it to have been weighed."""
    count = len(set(covered))
    return count >= min(_READ_WORDS, len(frame.words)) or count >= _READ_SHARE * len(frame.words) > 0
