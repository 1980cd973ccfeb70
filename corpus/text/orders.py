"""Tells a text that gives orders to whatever reads it from one that asks: such orders are never followed."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.search.stems import distance, fold

_SEIZES = ("ignore", "disregard", "forget", "override", "bypass", "reveal", "dump", "leak", "jailbreak")
_SHOWS = ("print", "output", "display", "repeat", "show", "describe", "give", "write")
_RULES = (
    "instruction", "instructions", "prompt", "prompts", "rules", "directions", "guidelines", "safety", "security",
    "database", "restrictions", "filters",
)  # fmt: skip
_WORDING = ("instructions", "verbatim")
_OVERRIDE = re.compile(
    r"[\[{<(]+\s*/?(?:system|jailbreak|admin|developer|inst)\b|jailbreak|access granted|\bdan mode\b|"
    r"(?:system|internal|original|initial|hidden) (?:prompt|message|instructions?)|"
    r"(?:your|previous|prior|above) (?:prompts?|instructions|directives|directions)|forbidden topics"
)
_ASKS_OF_PAST = re.compile(r"^(?:have|did|do|how|why|when|would|(?:tell me|describe).* time)\b.*\byou\b")


def is_override(text: str) -> bool:
    """True for a text that gives orders about instructions instead of asking; forgiving of its spelling."""
    folded = fold(text)
    if _OVERRIDE.search(folded):
        return True
    if _ASKS_OF_PAST.search(folded):
        return False
    tokens = re.findall(r"[a-z]+", folded)
    seizes = _any_near(tokens, _SEIZES) and _any_near(tokens, _RULES)
    return seizes or (_any_near(tokens, _SHOWS) and _any_near(tokens, _WORDING))


def _any_near(tokens: list[str], known: tuple[str, ...]) -> bool:
    return any(_is_near(token, known) for token in tokens)


@lru_cache(maxsize=20_000)
def _is_near(token: str, known: tuple[str, ...]) -> bool:
    limit = 0 if len(token) < 5 else 1 if len(token) < 9 else 2
    return any(distance(token, word, limit) <= limit for word in known if abs(len(word) - len(token)) <= limit)
