"""The logical lines of a stored posting: items, headings, paragraphs, whatever the paste did to line ends and marks."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fitcheck.posting.headings import heading_section, inline_headings, leading_heading
from fitcheck.posting.repair import MARK, mended

_INLINE_MARK = re.compile(
    r"(?<=\s)[●○•◦▪■◆►▸➢➤✓✔✅·❖\uf0b7\uf0a7\u2705\u2728\u2b50\U0001f300-\U0001faff](?=\ufe0f?\s|\w)|・|(?<=[^\s|"
    r"])\s+[-–*](?=\s+[A-ZÄÖÜÀ-Ý\d])"
)
_TABLE_RULE = re.compile(r"^[\s|:+=-]*$")
_RULE_LINE = re.compile(r"^[\W_]+$")
_MARKDOWN_HEADING = re.compile(r"^\s*(#{1,6})\s")
_BOLD_LINE = re.compile(r"^\s*(?:\*\*|__)[^*]+?:?(?:\*\*|__):?\s*$")
_ENDS_SENTENCE = re.compile(r"[.!?:;…。！？][\"'”’)\]*_]*$")
_STARTS_LOW = re.compile(r"[a-zà-öø-ÿ(,;)&/]")
_HYPHEN_END = re.compile(r"[^\W\d_][-\u2010]$")
_WIDEST_WRAP = 110
_NARROWEST_WRAP = 40
_FULL_LINES_LEAST = 3
_MARKS_LEAST = 2
_DASHES = frozenset("-–*")
_DASHES_LEAST = 3
_NEARLY_FULL = 60
_FEW_LINES = 3
_FLAT_TEXT = 600  # characters of a line that is surely several
_FLAT_LINE = 300  # characters of one line after which headings are looked for inside it


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One item, heading line or paragraph: its stretch of the stored text without the mark, and the mended copy.

    `level` is 1 to 6 for a Markdown heading, 7 for a line in bold, 0 for none. `is_after_gap` tells of a blank line
    (or the start) before it.
    """

    start: int
    end: int
    text: str
    is_item: bool
    level: int
    is_after_gap: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    is_item: bool
    level: int
    is_after_gap: bool
    indent: int

    def raw(self, text: str) -> str:
        return text[self.start : self.end]


def blocks_of(text: str) -> list[TextBlock]:
    """Return the logical lines of the text in order. Their stretches do not overlap."""
    pieces = _glued(text, list(_pieces(text)))
    blocks = [
        TextBlock(piece.start, piece.end, mended(piece.raw(text)), piece.is_item, piece.level, piece.is_after_gap)
        for piece in pieces
    ]
    is_flat = any(len(line) > _FLAT_TEXT for line in text.split("\n")) or text.strip().count("\n") < _FEW_LINES
    return [part for block in blocks if block.text for part in _parted(text, block, is_flat=is_flat)]


def _pieces(text: str) -> Iterator[_Piece]:
    start, is_after_gap = 0, True
    for line in text.split("\n"):
        end = start + len(line)
        if not line.strip() or _RULE_LINE.match(line):
            is_after_gap = True
        else:
            for piece in _cells(text, start, end):
                yield replace(piece, is_after_gap=is_after_gap)
                is_after_gap = False
        start = end + 1


def _cells(text: str, start: int, end: int) -> Iterator[_Piece]:
    line = text[start:end]
    if line.count("|") >= 2 and line.lstrip().startswith("|"):
        for cell in re.finditer(r"[^|]+", line):
            if not _TABLE_RULE.match(cell.group()):
                yield _piece(text, start + cell.start(), start + cell.end(), is_item=True)
        return
    cuts = _inline_cuts(line)
    for place, (left, right) in enumerate(zip([0, *cuts], [*cuts, len(line)], strict=True)):
        if line[left:right].strip():
            yield _piece(text, start + left, start + right, is_item=place > 0)


