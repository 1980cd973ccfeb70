"""The one box of the home page: a question or a job description, told apart by the server. Pure."""

import re
from enum import StrEnum

_LONG = 400  # characters: longer than people ask, shorter than employers write
_LINES = 4
_LINK = re.compile(r"(https?://|www\.)\S+")


class Intent(StrEnum):
    """What somebody put into the box."""

    NOTHING = "nothing"
    LINK = "link"
    QUESTION = "question"
    POSTING = "posting"


def intent_of(text: str, *, least: int) -> Intent:
    """Return what a text looks like. `least` is the shortest job description that can be checked, in characters."""
    words = text.strip()
    if not words:
        return Intent.NOTHING
    if _LINK.fullmatch(words):
        return Intent.LINK
    lines = sum(bool(line.strip()) for line in words.splitlines())
    is_long = len(words) >= _LONG or (len(words) >= least and lines >= _LINES)
    return Intent.POSTING if is_long else Intent.QUESTION
