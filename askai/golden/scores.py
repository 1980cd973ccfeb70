"""Scores an answer to a golden question. Pure: words are compared, no model judges.

Each scorer says what is wrong, "" where nothing is, None where it does not apply. Each has a control: an answer known
to be bad that it must fail, and a good one that it must pass. Figures of a scorer that fails its control are not shown.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from askai.answer.citations import AnswerDraft
from askai.answer.claims import Held, unsourced
from askai.answer.contract import WORDS_AT_MOST, is_declined, is_off_topic
from askai.answer.library import library_of
from corpus.text.values import CorpusText, SourceText
from corpus.text.words import fold, language_of
from routing.gateway.messages import Cited, Text

_TALK_WORDS = 45
_LETTERS = 40  # of an answer; fewer do not tell a language
_AMONG = ("en", "de", "fr", "es", "it", "pt", "nl")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a right answer holds. `facts`: all of them, each in one of its words; `sections`: paths, one of them."""

    expects: str
    facts: tuple[tuple[str, ...], ...] = ()
    sections: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class GoldenReply:
    """An answer as the scorers see it: its text, the addresses it cites, its sentences without a source."""

    text: str
    cited: tuple[str, ...] = ()
    unsourced: tuple[str, ...] = ()
    can_cite: bool = True

    @property
    def is_declined(self) -> bool:
        return is_declined(self.text) or is_off_topic(self.text)


def expected_of(*, expects: str, facts: str, section: str, language: str) -> Expected:
    """Read what the owner wrote: a fact a line, other words for it after a slash with spaces round it."""
    lines = ([word.strip() for word in f" {line} ".split(" / ")] for line in facts.splitlines())
    read = (tuple(word for word in line if any(map(str.isalnum, word))) for line in lines)
    return Expected(
        expects=expects,
        facts=tuple(words for words in read if words),
        sections=tuple(line.strip() for line in section.splitlines() if line.strip()),
        language=language,
    )


def reply_of(draft: AnswerDraft, corpus: CorpusText, *, question: str, today: date, can_cite: bool) -> GoldenReply:
    """Hold an answer against the sources it was given."""
    held = Held(question=question, today=today, can_cite=can_cite)
    lacking = unsourced(draft.parts(), library_of(corpus), held)
    cited = tuple(citation.source for citation in draft.citations)
    return GoldenReply(draft.text, cited, tuple(each.text for each in lacking), can_cite)


def judge(expected: Expected, reply: GoldenReply) -> dict[str, str]:
    """Return what each scorer that applies says: "" where nothing is wrong."""
    said = ((name, scorer(expected, reply)) for name, scorer in SCORERS.items())
    return {name: words for name, words in said if words is not None}


def is_right(scores: Mapping[str, str]) -> bool:
    """Return whether nothing is wrong."""
    return not any(scores.values())


def _facts(expected: Expected, reply: GoldenReply) -> str | None:
    if not expected.facts:
        return None
    text = _squeezed(reply.text)
    missing = [words[0] for words in expected.facts if not any(_holds(text, word) for word in words)]
    return f"It lacks: {', '.join(missing)}" if missing else ""


def _holds(text: str, word: str) -> bool:
    """Whole words only: "2 of 5" does not stand in "12 of 5"."""
    return bool(re.search(rf"(?<!\w){re.escape(_squeezed(word))}(?!\w)", text))


def _section(expected: Expected, reply: GoldenReply) -> str | None:
    if not expected.sections or not reply.can_cite:
        return None
    if {_path(source) for source in reply.cited} & set(expected.sections):
        return ""
    return f"It does not cite {' or '.join(expected.sections)}"


def _declined(expected: Expected, reply: GoldenReply) -> str | None:
    if expected.expects == "talk":
        return None
    if expected.expects == "decline":
        return "" if reply.is_declined else "It answers what the site does not say"
    return "It declines, and the site does say it" if reply.is_declined else ""


def _length(expected: Expected, reply: GoldenReply) -> str | None:
    most = _TALK_WORDS if expected.expects == "talk" else WORDS_AT_MOST
    count = len(reply.text.split())
    if not count:
        return "It is empty"
    return f"It has {count} words, {most} are the most" if count > most else ""


