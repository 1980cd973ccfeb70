"""Reads a job posting into asks: each a verbatim stretch with the part of the posting that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.search.stems import sentences
from fitcheck.demo.gates import gate_of
from fitcheck.demo.wording import Part, is_addressed_to_machines, is_asking, is_boilerplate, part_of

_BULLET = re.compile(r"^\s*(?:[-*•·▪◦‣o–]|\d{1,2}[.)]|[a-z]\))\s+")
_HASHES = re.compile(r"^\s*(#{1,6})\s+")
_BOLD = re.compile(r"^\s*(?:\*\*|__)(.{3,90}?)(?:\*\*|__):?\s*$")
_LABEL = re.compile(r"^\s*\**([A-Z][A-Za-z &/'’-]{2,40}):\**\s+(?=\S)")
_LONG_LINE = 1_200  # characters; a longer line is a posting that lost its line breaks
_LOST_HEADING = re.compile(
    r"(?<=[.!?:a-z)…] )(?=(?:What (?:You|We|you|we)(?:'ll|’ll| Will| will)? (?:Do|do|Bring|Value|Offer|Believe|"
    r"Need|Are)\b"
    r"|Nice[- ][Tt]o[- ][Hh]aves?\b|More specifically|Requirements?\b|Responsibilities\b|(?:Minimum |"
    r"Preferred )?Qualifications\b"
    r"|Preferred\b|About (?:Us|You|The Role|the role)\b|Who (?:You|We) Are\b|Benefits\b|How to Apply\b|CLICK TO\b"
    r"|Our annual base|The annual|Compensation\b))"
)
_LOST_TITLE_END = re.compile(
    r"(?<=Do) (?=The |As |[A-Z])|(?<=Role) (?=[A-Z])|(?<=Value) (?=In )|(?<=to:) (?=[A-Z])"
    r"|(?<=Requirements) (?=[A-Z])|(?<=Qualifications) (?=[A-Z])|(?<=Responsibilities) (?=[A-Z])"
    r"|(?<= [Hh]ave) (?=[A-Z])"
)
_TELLS = re.compile(r"(?:The|These|This|We|Our|It|They|In addition|More than|Outside)\b")
_LISTED = re.compile(
    r"(?:include|includes|including|the following|knowledge of|as follows)[^:;.]{0,40}:\s", re.IGNORECASE
)
_KNOWLEDGE = re.compile(r"\bknowledge of:\s", re.IGNORECASE)
_REST = re.compile(
    r"(?:any |all )?other (?:necessary|related|duties)|does related work|(?:previous|relevant) experience$|"
    r"we (?:cannot|can't|can’t|do not|don't|don’t)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"\]\([^)\s]*\)")
_SHORTEST, _LONGEST_QUOTE = 2, 34  # words


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked. `quote` stands verbatim in the posting; `order` counts asks from 0."""

    quote: str
    part: Part
    order: int
    is_listed: bool


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    kind: str  # "heading", "bullet", "text"
    depth: int


_NOTHING = _Line("", "text", 0)


def asks_of(posting: str) -> list[Ask]:
    """Everything the posting asks for, in its order. Benefits, process, and orders to machines are left out."""
    found: list[Ask] = []
    seen: set[str] = set()
    for text, part, is_listed in _stretches(posting):
        quote = _trimmed(text)
        key = re.sub(r"\W+", " ", plain(quote).lower()).strip()
        if (
            len(key.split()) < _SHORTEST
            or _REST.match(quote)
            or quote.endswith(":")
            or key in seen
            or quote not in posting
        ):
            continue
        seen.add(key)
        found.append(Ask(quote, part, len(found), is_listed))
    return found


def headings_of(posting: str) -> list[str]:
    """The first lines that could be a title: headings and short lines, marks taken off, in order."""
    lines = [line for line in _lines(posting) if line.text.strip()][:25]
    texts = (
        re.sub(
            r"^(?:title: )?[\s#*_\[]+|^title: |"
            r"[\s#*_:]+$",
            "",
            line.text,
        )
        for line in lines
        if line.kind != "bullet"
    )
    return [text for text in texts if text]


def _stretches(posting: str) -> Iterator[tuple[str, Part, bool]]:
    part: Part = Part.LOOSE
    lead: Part | None = None
    depth = 0
    for line in _lines(posting):
        if line.kind == "heading":
            part, depth, lead = _entered(line, part, depth), line.depth or depth, None
            continue
        if line.kind == "text":
            lead = _lead_in(line.text)
        here: Part = lead or part
        if line.kind == "bullet" and here is not Part.SKIP:
            yield from ((text, here, True) for text in _split(_asking_part(line.text, here)) if _is_kept(text))
        else:
            yield from _running(line, here if line.kind == "bullet" else part)


def _entered(line: _Line, part: Part, depth: int) -> Part:
    """The part a heading opens. One that says nothing stays inside a skipped part above it, else it is loose."""
    opened = part_of(line.text)
    if opened is not None:
        return opened
    return Part.SKIP if part is Part.SKIP and line.depth > depth else Part.LOOSE


def _lead_in(text: str) -> Part | None:
    return part_of(text) if text.rstrip(" *_").endswith((":", "…", "...")) else None


def _running(line: _Line, part: Part) -> Iterator[tuple[str, Part, bool]]:
    where: Part = Part.WANTED if part is Part.SKIP else part
    for sentence in sentences(line.text):
        if not _is_kept(sentence):
            continue
        items = _enumerated(sentence, part)
        if items:
            yield from ((item, where, True) for item in items)
        elif is_asking(sentence, part) or (part is not Part.SKIP and gate_of(sentence)):
            yield from ((text, where, False) for text in _split([sentence]))


