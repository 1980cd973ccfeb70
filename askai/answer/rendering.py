"""An answer as HTML. A model's words are trusted less than the owner's: no links, no images, no markup of its own.

The only links are made here, from addresses we sent ourselves.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import nh3
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from askai.answer.citations import AnswerBlock, Citation
from askai.answer.claims import Unsourced

_TAGS = {"p", "br", "em", "strong", "s", "ul", "ol", "li", "code", "pre", "blockquote"}
_OPEN, _CLOSE = "\ue000", "\ue001"  # private-use characters: no model text keeps them
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_END_WORDS = 4
_MARKDOWN_CHARS = 10_000  # ten times what an answer has: the time that hostile emphasis takes grows with its square
_CHIP = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_BEGIN, _END = "\ue002", "\ue003"  # around the words of a sentence without a source
_PIECE = re.compile(f"(<[^>]*>|{_OPEN}\\d+{_CLOSE}|[{_BEGIN}{_END}])")
_LAST_WORD = re.compile(r"[\W_]*$")
_NO_SOURCE = mark_safe(' <span class="unsourced-note">(no source for this)</span>')


@dataclass(frozen=True, slots=True)
class Extras:
    """What code adds below the words: a note on how the answer ended, the nearest section, a way to ask a person."""

    note: str = ""
    nearest: Citation | None = None
    contact_url: str = ""
    owner: str = ""


def answer_html(
    blocks: Sequence[AnswerBlock], citations: Sequence[Citation], extras: Extras, unsourced: Sequence[Unsourced] = ()
) -> SafeString:
    """Return the whole answer: prose with numbered chips, the row of sources, and what code adds.

    Sentences that are `unsourced` are shown in a quieter style, and say so in words.
    """
    return render_to_string(
        "askai/_answer.html",
        {
            "prose": _prose(blocks, citations, unsourced),
            "sources": _sources(citations),
            "citations": citations,
            "note": extras.note,
            "nearest": extras.nearest,
            "nearest_href": href(extras.nearest.source) if extras.nearest else "",
            "contact_url": extras.contact_url if extras.contact_url.startswith(("mailto:", "https://")) else "",
            "owner": extras.owner,
        },
    )


def _sources(citations: Sequence[Citation]) -> list[tuple[list[int], str, str]]:
    """Return the numbers, address and title of each section, in the order of its first chip."""
    numbers: dict[str, list[int]] = {}
    titles: dict[str, str] = {}
    for number, citation in enumerate(citations, start=1):
        numbers.setdefault(citation.source, []).append(number)
        titles.setdefault(citation.source, citation.title)
    quotes = {source: [each.quote for each in citations if each.source == source] for source in numbers}
    return [(numbers[source], href_of_words(source, quotes[source]), titles[source]) for source in numbers]


def href(source: str) -> str:
    """Return a source's address as a path of this site, so that it works under every name the site is reached by."""
    return source.removeprefix(settings.SITE_URL) if source.startswith(f"{settings.SITE_URL}/") else source


def href_of_words(source: str, quotes: Sequence[str]) -> str:
    """Return the address of a section with the words quoted from it, which the browser marks where it can find them.

    https://wicg.github.io/scroll-to-text-fragment/: a browser that does not know it goes to the section.
    """
    address = href(source)
    words = "&".join(f"text={_directive(each)}" for each in quotes if each.strip())
    return f"{address}{'' if '#' in address else '#'}:~:{words}" if words else address


def _directive(quoted: str) -> str:
    """Return the words, or of a long quote its first and last ones: between them a page may begin a new paragraph."""
    words = quoted.split()
    ends = [words[:_END_WORDS], words[-_END_WORDS:]] if len(words) > 2 * _END_WORDS else [words]
    return ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)


def _prose(blocks: Sequence[AnswerBlock], citations: Sequence[Citation], unsourced: Sequence[Unsourced]) -> SafeString:
    marked, place = "", 0
    for block in blocks:
        marked += _with_chips(block, _marks(block, place, unsourced))
        place += len(block.text)
    made = _markdown().render(marked) if len(marked) <= _MARKDOWN_CHARS else linebreaks(marked, autoescape=True)
    clean = nh3.clean(made, tags=_TAGS, attributes={})
    # nh3 has just made it safe; the chips that replace the markers are escaped by format_html.
    return mark_safe(_CHIP.sub(lambda found: _chip(int(found[1]), citations), _quieter(clean)))  # noqa: S308


def _marks(block: AnswerBlock, place: int, unsourced: Sequence[Unsourced]) -> list[tuple[int, str]]:
    """Return where in a block an unsourced sentence begins or ends: at its last letter, before the full stop."""
    ends = ((each.start, _BEGIN) for each in unsourced)
    stops = ((each.start + len(_LAST_WORD.sub("", each.text)), _END) for each in unsourced)
    inside = ((at - place, mark) for at, mark in [*ends, *stops])
    last = len(block.text)
    return sorted((at, mark) for at, mark in inside if (0 <= at < last if mark == _BEGIN else 0 < at <= last))


def _with_chips(block: AnswerBlock, marks: Sequence[tuple[int, str]]) -> str:
    """Put a block's chips right after its last word, before the space that parts it from the next."""
    pieces, place = [], 0
    for at, mark in [*marks, (len(block.text), "")]:
        pieces.append(_PRIVATE.sub("", block.text[place:at]) + mark)
        place = at
    text = "".join(pieces)
    words = text.rstrip()
    chips = "".join(f"{_OPEN}{number}{_CLOSE}" for number in block.chips)
    return f"{words}{chips}{text[len(words) :]}"


def _quieter(clean: str) -> str:
    """Wrap the words between the marks, each run of text by itself: elements stay nested whatever the Markdown was."""
    made, is_inside = [], False
    for piece in _PIECE.split(clean):
        if piece == _BEGIN:
            is_inside = True
        elif piece == _END:
            made.append(_NO_SOURCE if is_inside else "")
            is_inside = False
        elif is_inside and piece.strip() and not piece.startswith(("<", _OPEN)):
            made.append(f'<span class="unsourced">{piece}</span>')
        else:
            made.append(piece)
    return "".join(made)


def _chip(number: int, citations: Sequence[Citation]) -> SafeString:
    cited = citations[number - 1]
    return format_html(
        '<a class="cite" href="{}" title="{}"><span class="visually-hidden">Source </span>{}</a>',
        href_of_words(cited.source, [cited.quote]),
        cited.title,
        number,
    )


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    """CommonMark without what could fetch, link or inject: those stay the characters they are."""
    return MarkdownIt("commonmark", {"html": False}).disable(
        ["link", "image", "autolink", "html_inline", "html_block", "reference"]
    )
