"""Finding what the model quotes in the job description: verbatim, but for white space, case and typographic marks."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Each of these is one letter, as is what it becomes: the places stay.
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("\u2010\u2011‒–—―\u2212﹘﹣-•", "-"),
    }
)
# What PDF, Word and LinkedIn put into a copied text: a hyphen in a word, at the end of a line or not, stands for none;
# what cannot be seen is dropped, as are the stars of Markdown; a letter and its accents are one.
_PIECE = re.compile(
    r"(?P<none>(?<=[^\W\d_])-\s*(?=[^\W\d_])|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff*]+)|(?P<space>\s+)|.[\u0300-\u036f]*",
    re.S,
)
_LEAST = 3
_MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of the job description as it stands there, and where it starts, in characters."""

    text: str
    offset: int

    @property
    def end(self) -> int:
        return self.offset + len(self.text)


def bare(statement: str) -> str:
    """Return a statement without its full stop, as a part of a sentence."""
    return statement.strip().rstrip(".")


def quoted(statement: str, most: int = 12) -> str:
    """Return the first words of a statement in quotation marks."""
    words = bare(statement).split()
    return f"“{' '.join(words[:most]).rstrip(',;:')}{'…' if len(words) > most else ''}”"


def naming(statement: str, names: Collection[str], most: int = 12) -> str:
    """Return a statement as a part of a sentence: a plain list where it is nothing but these names, else quoted."""
    parts = names_in(statement, names)
    return listed(parts) if parts else quoted(statement, most)


def names_in(statement: str, names: Collection[str]) -> list[str]:
    """Return the names that a statement lists ("SQL, Data pipelines"), none where it says anything else."""
    parts = bare(statement).split(", ")
    return parts if all(part in names for part in parts) else []


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Return "a", "a and b", "a, b and c"."""
    head, tail = parts[:-1], parts[-1:]
    return f" {last} ".join([", ".join(head), *tail]) if head else "".join(tail)


def quote_find(quote: str, job: str) -> Quote | None:
    """Return the first place of the quoted stretch in the posting's own letters, or None if it is not there."""
    return next(quote_places(quote, job), None)


def quote_places(quote: str, job: str) -> Iterator[Quote]:
    """Yield the places of a quoted stretch, in order, twenty at most.

    Models straighten curly quotes and join wrapped lines and words; that is not inventing. A changed word is.
    """
    wanted, _ = _folded(quote.strip().strip("\"'“”").strip())
    if len(wanted) < _LEAST:
        return
    folded, places = _folded(job)
    at = folded.find(wanted)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        start, end = places[at][0], places[at + len(wanted) - 1][1]
        yield Quote(text=job[start:end], offset=start)
        at = folded.find(wanted, at + 1)


@lru_cache(maxsize=1_024)
def _folded(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the text folded for comparison, and for each of its characters the stretch it came from."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for piece in _PIECE.finditer(text.translate(_SAME)):
        if piece["none"] or (piece["space"] and (not letters or letters[-1] == " ")):
            continue
        found = " " if piece["space"] else piece[0]
        folded = (found if found.isascii() else unicodedata.normalize("NFKC", found)).casefold()
        letters.extend(folded)
        places.extend([piece.span()] * len(folded))
    while letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return "".join(letters), tuple(places)
