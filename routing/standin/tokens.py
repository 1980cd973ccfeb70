"""How many tokens a text is, for the two tokenizer families, the same on every machine.

Anthropic's rule of thumb: older models 1M tokens = about 750,000 words and 3.4 characters a token; newer ones (Opus 4.7
and later, Sonnet 5 and later, Haiku 5.5) about 35 % more for the same text. An estimate, off by up to 20 %.
"""

from __future__ import annotations

import math
from typing import Literal

Family = Literal["old", "new"]

CHARACTERS_PER_TOKEN = 3.4
TOKENS_PER_WORD = 1.33
NEWER_FAMILY_FACTOR = 1.35


def tokens_of(text: str, family: Family) -> int:
    """Tokens of one text: 0 if it is empty, else at least 1."""
    older = max(len(text) / CHARACTERS_PER_TOKEN, len(text.split()) * TOKENS_PER_WORD)
    return math.ceil(older * NEWER_FAMILY_FACTOR if family == "new" else older)
