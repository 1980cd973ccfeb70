"""How one skill is said in words: the same words on the page, in the chat's sources and to a screen reader."""

import re
from dataclasses import dataclass
from typing import Self

from corpus.models import Skill
from corpus.text.values import SkillRow

_LINE = re.compile(r"(?P<name>.+?): (?P<rating>[0-5] of 5 \([^)]*\))(?P<facts>[^.]*)\.(?: (?P<detail>.*))?")


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill as `name: rating, facts. detail`. `rating` is `3 of 5 (…)`; `detail` is the evidence, or why it is a gap.

    `facts` and `detail` may be empty; `facts` begin with the comma that separates them from the rating.
    """

    name: str
    rating: str
    facts: str
    detail: str

    def __str__(self) -> str:
        head = f"{self.name}: {self.rating}{self.facts}."
        return f"{head} {self.detail}" if self.detail else head

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read back what `str()` wrote; None where the text is no skill line. A name must not contain a rating."""
        found = _LINE.fullmatch(text)
        return cls(**found.groupdict(default="")) if found else None


def rating_word(rating: int) -> str:
    """Return the words that anchor a rating: 5 → `set the standard`."""
    return str(Skill.Rating(rating).label).split(" · ", 1)[1]


def skill_line(row: SkillRow, *, is_learning: bool = False) -> SkillLine:
    """Say a row in words. Every part is folded to single spaces, so that it can be found on a page."""
    facts = []
    if row.years:
        facts.append("1 year" if row.years == 1 else f"{row.years} years")
    if row.last_used:
        facts.append(f"last used {row.last_used:%Y-%m}")
    if is_learning:
        facts.append("learning it now")
    details = [" ".join(text.split()) for text in (row.evidence, row.gap_reason if row.rating <= 2 else "")]
    return SkillLine(
        name=" ".join(row.name.split()),
        rating=f"{row.rating} of 5 ({rating_word(row.rating)})",
        facts="".join(f", {fact}" for fact in facts),
        detail=" ".join(detail for detail in details if detail),
    )
