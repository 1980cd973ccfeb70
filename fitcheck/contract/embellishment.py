"""How far an answer went beyond what its instructions ask for: measured on every check, told to routing with its call.

The budgets are those of instructions.md.
"""

import re

from fitcheck.verdict.assessment import Assessed
from fitcheck.verdict.vetting import PRAISE

REASON_WORDS, HEADLINE_WORDS = 30, 25
_SOME_TOO_LONG = 0.2  # one long sentence among twenty is no habit
_WORD = re.compile(r"[a-z][a-z-]*")


def breaches_of(assessed: Assessed) -> list[str]:
    """Return `too_long:<sentences>`, `uncited:<quotes not in the posting>`, `flourish:<word>`: those that hold."""
    answer = assessed.answer
    reasons = [requirement.reason for requirement in answer.requirements]
    long_ones = sum(len(reason.split()) > REASON_WORDS for reason in reasons)
    long_ones += len(answer.headline.split()) > HEADLINE_WORDS
    said = " ".join([*reasons, answer.headline, answer.opening]).casefold()
    found = [f"flourish:{word}" for word in sorted(PRAISE & set(_WORD.findall(said)))]
    if long_ones > _SOME_TOO_LONG * (len(reasons) + 1):
        found.append(f"too_long:{long_ones}")
    if assessed.dropped_quotes:
        found.append(f"uncited:{assessed.dropped_quotes}")
    return found
