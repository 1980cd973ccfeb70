"""Is the text a job posting at all? A résumé, an article, code or noise is not."""

from __future__ import annotations

import re

_ASKS = (
    r"\brequire(?:ments?|d|s)\b", r"\bqualifications?\b", r"\bresponsib\w+", r"\bdut(?:y|ies)\b", r"\byou(?:'ll|"
                                                                                                  r"’ll| will)\b",
    r"\bwe(?:'re|’re| are) (?:looking|hiring|seeking|searching)", r"\bis (?:hiring|seeking|looking for)\b", r"\bmust\b",
    r"\bnice[- ]to[- ]haves?\b", r"\bapply\b|\bapplicants?\b", r"\bcandidates?\b", r"\bsalary\b|\bcompensation\b|"
                                                                                   r"\bbenefits\b",
    r"\b\d+\+? years", r"\bpreferred\b", r"\bthis (?:role|position|job)\b|\bthe (?:role|position)\b", r"\bwe expect\b",
    r"\bjob (?:title|description|summary)\b", r"\byou (?:have|are|bring|possess)\b", r"\bexperience (?:with|in|"
                                                                                     r"of)\b|\bexperienced\b",
    r"\bwir suchen\b|\banforderungen\b|\bihr profil\b|\baufgaben\b", r"\bbuscamos\b|\brequisitos\b",
    r"\bnous recherchons\b",
    r"\bneeds? (?:a|an)\b|\bwanted\b",
)  # fmt: skip
_COMPILED = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _ASKS)
_FIRST_PERSON = re.compile(
    r"\bI\b(?!\.|/)(?: (?:have|am|was|led|built|managed|worked|did|developed|believe|love|like))?|\b[Mm]y\b"
)
_RESUME = re.compile(
    r"\b(?:19|20)\d\d\s*(?:[-–—]|to)\s*(?:(?:19|20)\d\d|present|now|current)|\bcurriculum vitae\b|"
    r"\breferences available\b|"
    r"^\W*(?:education|work experience|employment history|professional experience|skills)\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_CODE = re.compile(
    r"^\s*(?:def |class |import |from \w+ import|function |const |let |var |#include|public |return\b|[{}]\s*$)",
    re.MULTILINE,
)
_SHORT = 60  # words; a posting this short may ask only once
_ENOUGH = 3


def is_posting(text: str) -> bool:
    """True if an employer asks somebody for something here, and nobody mainly tells of themselves."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    asks = sum(bool(pattern.search(text)) for pattern in _COMPILED)
    if not asks or len(words) < 2 or len(_CODE.findall(text)) * 20 > len(words):
        return False
    selves = len(_FIRST_PERSON.findall(text))
    if selves >= 3 and selves * 60 > len(words):
        return False
    if len(_RESUME.findall(text)) >= 3 and asks < 6:
        return False
    return asks >= (1 if len(words) <= _SHORT else _ENOUGH)