def _enumerated(sentence: str, part: Part) -> list[str]:
    """The items of a list written out in a sentence; outside the telling parts only of a list of knowledge."""
    listed = (_KNOWLEDGE if part in {Part.SKIP, Part.LOOSE} else _LISTED).search(sentence)
    if listed is None or sentence.count(";") + sentence.count(",") < 2:
        return []
    return re.split(r";\s+", sentence[listed.end() :])[:12]


def _asking_part(entry: str, part: Part) -> list[str]:
    """The sentences of an entry that ask: its first, and those after it that do not just explain."""
    first, *others = sentences(entry) or [entry]
    return [first, *(other for other in others if is_asking(other, part) and not _TELLS.match(other))]


def _is_kept(text: str) -> bool:
    return not is_boilerplate(text) and not is_addressed_to_machines(text)


def _split(asking: list[str]) -> list[str]:
    """What can be met or missed on its own: sentences, and what semicolons set apart in them."""
    parts = [part for sentence in asking for part in re.split(r";\s+|,? with (?=\d+\+? years)", sentence)]
    return [part for part in parts if len(part.split()) >= _SHORTEST] or asking


def _trimmed(text: str) -> str:
    """The stretch without its marks and cut to `_LONGEST_QUOTE` words; stays verbatim."""
    text = re.sub(r"^[\s*_#>•·-]+|[\s*_]+$", "", _BULLET.sub("", text))
    text = re.sub(r"^(?:and|or) (?=\w)", "", text)
    text = re.sub(r"(?:[;,]? (?:and|or|AND))?[;,.]*$", "", text)
    found = list(re.finditer(r"\S+", text))
    return text if len(found) <= _LONGEST_QUOTE else text[: found[_LONGEST_QUOTE - 1].end()].rstrip(",;:")


def plain(quote: str) -> str:
    """A quote as a statement: links, marks and lead words off."""
    text = _LINK.sub("", quote).replace("[", "").replace("`", "").replace("**", "")
    text = re.sub(
        r"^(?:I have|You have|You possess|You must have|You must|We expect|You are|You will|You'll)[:,]? ", "", text
    )
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


def _lines(posting: str) -> list[_Line]:
    lines = [
        line
        for text, is_lost in _broken(posting)
        for line in (_restored(text) if is_lost else map(_classed, _joined(text.splitlines())))
    ]
    return [_promoted(line, after) for line, after in zip(lines, [*lines[1:], _NOTHING], strict=True)]


def _promoted(line: _Line, after: _Line) -> _Line:
    """A short line right above a list is its heading, whatever it says."""
    text = line.text.strip()
    is_short = 0 < len(text.split()) <= 6 and text[:1].isupper() and text[-1:] not in ".!?;,:"
    return _Line(line.text, "heading", 0) if line.kind == "text" and is_short and after.kind == "bullet" else line


def _broken(posting: str) -> Iterator[tuple[str, bool]]:
    """Stretches of ordinary lines, and lines that are a whole posting without its line breaks (True)."""
    held: list[str] = []
    for line in posting.splitlines():
        if len(line) < _LONG_LINE:
            held.append(line)
            continue
        yield "\n".join(held), False
        yield line, True
        held = []
    yield "\n".join(held), False


def _restored(text: str) -> Iterator[_Line]:
    """The headings and entries of a posting that lost its line breaks; each sentence under a heading is an entry."""
    for piece in _LOST_HEADING.split(text):
        parts = _LOST_TITLE_END.split(piece, maxsplit=1)
        if len(parts) == 2 and len(parts[0].split()) <= 12 and part_of(parts[0]):
            yield _Line(parts[0], "heading", 0)
        is_headed = len(parts) == 2
        for sentence in sentences(parts[-1]):
            is_entry = is_headed and not _TELLS.match(sentence)
            yield _Line(sentence, "bullet" if is_entry else "text", 0)


def _joined(lines: list[str]) -> Iterator[str]:
    """Wrapped lines of one entry joined with the new line they had, so that the whole is still verbatim."""
    held = ""
    for line in lines:
        if held and _continues(held, line):
            held += "\n" + line
            continue
        if held:
            yield held
        held = line
    yield held


def _continues(held: str, line: str) -> bool:
    stripped = line.strip()
    if not stripped or _BULLET.match(line) or _HASHES.match(line) or not held.strip():
        return False
    last = held.rstrip()
    return stripped[0].islower() and last[-1] not in ".:;!?*" and len(last.split("\n")[-1]) > 45


def _classed(line: str) -> _Line:
    hashes, bold = _HASHES.match(line), _BOLD.match(line)
    if hashes:
        return _Line(line[hashes.end() :], "heading", len(hashes.group(1)))
    if bold and not _BULLET.match(line):
        return _Line(bold.group(1), "heading", 7)
    if _BULLET.match(line):
        return _Line(line, "bullet", 0)
    return _Line(line, "heading" if _is_bare_heading(line) else "text", 0)


def _is_bare_heading(line: str) -> bool:
    text = line.strip()
    size = len(text.split())
    if not text or size > 8 or text[-1] in ".!?;,":
        return False
    letters = re.sub(r"[^A-Za-z]", "", text)
    if len(letters) > 3 and letters.isupper():
        return True
    is_title = text[0].isupper() and not _LABEL.match(text)
    return is_title and size <= 8 and (text.endswith(":") or (size <= 6 and part_of(text) is not None))