def _sourced(expected: Expected, reply: GoldenReply) -> str | None:
    return f"No source for: {reply.unsourced[0]}" if reply.unsourced else ""


def _language(expected: Expected, reply: GoldenReply) -> str | None:
    """The two sentences for what is declined stay in English, so only other answers are held to it."""
    if reply.is_declined or sum(map(str.isalpha, reply.text)) < _LETTERS:
        return None
    among = _AMONG if expected.language in _AMONG else ()
    found = language_of(reply.text, among=among)
    return "" if found == expected.language else f"It is in {found}, not in {expected.language}"


def _path(address: str) -> str:
    """Return the address without its host: how the owner writes a section."""
    parts = urlsplit(address)
    return f"{parts.path}#{parts.fragment}" if parts.fragment else parts.path


def _squeezed(text: str) -> str:
    return " ".join(fold(text).split())


SCORERS: dict[str, Callable[[Expected, GoldenReply], str | None]] = {
    "facts": _facts,
    "section": _section,
    "declined": _declined,
    "length": _length,
    "sourced": _sourced,
    "language": _language,
}
WORDS = {
    "facts": "holds the facts",
    "section": "cites the section",
    "declined": "declines what the site does not say, and only that",
    "length": "keeps to the length",
    "sourced": "has a source for every claim",
    "language": "is in the language of the question",
}


def blind(scorers: Mapping[str, Callable[[Expected, GoldenReply], str | None]] = SCORERS) -> list[str]:
    """Return the scorers that their controls prove useless: bad answers pass them, or good ones fail."""
    return [
        name
        for name, scorer in scorers.items()
        if any(not scorer(expected, bad) for expected, bad in _bad(name)) or scorer(*_GOOD) != ""
    ]


_URL = "https://example.org/pages/work/#editor"
_SAYS = "Ada ran 40 interviews with editors in 2025 before the roadmap was cut to three bets."
_CORPUS = CorpusText(
    version_id=0,
    sha256="",
    owner="Ada Example",
    pronoun="she",
    contact_url="",
    sources=(SourceText(_URL, "Work › Editor", (_SAYS, "Crashes fell 12 percent in the first quarter.")),),
    tokens=0,
)
_EXPECTED = Expected("answer", (("40 interviews", "forty interviews"),), ("/pages/work/#editor",))


def _said(text: str, quote: str = _SAYS) -> GoldenReply:
    """Return the reply that a control's words make: cited pieces go the way of a real answer."""
    draft = AnswerDraft(passages={_URL: "".join(block for each in _CORPUS.sources for block in each.blocks)})
    draft.passages = {url: "".join(passage.split()) for url, passage in draft.passages.items()}
    draft.take_text(Text(0, text))
    if quote:
        draft.take_citation(Cited(0, _URL, "Work › Editor", quote))
    return reply_of(draft, _CORPUS, question="How many interviews?", today=date(2026, 1, 1), can_cite=True)


_GOOD = (_EXPECTED, _said(_SAYS))


def _bad(name: str) -> Sequence[tuple[Expected, GoldenReply]]:
    """Return answers that the scorer must fail, and what was expected of them."""
    match name:
        case "facts":
            return [(_EXPECTED, _said("Ada ran 41 interviews.")), (_EXPECTED, _said("Ada ran 140 interviews."))]
        case "section":
            return [(_EXPECTED, _said(_SAYS, quote="")), (replace(_EXPECTED, sections=("/pages/a/",)), _GOOD[1])]
        case "declined":
            unsaid = replace(_EXPECTED, expects="decline")
            return [(_EXPECTED, _said("The site does not say.", quote="")), (unsaid, _GOOD[1])]
        case "length":
            return [(_EXPECTED, _said(" ".join([_SAYS] * 7))), (_EXPECTED, _said("", quote=""))]
        case "sourced":
            return [
                (_EXPECTED, _said(f"{_SAYS} She has led 300 engineers at Initech.", quote=_SAYS)),
                (_EXPECTED, _said("Ada ran 90 interviews with editors in 2025.")),
            ]
        case _:
            german = "Ada hat vor der Kürzung des Fahrplans vierzig Gespräche mit Redakteuren geführt."
            return [(_EXPECTED, _said(german)), (replace(_EXPECTED, language="de"), _GOOD[1])]
