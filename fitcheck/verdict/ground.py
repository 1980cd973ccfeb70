"""What one assessment is judged on: the posting as read, the rows, the owner's facts, the day, the figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Literal

from corpus.text.values import MatrixText, ProfileFacts, SkillRow
from corpus.text.words import language_of, words
from fitcheck.posting.outline import Posting, Span
from fitcheck.verdict.frame import Frame, frame_of
from fitcheck.verdict.level import months_between
from fitcheck.verdict.terms import MatrixTerms, matrix_terms, meanings_of
from fitcheck.verdict.thresholds import Thresholds
from fitcheck.verdict.vetting import Sources, sources_of

ProofWord = Literal["yes", "partly", "no"]
_TELLS_LANGUAGE = 200  # characters below which a text tells its language badly


@dataclass(frozen=True)
class Ground:
    """`proofs`: the second reading's word for each requirement by its index; None where there was none.

    `reported`: stretches the model reports as conditions, beside those code found.
    """

    posting: Posting
    rows: Mapping[str, SkillRow]
    profile: ProfileFacts
    today: date
    thresholds: Thresholds
    proofs: Mapping[int, ProofWord] | None = None
    reported: tuple[Span, ...] = ()

    @cached_property
    def terms(self) -> MatrixTerms:
        return matrix_terms(tuple(self.rows.values()))

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        conditions = [*(one.span for one in self.posting.conditions), *self.reported]
        return frame_of(
            self.posting, conditions=conditions, rows=self.rows, terms=self.terms, thresholds=self.thresholds
        )

    @cached_property
    def is_same_language(self) -> bool:
        """Say whether what is asked is in the language the matrix is written in, whatever stands around it."""
        asked = " ".join(ask.quote for ask in self.posting.asks)
        is_long = self.posting.is_read and len(asked) >= _TELLS_LANGUAGE
        said = _language(asked) if is_long else self.posting.language
        return said == _language(" ".join(row.evidence for row in self.rows.values()))

    @cached_property
    def posted(self) -> Sources:
        """Figures and names of the posting."""
        return sources_of([self.posting.text])

    @cached_property
    def career_years(self) -> float | None:
        """Years since the career began, as the owner states it."""
        started = self.profile.career_started
        return None if started is None else months_between(started, self.today) / 12

    def is_own_trade(self, quote: str) -> bool:
        """Say whether a quote asks for nothing but the owner's own trade, or for experience as such.

        In another language than the matrix no word can tell: there the role's own trade has to be the owner's.
        """
        said = " ".join((*self.profile.functions, self.profile.headline))
        is_own = self.posting.role.function in {word.casefold() for word in words(" ".join(self.profile.functions))}
        trade = meanings_of(said) if is_own else frozenset()
        return meanings_of(quote) <= self.terms.common | trade or (is_own and not self.is_same_language)


@lru_cache(maxsize=32)
def _language(text: str) -> str:
    return language_of(text)


def ground_of(
    *,
    posting: Posting,
    matrix: MatrixText,
    today: date,
    thresholds: Thresholds,
    proofs: Mapping[int, ProofWord] | None = None,
) -> Ground:
    """Gather what one assessment is judged on."""
    rows = {row.key: row for row in matrix.rows}
    return Ground(posting=posting, rows=rows, profile=matrix.profile, today=today, thresholds=thresholds, proofs=proofs)
