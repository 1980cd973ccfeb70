"""What a visitor typed into the search, as words to look for. Operators, quotes and control characters are no words."""

import re
from dataclasses import dataclass

from corpus.search.queries import FRAME
from corpus.text.words import STOP_WORDS, fold

QUERY_LIMIT = 200  # characters that are read
_WORDS_LIMIT = 12


@dataclass(frozen=True, slots=True)
class Query:
    """The words to look for, folded, each once. `is_cut` = more was typed than is read."""

    text: str
    words: tuple[str, ...]
    is_cut: bool = False


def query_of(written: str) -> Query:
    """Read a query or a whole question: the words of asking are left out where others remain."""
    text = " ".join("".join(char if char.isprintable() else " " for char in written).split())
    found = list(dict.fromkeys(fold(word) for word in re.findall(r"[^\W_]+", text[:QUERY_LIMIT])))
    kept = [word for word in found if word not in FRAME and word not in STOP_WORDS] or found
    is_cut = len(text) > QUERY_LIMIT or len(kept) > _WORDS_LIMIT
    return Query(text[:QUERY_LIMIT], tuple(kept[:_WORDS_LIMIT]), is_cut)
