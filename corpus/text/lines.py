"""How one skill is said in words: the same words on the page, in the chat's sources and to a screen reader."""

from dataclasses import dataclass

from corpus.models import Skill
from corpus.text.values import SkillRow


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill as `name: rating, facts. detail`. `detail` is the evidence, or why it is a gap; may be empty."""

    name: str
    rating: str
    facts: str
    detail: str

    def __str__(self) -> str:
        head = f"{self.name}: {self.rating}{self.facts}."
        return f"{head} {self.detail}" if self.detail else head


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
