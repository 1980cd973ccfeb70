"""What a pasted text must be to be accepted as a job description: text, of a length, in a language, a posting."""

import re
import unicodedata

from corpus import refusals
from fitcheck.posting.names import READ_LANGUAGES
from fitcheck.posting.outline import Notice
from fitcheck.posting.reader import posting_read
from fitcheck.verdict.assessment import UnableToAssess
from fitcheck.verdict.places import language_name

_ENCODED = re.compile(r"[A-Za-z0-9+/=_\-%]{60,}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_REPLACEMENT = "\ufffd"
_RULE = re.compile(r"([^\w\s])\1+")
_LETTERS_LEAST = 0.75  # of what is no space or drawn line: real postings have 0.85, bytes read as Latin-1 0.71
_REFUSALS: dict[Notice, tuple[str, str]] = {
    "resume": ("not_a_job", "This reads like a résumé. Paste the job description instead."),
    "sign_in_wall": (
        "sign_in_wall",
        "This is a sign-in page, not the job description. Sign in there, open the posting, and copy its text.",
    ),
    "not_a_posting": (
        "not_a_job",
        "This does not read like a job description. Paste a posting: what the role does and what it asks for.",
    ),
}
_NOT_POSTINGS = frozenset({"not_a_job", "sign_in_wall", "language_not_read"})
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b(?:[\w-]+\.)+[a-z]{2,}/\S*", re.I)
_WORDS_BESIDE = 100  # characters beside a link: "See this job: …" is no posting
_LINKS_MOST = 2_000  # characters; a longer text is looked at otherwise


def posting_check(job: str, *, least: int, most: int) -> None:
    """Refuse what cannot be assessed, each with its reason. Lengths in characters. Raises UnableToAssess."""
    if not job:
        raise UnableToAssess("empty", "Paste a job description first.")
    if len(job) <= _LINKS_MOST and _ADDRESS.search(job) and len(_ADDRESS.sub("", job).strip()) < _WORDS_BESIDE:
        raise UnableToAssess(
            "not_text", "This is a link. Paste the text of the posting: this site does not fetch addresses."
        )
    if len(job) < least:
        raise UnableToAssess(
            "too_short", f"This is {len(job):,} characters; a job description needs at least {least:,}."
        )
    if len(job) > most:
        raise UnableToAssess("too_long", f"This is {len(job):,} characters; the limit is {most:,}. Leave out the rest.")
    if not _is_text(job):
        raise UnableToAssess("not_text", "This is not readable text. Copy the words of the posting, not the file.")
    _screened(job)


def status_of(code: str) -> int:
    """Return the HTTP status of a refusal: what is no posting we can read is the sender's to mend."""
    return 422 if code in _NOT_POSTINGS else refusals.status_of(code)


def _screened(job: str) -> None:
    posting = posting_read(job)
    for notice in posting.notices:
        if notice in _REFUSALS:
            raise UnableToAssess(*_REFUSALS[notice])
    if not posting.is_read:
        names = ", ".join(sorted(language_name(code) for code in READ_LANGUAGES))
        raise UnableToAssess(
            "language_not_read",
            f"This posting is in {language_name(posting.language)}. The site reads job descriptions in {names}.",
        )


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
