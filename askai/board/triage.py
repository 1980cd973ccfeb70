"""What the owner said of a group of asks. Only keyed hashes of its lemmas are kept: no visitor's word stays."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.crypto import salted_hmac

from askai.board.groups import AskGroup, groups_of, likeness
from askai.models import Gap
from corpus.asks import asks_newest
from corpus.search.index import Index, IndexedSection, index_of
from corpus.search.queries import terms_of
from corpus.selectors import corpus_text
from corpus.text.values import CorpusText
from corpus.text.words import fold, words

_MOST = 500  # asks of each feature
_SAME = 0.6
_COVERED = 0.6  # of what is asked about, a passage speaks to so much before it counts as saying it


@dataclass(frozen=True, slots=True)
class Found:
    """The passage that search finds for a group: where it is, and its words."""

    title: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A group as the board shows it. `gap` = what the owner said of it before; `found` = what search finds for it."""

    key: str
    group: AskGroup
    gap: Gap | None
    found: Found | None = None

    @property
    def is_open(self) -> bool:
        """Not sorted yet, or asked again since it was said to be answered."""
        if self.gap is None:
            return True
        return self.gap.triage == Gap.Triage.ANSWERED and self.group.last_at > self.gap.sorted_at


def board_rows() -> list[BoardRow]:
    """Return every group of asks that are still kept, the weightiest first."""
    gaps = list(Gap.objects.order_by("-sorted_at", "-pk"))
    return [_row(group, gaps) for group in groups_of(asks_newest(_MOST), corpus_text().owner)]


def rows_searched(rows: Sequence[BoardRow]) -> list[BoardRow]:
    """Return the rows with what search finds for each."""
    corpus = corpus_text()
    index = index_of(tuple(IndexedSection(each.title, each.blocks) for each in corpus.sources))
    return [replace(row, found=_found(row.group, index, corpus)) for row in rows]


def gap_sort(*, key: str, triage: str, now: datetime) -> bool:
    """Keep what the owner says of a group; said again, the last word counts. False = there is no such group now."""
    row = next((row for row in board_rows() if row.key == key), None)
    if row is None or triage not in Gap.Triage.values:
        return False
    gap = row.gap or Gap()
    gap.marks, gap.triage, gap.sorted_at = sorted(_marks(row.group.core)), triage, now
    gap.save()
    return True


def _row(group: AskGroup, gaps: Sequence[Gap]) -> BoardRow:
    marks = _marks(group.core)
    gap = max(gaps, key=lambda each: likeness(each.marks, marks), default=None)
    is_same = gap is not None and likeness(gap.marks, marks) >= _SAME
    key = salted_hmac("askai.board", " ".join(sorted(marks))).hexdigest()[:20]
    return BoardRow(key, group, gap if is_same else None)


def _marks(core: Collection[str]) -> frozenset[str]:
    return frozenset(salted_hmac("askai.gap", name).hexdigest()[:16] for name in core)


def _found(group: AskGroup, index: Index, corpus: CorpusText) -> Found | None:
    """Return the best passage for the newest words of a group, if it speaks to most of them."""
    owner = {fold(word) for word in words(corpus.owner)}
    hits = index.ranked(terms_of(group.newest.text, index, owner))
    if not hits or hits[0].coverage < _COVERED:
        return None
    source = corpus.sources[hits[0].unit.section]
    return Found(source.title, source.url, hits[0].unit.text)