def _inline_cuts(line: str) -> list[int]:
    """Return where items begin inside a line: at one mark that comes again and again, a dash more often."""
    marks = list(_INLINE_MARK.finditer(line))
    if not marks:
        return []
    counts = Counter(found.group().strip() for found in marks)
    again = {mark for mark, count in counts.items() if count >= (_DASHES_LEAST if mark in _DASHES else _MARKS_LEAST)}
    own = MARK.match(line)
    return [
        found.start() for found in marks if found.group().strip() in again and found.start() > (own.end() if own else 0)
    ]


def _piece(text: str, start: int, end: int, *, is_item: bool) -> _Piece:
    raw = text[start:end]
    heading = _MARKDOWN_HEADING.match(raw)
    mark = None if heading else MARK.match(raw.lstrip("|"))
    is_bold_item = bool(mark and _BOLD_LINE.match(raw))
    indent = len(raw) - len(raw.lstrip())
    start += mark.end() if mark and not is_bold_item else indent
    end -= len(raw) - len(raw.rstrip())
    level = len(heading.group(1)) if heading else 7 if _BOLD_LINE.match(raw) else 0
    level = level if end - start <= _FLAT_LINE else 0
    return _Piece(start, max(start, end), is_item or bool(mark and not is_bold_item), level, False, indent)


def _glued(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """Join the lines that a hard wrap or a hyphen parted."""
    width = _wrap_width(text, pieces)
    glued: list[_Piece] = []
    last_raw = ""
    for piece in pieces:
        raw = piece.raw(text)
        if glued and _continues(last_raw, raw, piece, glued[-1], width):
            glued[-1] = replace(glued[-1], end=piece.end)
        else:
            glued.append(piece)
        last_raw = raw
    return glued


def _wrap_width(text: str, pieces: list[_Piece]) -> int:
    """Return the width the text is wrapped at, 0 where it is not."""
    widths = sorted(len(piece.raw(text)) for piece in pieces)
    if not widths or not _NARROWEST_WRAP <= widths[-1] <= _WIDEST_WRAP:
        return 0
    full = sum(
        not after.is_item and not after.is_after_gap and _overflows(before.raw(text), after.raw(text), widths[-1])
        for before, after in itertools.pairwise(pieces)
    )
    return widths[-1] if full >= _FULL_LINES_LEAST else 0


def _overflows(before: str, after: str, width: int) -> bool:
    return len(before) + 1 + len(after.split(maxsplit=1)[0] if after.strip() else "") > width - 4


def _continues(before: str, raw: str, piece: _Piece, last: _Piece, width: int) -> bool:
    if piece.is_item or piece.is_after_gap or piece.level or last.level or not before or not raw:
        return False
    starts_low = bool(_STARTS_LOW.match(raw.lstrip('[*_"“‘')))
    if _HYPHEN_END.search(before) and starts_low:
        return True
    if heading_section(mended(raw)) is not None or heading_section(mended(before)) is not None:
        return False
    if width and _overflows(before, raw, width):
        return True
    if _ENDS_SENTENCE.search(before):
        return False
    if not starts_low:
        return len(before) >= _NEARLY_FULL and bool(_ENDS_SENTENCE.search(raw)) and not last.is_item
    return last.is_item or (len(before) > _NARROWEST_WRAP and not _STARTS_LOW.match(before))


def _parted(text: str, block: TextBlock, *, is_flat: bool) -> Iterator[TextBlock]:
    """Split a heading off the text that follows it on the same line."""
    cuts = leading_heading(text[block.start : block.end])
    if is_flat or len(block.text) > _FLAT_LINE:
        cuts = sorted({*cuts, *inline_headings(text[block.start : block.end])})
    if not cuts or block.level:
        yield block
        return
    bounds = sorted({0, *cuts, block.end - block.start})
    for place, (left, right) in enumerate(itertools.pairwise(bounds)):
        raw = text[block.start + left : block.start + right]
        start = block.start + left + len(raw) - len(raw.lstrip())
        copy = mended(raw)
        if copy:
            is_item = block.is_item and heading_section(copy) is None
            yield TextBlock(start, start + len(raw.strip()), copy, is_item, 0, block.is_after_gap and place == 0)
