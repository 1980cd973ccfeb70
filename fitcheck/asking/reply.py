"""What of an answer is shown: sentences whose quotes stand on the page, and that say no more than it does.

The verdict is never in a model's words: a sentence that cites it, or what would change it, is replaced by the page's
own. A model may still misread what it quotes, which is why every quote stands beside its sentence.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from corpus.text.words import language_of
from fitcheck.asking.prompt import CiteOut, ResultAnswerOut, StatementOut
from fitcheck.asking.sources import ResultSource
from fitcheck.verdict.quotes import quote_find
from fitcheck.verdict.terms import meanings_of
from fitcheck.verdict.vetting import PRAISE, Sources, agrees, is_grounded, sources_of
from routing.gateway.cleaning import clean_text, json_storable

_STATEMENTS, _CITES, _CHARS, _QUOTE_CHARS = 6, 3, 400, 400
_ON_FIT = re.compile(
    r"\b(?:verdict|(?:mis)?fit|fits|fitting|hir(?:e|ed|ing)|recommend\w*|suit(?:s|ed|able)|ideal)\b", re.I
)
_LEVEL = re.compile(r"\b(strong|moderate|gap|unknown)s?\b", re.I)
_WORD = re.compile(r"[a-z][a-z-]*")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_LATIN = ("en", "de", "fr", "es", "pt", "it", "nl")


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """A quote as it stands on the page, and the piece it stands in."""

    source: ResultSource
    quote: str


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A sentence that may be shown, with at least one quote."""

    text: str
    found: tuple[FoundQuote, ...]


@dataclass(frozen=True, slots=True)
class VettedAnswer:
    """What is left of an answer, and how many of its sentences were left out."""

    statements: tuple[ShownStatement, ...]
    dropped: int


def answer_vetted(text: str, sources: Sequence[ResultSource]) -> VettedAnswer | None:
    """Return what may be shown of a reply; None where it keeps no contract."""
    start, end = text.find("{"), text.rfind("}")
    try:
        said = ResultAnswerOut.model_validate_json(json_storable(text[start : end + 1]) if 0 <= start < end else "")
    except ValidationError:
        return None
    names = sources_of(source.text for source in sources)
    vetted = [_vetted(one, sources, names) for one in said.statements[:_STATEMENTS]]
    shown = {statement.text: statement for statement in vetted if statement}  # the page's words are said once
    return VettedAnswer(tuple(shown.values()), len(said.statements) - sum(map(bool, vetted)))


def _vetted(said: StatementOut, sources: Sequence[ResultSource], names: Sources) -> ShownStatement | None:
    found = tuple(hit for cite in said.cites[:_CITES] if (hit := _found(cite, sources)))
    if not found:
        return None
    codes = dict.fromkeys(hit.source.text for hit in found if hit.source.is_code)
    if codes:
        return ShownStatement(" ".join(codes), found)
    text = clean_text(said.text)[:_CHARS]
    is_shown = text and _is_sound(text, [hit.source for hit in found], sources) and is_grounded(text, names)
    return ShownStatement(text, found) if is_shown else None


def _found(cite: CiteOut, sources: Sequence[ResultSource]) -> FoundQuote | None:
    """Look in the source that is named, then in the others: a wrong number invents nothing, a wrong word does."""
    for source in sorted(sources, key=lambda source: source.ref != cite.ref):
        quote = quote_find(cite.quote, source.text)
        if quote and len(quote.text) <= _QUOTE_CHARS:
            return FoundQuote(source, quote.text)
    return None


def _is_sound(text: str, cited: Sequence[ResultSource], sources: Iterable[ResultSource]) -> bool:
    """Say whether a sentence keeps off the verdict, praises nothing, and leaves every level and gap as it stands.

    What is read here are English words: a sentence in another language is not shown, whatever it says. A word of
    these kinds may be said where a cited row asks for it ("product-market fit") or has it as its level.
    """
    if language_of(_QUOTED.sub("", text), _LATIN) != "en":
        return False
    asked = " ".join(source.label for source in cited if source.is_row)
    if _said(_ON_FIT, text) - _said(_ON_FIT, asked) or (PRAISE & _said(_WORD, text)) - _said(_WORD, asked):
        return False
    if _said(_LEVEL, text) - _said(_LEVEL, " ".join(source.text for source in cited)):
        return False
    lacks = [source.lacks for source in sources if source.lacks and (source in cited or _speaks_of(text, source.lacks))]
    return agrees(text, is_strong=False, misfits=lacks)


def _said(kind: re.Pattern[str], text: str) -> set[str]:
    return {word.casefold() for word in kind.findall(text.casefold())}


def _speaks_of(text: str, asked: str) -> bool:
    meant = meanings_of(asked)
    return bool(meant) and len(meant & meanings_of(text)) >= min(2, len(meant))
