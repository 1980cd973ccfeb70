"""The corpus and the matrix as the model reads them: frozen, deterministic, built once per version.

The same rows give the same bytes: rows sorted by a unique column, new lines normalised, no clock, no visitor.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SourceText:
    """One citable source: a section of a page, or a category of skills. `url` is absolute, with its anchor.

    `blocks` are the smallest citable units: one sentence or one short list item each, none empty.
    """

    url: str
    title: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CorpusText:
    """What Ask AI reads. `sources` are the sections of published public and unlisted pages, then the public skills.

    `sensitive` are the owner's words for what is not gone into; empty = the usual ones.
    """

    version_id: int
    sha256: str
    owner: str
    pronoun: str
    contact_url: str
    sources: tuple[SourceText, ...]
    tokens: int
    sensitive: str = ""


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One row of the matrix as rules see it."""

    key: str
    name: str
    aliases: tuple[str, ...]
    category: str
    rating: int
    priority: str
    years: int
    last_used: date | None
    durable: bool
    evidence: str
    gap_reason: str


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """The owner's facts that conditions and axes are held against. Lists keep the owner's own words.

    `licences_complete` says that a licence missing from the list is not held; otherwise it is unknown.
    """

    name: str
    headline: str
    locations: tuple[str, ...]
    authorised_in: tuple[str, ...]
    languages: tuple[str, ...]
    licences: tuple[str, ...]
    level_min: str
    level_max: str
    domains: tuple[str, ...]
    functions: tuple[str, ...]
    citizenships: tuple[str, ...] = ()
    career_started: date | None = None
    wants: tuple[str, ...] = ()
    dealbreakers: tuple[str, ...] = ()
    licences_complete: bool = False


@dataclass(frozen=True, slots=True)
class MatrixText:
    """What the fit check reads. `text` holds `<profile>` and `<skills_matrix>`; `rows` are the same, for rules."""

    version_id: int
    sha256: str
    text: str
    rows: tuple[SkillRow, ...]
    profile: ProfileFacts
    tokens: int
