"""A pasted posting made ready: HTML to text, cleaned, measured, and refused for nothing when it is plainly no text."""

import hashlib
import html
import re
import unicodedata

import nh3

from fitcheck.verdict.assessment import UnableToAssess
from routing.gateway.cleaning import clean_text

_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|span|table|tr|td|html|body|section|article|strong|em|a|b)\b[^<>]*>", re.I
)
_ITEM = re.compile(r"<li\b[^<>]*>", re.I)
_HEADING = re.compile(r"<h[1-6]\b[^<>]*>", re.I)
_BLOCK = re.compile(
    r"</?(?:p|div|ul|ol|table|thead|tbody|tr|section|article|header|footer|main|nav|aside|blockquote|dl|dt|dd|figure|"
    r"h[1-6]|pre|hr)\b[^<>]*>|<br\s*/?>|</li>",
    re.I,
)  # fmt: skip
_CELL = re.compile(r"</t[dh]>", re.I)
_SPACES = re.compile(r"[ \t\u00a0]+")
_ENCODED = re.compile(r"[A-Za-z0-9+/=_\-%]{60,}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_REPLACEMENT = "\ufffd"
_RULE = re.compile(r"([^\w\s])\1+")
_LETTERS_LEAST = 0.75  # of what is no space or drawn line: real postings have 0.85, bytes read as Latin-1 0.71
# What a person writes of themselves, and how a posting speaks of and to others.
_OWN = re.compile(
    r"\bI(?:['’]ve)?:? (?:have|had|was|led|lead|built|ran|managed|worked|designed|developed|launched|shipped|owned)\b"
    r"|\b[Mm]y (?:experience|skills|career|role|work|teams?)\b"
)
_ADDRESS = re.compile(
    r"\b(?:you|your|we|our|us|candidates?|applicants?|must|required|responsibilities|requirements|qualifications)\b",
    re.I,
)
_OWN_LEAST = 5
_HTML_TAGS = 6


def posting_clean(pasted: str) -> str:
    """Return the posting as it will be stored, shown and read: text with lines, nothing hidden, nothing markup."""
    cleaned = clean_text(pasted)
    if len(_TAG.findall(cleaned)) >= _HTML_TAGS:
        cleaned = clean_text(_html_to_text(cleaned))
    lines = (_SPACES.sub(" ", line).rstrip() for line in cleaned.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def posting_sha256(job: str) -> str:
    """Return the fingerprint of the canonical form: case and white space folded."""
    return hashlib.sha256(" ".join(job.casefold().split()).encode()).hexdigest()


def posting_check(job: str, *, least: int, most: int) -> None:
    """Refuse what is too short, too long, or plainly not text. Lengths in characters. Raises UnableToAssess."""
    if not job:
        raise UnableToAssess("empty", "Paste a job description first.")
    if len(job) < least:
        raise UnableToAssess(
            "too_short", f"This is {len(job):,} characters; a job description needs at least {least:,}."
        )
    if len(job) > most:
        raise UnableToAssess("too_long", f"This is {len(job):,} characters; the limit is {most:,}. Leave out the rest.")
    if not _is_text(job):
        raise UnableToAssess("not_text", "This is not readable text. Copy the words of the posting, not the file.")
    if _is_of_oneself(job):
        raise UnableToAssess("not_a_job", "This reads like a résumé. Paste the job description: it is the one weighed.")


def _is_text(job: str) -> bool:
    if job.startswith(("%PDF-", "{\\rtf")) or job.count(_REPLACEMENT) * 50 > len(job):
        return False
    encoded = sum(len(run) for run in _ENCODED.findall(job))
    if encoded * 2 > len(job):
        return False
    solid = "".join(_RULE.sub(r"\1", job).split())
    if sum(unicodedata.category(sign)[0] in "LMN" for sign in solid) < _LETTERS_LEAST * len(solid):
        return False
    # A line of Chinese or Japanese is one long word: letters are counted there, words elsewhere.
    return len(_WORD.findall(job)) >= 20 or len(_CJK.findall(job)) >= 60


def _is_of_oneself(job: str) -> bool:
    """Say whether the text is plainly someone's own story. What is only likely so is left to the model."""
    own = len(_OWN.findall(job))
    return own >= _OWN_LEAST and own > 2 * len(_ADDRESS.findall(job))


def _html_to_text(markup: str) -> str:
    markup = _ITEM.sub("\n- ", re.sub(r"\s*\n\s*", " ", markup))
    markup = _CELL.sub(" ", _BLOCK.sub("\n", _HEADING.sub("\n\n", markup)))
    text = html.unescape(nh3.clean(markup, tags=set(), attributes={}))
    return "\n".join(line.strip() for line in text.split("\n"))
