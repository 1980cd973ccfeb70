"""Markdown to safe HTML and plain text, cut at headings. Raw HTML is shown as text; there are no images."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import nh3
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.text.sentences import LIST_MARK, fold

INTRO = "intro"  # the anchor of what stands before the first heading
_DEEPEST = 4  # headings below this level stay inside their section
_ANCHOR_LENGTH = 90

_TAGS = frozenset(
    {"a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong"}
    | {"table", "tbody", "td", "th", "thead", "tr", "ul"}
)
_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class Cut:
    """One section: `headings` from the outermost down, empty for the part before the first heading."""

    anchor: str
    headings: tuple[str, ...]
    text: str
    html: str


def cuts(markdown: str) -> list[Cut]:
    """Cut a page at its headings. Anchors are unique on the page and depend on the headings alone.

    Sections without a word are kept when they have a heading, so that its anchor exists.
    """
    found: list[Cut] = []
    taken: set[str] = set()
    trail: list[tuple[int, str]] = []
    for level, heading, tokens in _chunks(_parser.parse(markdown.replace("\r\n", "\n"))):
        if heading:
            trail = [*(step for step in trail if step[0] < level), (level, heading)]
        text = "\n\n".join(_paragraphs(tokens))
        if heading or text:
            anchor = _anchor(heading, taken)
            found.append(Cut(anchor, tuple(name for _level, name in trail), text, _html(tokens)))
    return found


def html_clean(html: str) -> str:
    """Keep the tags a page may hold; links lead to http, https, mailto or this site, and send no referrer."""
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    # `//host` and `/\host` look like paths of this site and are not.
    is_elsewhere = tag == "a" and name == "href" and value.replace("\\", "/").startswith("//")
    return None if is_elsewhere else value


def _chunks(tokens: Sequence[Token]) -> Iterator[tuple[int, str, list[Token]]]:
    """Yield (level, heading, the tokens under it); level 0 and no heading for what comes first."""
    level, heading, held = 0, "", []  # type: int, str, list[Token]
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "heading_open" and token.level == 0 and int(token.tag[1]) <= _DEEPEST:
            yield level, heading, held
            level, heading, held = int(token.tag[1]), fold(_inline_text(tokens[position + 1])), []
            position += 3
        else:
            held.append(token)
            position += 1
    yield level, heading, held


def _anchor(heading: str, taken: set[str]) -> str:
    base = slugify(heading)[:_ANCHOR_LENGTH].strip("-") or (INTRO if not heading else "section")
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    anchor = next(name for name in names if name not in taken)
    taken.add(anchor)
    return anchor


def _html(tokens: list[Token]) -> str:
    for token in tokens:
        if token.type == "inline":
            token.children = [_without_image(child) for child in token.children or []]
    return html_clean(str(_parser.renderer.render(tokens, _parser.options, {}))).strip()


def _without_image(token: Token) -> Token:
    if token.type != "image":
        return token
    return Token("text", "", 0, content=token.content)


def _paragraphs(tokens: list[Token]) -> Iterator[str]:
    """Yield the text of each paragraph; a list item or a table row opens with the list mark."""
    is_item_new = False
    cells: list[str] = []
    for token in tokens:
        match token.type:
            case "list_item_open":
                is_item_new = True
            case "tr_open":
                cells = []
            case "tr_close":
                yield LIST_MARK + " ".join(cell for cell in cells if cell)
            case "inline" if token.level >= 3 and _is_cell(token, tokens):
                cells.append(fold(_inline_text(token)))
            case "inline" | "fence" | "code_block":
                text = fold(_inline_text(token))
                if text:
                    yield (LIST_MARK if is_item_new else "") + text
                is_item_new = False
            case _:
                pass


def _is_cell(token: Token, tokens: list[Token]) -> bool:
    before = tokens[next(index for index, other in enumerate(tokens) if other is token) - 1]
    return before.type in {"td_open", "th_open"}


def _inline_text(token: Token) -> str:
    if not token.children:
        return token.content
    return "".join(_child_text(child) for child in token.children)


def _child_text(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content if token.type in {"text", "code_inline", "image", "text_special"} else ""
