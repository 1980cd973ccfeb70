"""A pasted posting made ready: what is stored (text with lines, no markup), and the matching copy of a stretch."""

import html
import re
import unicodedata

import ftfy

BULLET = (
    r"(?:[-–—*+•●○◦▪▫■□◾◽⬥◆◇►▶▸▹▻➤➢➔➜→⇒»›‣⁃∙·・✓✔✅☑✗✦✧★☆❖❑❒✪✱§¤o\uf0b7\uf0a7\uf0d8]"
    r"|[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff][\ufe0f\u200d\U0001f3fb-\U0001f3ff]*"
    r"|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)](?!\d))"
)
MARK = re.compile(
    rf"[ \t>]*(?:{BULLET}[ \t\u3000]+|[•●○◦▪■►▸➢➤✓✔✅・◆❖\uf0b7]+(?=\w)|[-+](?=[A-Za-zÀ-ÿ]))(?:\[[ xX]\] )?"
)
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_SOFT_END = re.compile(r"\u00ad[ \t]*(?=[\n\r\u2028])")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|ul|ol|li|h[1-6]|br|table|tr|td|th|section|article|body|html|head|main|dl|dt|dd)\b[^<>]*/?>", re.I
)
_ESCAPED_TAG = re.compile(r"&(?:amp;)?lt;/?(?:p|div|ul|ol|li|h[1-6]|br|strong|span)\b", re.I)
_BREAK_TAG = re.compile(r"<br\s*/?>|</?(?:p|div|ul|ol|h[1-6]|tr|table)\b[^<>]*>|</li>", re.I)
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>|<!--.*?-->", re.I | re.S)
_UNSEEN = re.compile(r"<(script|style|noscript|template|head|svg|nav|footer)\b.*?</\1\s*>", re.I | re.S)
_MARKDOWN_LINE = re.compile(r"^[ \t]*(?:#{1,6} |[-*+•●] |\d+\. )", re.M)
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_HTML_LEAST = 3

_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=[\w.:;,!?)])[*_](?!\w)|\\(?=[-*_#+.!()\[\]])|^#{1,6}\s+")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\s*\n\s*(?=[a-zß-ÿ])")
_KEPT_HYPHEN = re.compile(r"(?<=[^\W\d_])-\s*\n\s*(?=(?:und|oder|and|or|et|ou|y|e)\b)")
_MOJIBAKE = re.compile(r"[ÃÂâ][\u0080-\u00bf€™œž\u201c\u201d\u2018\u2019\u02dc\u2020-\u2026]")


def posting_clean(pasted: str) -> str:
    """Return the posting as it is stored, shown and read: text with lines, nothing hidden, nothing markup."""
    text = (
        _SOFT_END.sub("-", _SURROGATE.sub("", pasted)).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    )
    text = _HIDDEN.sub("", text.replace("\u2029", "\n").replace("\x0b", "\n").replace("\x0c", "\n"))
    if len(_ESCAPED_TAG.findall(text)) >= _HTML_LEAST and len(_BLOCK_TAG.findall(text)) < _HTML_LEAST:
        text = html.unescape(text)
    text = _from_html(text) if _is_html(text) else _without_tags(text)
    lines = (_SPACES.sub(" ", line).rstrip() for line in _HIDDEN.sub("", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_html(text: str) -> bool:
    """Say whether block tags carry the structure: a few tags inside Markdown do not."""
    tags = len(_BLOCK_TAG.findall(text))
    return tags >= _HTML_LEAST and tags > len(_MARKDOWN_LINE.findall(text))


def _from_html(markup: str) -> str:
    from inscriptis import get_text  # it loads lxml
    from lxml.etree import LxmlError

    try:
        text = get_text(f"<div>{_UNSEEN.sub(' ', markup)}</div>")
    except (LxmlError, ValueError, AssertionError, RecursionError):
        return _without_tags(_BREAK_TAG.sub("\n", markup))
    return "\n".join(line.strip() for line in text.split("\n"))


def _without_tags(text: str) -> str:
    """Return text in which inline tags are gone and every line stays a line. Entities are decoded once."""
    if "<" in text:
        text = _TAG.sub("", _BREAK_TAG.sub("\n", _UNSEEN.sub(" ", text)))
    return _SURROGATE.sub("", html.unescape(text)) if "&" in text else text


def mended(stretch: str) -> str:
    """Return the matching copy of a stretch of the stored posting: one line, no marks, words whole. Idempotent."""
    text = _KEPT_HYPHEN.sub("- ", stretch) if "\n" in stretch else stretch
    text = _HYPHENATED.sub("", text) if "\n" in text else text
    if not text.isascii():
        text = ftfy.fix_text(text) if _MOJIBAKE.search(text) else text
        text = unicodedata.normalize("NFKC", text.replace("\u00a0", " "))
    text = _LINK.sub(r"\1", text) if "](" in text else text
    return " ".join(
        _EMPHASIS.sub("", MARK.sub("", text.strip(), count=1) if MARK.match(text.strip()) else text).split()
    )
