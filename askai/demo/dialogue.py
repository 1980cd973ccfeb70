"""The conversation as the newest question sees it: what was asked before and what has been quoted already."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.search.ranking import Index, Unit
from corpus.search.stems import fold
from routing.standin.request import Turn

_POINTS_BACK = re.compile(
    r"^(?:and|but|so|then|also|if so|why|how come)\b|\b(?:it|that|this|those|these|them|there|one|he|she|the same)\b"
)
_IS_SHORT = 9  # words; a longer question speaks for itself


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`earlier` is the last question with a topic of its own ("" at the start); `last` the unit quoted last."""

    question: str
    earlier: str
    quoted: frozenset[Unit]
    last: Unit | None

    @property
    def is_follow_up(self) -> bool:
        """True if the question leans on an earlier one: it is short and points back."""
        text = fold(self.question).strip()
        return bool(self.earlier) and len(text.split()) <= _IS_SHORT and bool(_POINTS_BACK.search(text))


def dialogue_of(index: Index, turns: tuple[Turn, ...]) -> Dialogue:
    """Read the turns. A sentence counts as quoted if it stands verbatim in one of the replies."""
    asked = [turn.text.replace("{name}", "").strip() for turn in turns if turn.role == "user"]
    replies = [" ".join(turn.text.split()) for turn in turns if turn.role == "assistant"]
    earlier = next((text for text in reversed(asked[:-1]) if index.terms(text)), "")
    said = "\n".join(replies)
    quoted = frozenset(unit for unit in index.units if " ".join(unit.text.split()) in said) if said else frozenset()
    places = {unit: said.rfind(" ".join(unit.text.split())) for unit in quoted}
    last = max(places, key=lambda unit: places[unit]) if places else None
    return Dialogue(asked[-1] if asked else "", earlier, quoted, last)
