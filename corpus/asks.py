"""What was asked of the site and not found in it: features say it here, and the owner's board and forms read it.

An ask is read where it was asked and nowhere copied: once that record is deleted, its words are gone from here as well.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UnmetAsk:
    """One thing that was asked. `ref` finds it again, `why` says what became of it, `path` leads the owner to it.

    `moves` = a verdict would be another one if the site held strong evidence for it.
    """

    ref: str
    text: str
    why: str
    at: datetime
    path: str
    moves: bool = False


@dataclass(frozen=True, slots=True)
class AskSource:
    """How a feature gives its asks: the newest so many, and the words of one by its number ("" = gone)."""

    newest: Callable[[int], Sequence[UnmetAsk]]
    text: Callable[[int], str]


_sources: dict[str, AskSource] = {}


def asks_from(name: str, source: AskSource) -> None:
    """Add a feature's asks; their refs are NAME-NUMBER."""
    _sources[name] = source


def asks_newest(most: int) -> Iterator[UnmetAsk]:
    """Yield the newest asks of every feature."""
    for source in _sources.values():
        yield from source.newest(most)


def ask_text(ref: str) -> str:
    """Return the words of an ask; "" where it is gone, or never was."""
    name, _, number = ref.rpartition("-")
    source = _sources.get(name)
    return source.text(int(number)) if source is not None and number.isdecimal() and len(number) < 19 else ""
