"""The reading of a posting: text in, lines, asks, conditions, role and notices out. The same for every engine."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.text.words import fold, language_of, lemmas
from fitcheck.posting.asking import is_asking, is_hard, is_silent, units
from fitcheck.posting.conditions import conditions_in, is_only_condition
from fitcheck.posting.headings import heading_section
from fitcheck.posting.layout import TextBlock, blocks_of
from fitcheck.posting.names import READ_LANGUAGES
from fitcheck.posting.outline import Chapter, Condition, Line, PostedRole, Posting, PostingAsk, Span
from fitcheck.posting.places import is_bare_header, last_part, places_in
from fitcheck.posting.repair import mended, posting_clean
from fitcheck.posting.role import UNKNOWN, role_of
from fitcheck.posting.screening import is_navigation, is_posting_like, notices_of, second_job
from fitcheck.posting.sections import Placed, sections_of
from fitcheck.posting.weight import alternatives_of, depth_of, is_general, kind_of, stress_of, years_of

__all__ = ["posting_clean", "posting_read", "posting_sha256"]

_HEADER_PLACE = re.compile(r"^(?:.*[·|•] )?(?:location: )?([A-ZÀ-Ý][\w.’' -]+?)(?:, [A-Z]{2}| \(|,|$)")
_BARE_LINK = re.compile(r"^\W*\[[^\[\]]*\]\([^()]*\)\W*$")
_REPEATED_LEAST = 3
_OTHER_SCRIPTS = frozenset({"und", "ja", "ko", "zh", "ar", "he", "el", "hi", "th", "ru", "uk", "bg", "sr"})
_HEADER_LINES = 12
_LONGEST_LABEL = 8  # words of a heading; a longer lead-in may ask itself


@lru_cache(maxsize=32)
def posting_read(text: str) -> Posting:
    """Return the reading of a stored posting. Never raises; every span is a stretch of `text`."""
    blocks = blocks_of(text)
    language = _language(text, blocks)
    is_read = language in READ_LANGUAGES
    second = second_job(blocks)
    placed = sections_of(blocks[: second or None])
    lines = list(_lines(text, placed))
    asks = _weighed(text, lines, language) if is_read else ()
    role = role_of(text[: blocks[second].start] if second else text, placed, asks)
    asks = _known_in_title(asks, role, language)
    headings = [section for item in placed if item.is_heading and (section := heading_section(item.block.text))]
    is_like = is_posting_like(text, headings, asks, has_trade=role.function not in {"other", UNKNOWN})
    notices = notices_of(text, blocks, asks, is_read=is_read, is_two=bool(second), is_like=is_like)
    if set(notices) & {"resume", "sign_in_wall", "not_a_posting"}:
        asks, lines = (), [replace(line, asks=False) for line in lines]
    conditions = tuple(_conditions(text, lines)) if is_read and asks else ()
    return Posting(text, language, is_read, role, tuple(lines), asks, conditions, notices)


def posting_sha256(text: str) -> str:
    """Return the fingerprint of what is read: the same for other marks, wraps and capitals, not for lost lines."""
    posting = posting_read(text)
    parts = [f"{fold(line.text)}\t{line.asks}\t{line.section if line.asks else ''}" for line in posting.lines]
    parts += [f"{ask.kind}\t{ask.years}" for ask in posting.asks]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _language(text: str, blocks: Sequence[TextBlock]) -> str:
    """Return the language; a short text of names ("Kafka", "SQL") is told by its headings, where two are known."""
    language = language_of(text)
    if language in READ_LANGUAGES or language in _OTHER_SCRIPTS:
        return language
    known = {
        section for block in blocks if len(block.text) < 40 and (section := heading_section(block.text)) is not None
    }
    return language_of(text, among=READ_LANGUAGES) if len(known) > 1 or (known and len(blocks) < 8) else language


def _lines(text: str, placed: Sequence[Placed]) -> Iterator[Line]:
    for item in placed:
        block = item.block
        if item.is_heading and len(block.text.split()) <= _LONGEST_LABEL:
            yield Line(Span(block.start, block.end), block.text, item.section, True, False)
            continue
        section = (
            Chapter.NAVIGATION
            if not block.is_item and len(block.text) < 60 and is_navigation(block.text)
            else item.section
        )
        is_item = item.is_item and section is not Chapter.NAVIGATION
        is_link = section is Chapter.DUTIES and bool(_BARE_LINK.match(text[block.start : block.end]))
        for start, end, whole in units(text[block.start : block.end]):
            asks = _asks(mended(whole), mended(text[block.start + start : block.start + end]), section, is_item)
            asks = asks and (not item.is_heading or is_hard(whole)) and not is_link
            asks = asks and not is_only_condition(mended(whole), section)
            yield from _line(text, block.start + start, block.start + end, section, asks)


def _asks(whole: str, part: str, section: Chapter, is_item: bool) -> bool:
    """Say whether a part asks, by its own words or by those of the sentence it stands in."""
    return is_asking(part, section, is_item=is_item) or (part != whole and is_asking(whole, section, is_item=is_item))


def _line(text: str, start: int, end: int, section: Chapter, asks: bool) -> Iterator[Line]:
    raw = text[start:end]
    start, end = start + len(raw) - len(raw.lstrip()), end - (len(raw) - len(raw.rstrip(" \t\n\r;,(-–—")))
    copy = mended(text[start:end])
    if copy:
        yield Line(Span(start, max(start, end)), copy, section, False, asks and not is_silent(copy))


def _weighed(text: str, lines: Sequence[Line], language: str) -> tuple[PostingAsk, ...]:
    asking = [line for line in lines if line.asks]
    counts = Counter(word for line in asking for word in set(lemmas(line.text, language)))
    asks = []
    for idx, line in enumerate(asking):
        years = years_of(line.text)
        kind = kind_of(line.text, line.section)
        stress = stress_of(
            line.text,
            kind,
            is_first=idx == 0 or asking[idx - 1].section is not line.section,
            is_repeated=_is_repeated(line.text, counts, language),
            is_in_title=False,
        )
        quote = text[line.span.start : line.span.end]
        asks.append(
            PostingAsk(
                idx=idx,
                span=line.span,
                quote=quote,
                text=line.text,
                section=line.section,
                kind=kind,
                stress=stress,
                depth=depth_of(line.text, years),
                years=years,
                alternatives=alternatives_of(line.text),
            )
        )
    return tuple(asks)


def _is_repeated(text: str, counts: Counter[str], language: str) -> bool:
    named = [word for word in lemmas(text, language) if len(word) > 2]
    return len(named) <= 8 and any(counts[word] >= _REPEATED_LEAST for word in named)


def _known_in_title(asks: tuple[PostingAsk, ...], role: PostedRole, language: str) -> tuple[PostingAsk, ...]:
    """Settle what needs the title: whether years are of the role's own trade."""
    own = frozenset(lemmas(role.title, language))
    return tuple(
        ask if ask.years is None else replace(ask, is_general=is_general(ask.text, own, language, role.function))
        for ask in asks
    )


def _conditions(text: str, lines: Sequence[Line]) -> Iterator[Condition]:
    header = _header_place(lines)
    seen = set()
    for idx, line in enumerate(lines):
        if line.section is Chapter.NAVIGATION:
            continue
        is_header = idx < _HEADER_LINES and is_bare_header(line.text)
        for kind, needs in conditions_in(line.text, line.section, header):
            if (kind, needs) not in seen and not (is_header and kind == "location"):
                seen.add((kind, needs))
                yield Condition(kind, needs, line.span, text[line.span.start : line.span.end])


def _header_place(lines: Sequence[Line]) -> str:
    """Return the place a short line at the top names ("Acme · Chicago, IL (Hybrid)"), "" for none."""
    for line in lines[:_HEADER_LINES]:
        if len(line.text) < 80 and (", " in line.text or is_bare_header(line.text) or line.text.startswith("Location")):
            places = places_in(last_part(line.text))
            if places:
                return places[0]
    return ""
