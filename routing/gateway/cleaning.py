"""Text of strangers and of models, made safe to store, show and send: pure, and the same for every feature."""

import re

# C0 and C1 controls except tab and new line; NUL among them (PostgreSQL refuses it).
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Overrides and isolates reorder what a reader sees; the tag block hides words a model still reads;
# zero-width characters and soft hyphens split words without a trace. Joiners stay: scripts need them.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# A NUL or a surrogate as JSON escapes it, after an even number of backslashes; a whole pair of surrogates stays.
_ESCAPES = re.compile(
    r"(?P<even>(?<!\\)(?:\\\\)*)"
    r"(?:(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u0000|\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
_LINE_SEPARATORS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")


def clean_text(text: str) -> str:
    """Return the text without what cannot be stored or seen: NUL, lone surrogates, controls, bidi overrides.

    New lines become `\\n`, three or more of them two; the ends are stripped. Cleaning twice changes nothing.
    Measure a length after it, never before.
    """
    text = _LINE_SEPARATORS.sub("\n", text)
    text = _SURROGATES.sub("", _CONTROLS.sub("", _HIDDEN.sub("", text)))
    return _BLANK_LINES.sub("\n\n", text).strip()


def storable(text: str) -> str:
    """Return a model's text without NUL and lone surrogates, which cannot be stored or sent; pairs are joined."""
    if not _UNSTORABLE.search(text):
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return joined.replace("\0", "")


def json_storable(text: str) -> str:
    """Return JSON text whose strings, once parsed, are storable: escaped NULs and lone surrogates are left out."""
    if "\\u" not in text:
        return text
    return _ESCAPES.sub(lambda found: found["even"] + (found["pair"] or ""), text)
