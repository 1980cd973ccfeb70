"""What a reading of a job posting holds: its lines, what it asks, its conditions, its role. Frozen values, no rules.

All offsets are characters of the text that was read (the stored posting), so that every quote is a slice of it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Kind = Literal["must", "should", "nice"]
Depth = Literal["aware", "working", "solid", "expert"]
Stress = Literal[1, 2, 3, 4]
ConditionKind = Literal["licence", "degree", "clearance", "authorisation", "citizenship", "language", "location"]
Notice = Literal["closed", "two_jobs", "stub", "sign_in_wall", "resume", "not_a_posting", "language_not_read", "thin"]


class Chapter(StrEnum):
    """The part of a posting a line stands in."""

    TITLE = "title"
    INTRO = "intro"
    DUTIES = "duties"
    REQUIRED = "required"
    QUALIFICATIONS = "qualifications"
    NICE = "nice"
    BENEFITS = "benefits"
    COMPANY = "company"
    APPLY = "apply"
    LEGAL = "legal"
    NAVIGATION = "navigation"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the stored posting, `start` included, `end` not."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line or sentence. `text` is repaired (bullet mark gone, hyphenation joined); the span is of the original."""

    span: Span
    text: str
    section: Chapter
    is_heading: bool
    asks: bool


@dataclass(frozen=True, slots=True)
class PostingAsk:
    """One line or sentence that asks something of the person.

    `quote` is the original stretch, `text` the repaired one. `years` are those asked for, None where none are;
    `is_general` says that the years are of experience as such or of the role's own trade, not of one particular thing.
    `alternatives` are the things of which one is enough ("Kubernetes, Docker, or SQL"), empty where all are asked.
    """

    idx: int
    span: Span
    quote: str
    text: str
    section: Chapter
    kind: Kind
    stress: Stress
    depth: Depth
    years: int | None = None
    is_general: bool = False
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition that a fact of the person decides. Any one of `needs` meets it; words folded to lower case.

    Negated, softened ("preferred", "or equivalent") and alternative conditions of different kinds are none.
    """

    kind: ConditionKind
    needs: tuple[str, ...]
    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class PostedRole:
    """What the posting says it is. Words verbatim from the posting, or "unknown"."""

    title: str
    organisation: str
    seniority: str
    function: str
    domain: str


@dataclass(frozen=True, slots=True)
class Posting:
    """A job posting as read. `language` is an ISO 639-1 code; `is_read` False where that language is not read."""

    text: str
    language: str
    is_read: bool
    role: PostedRole
    lines: tuple[Line, ...]
    asks: tuple[PostingAsk, ...]
    conditions: tuple[Condition, ...]
    notices: tuple[Notice, ...]
