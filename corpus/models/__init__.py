"""What the owner says, and what was changed of it."""

from corpus.models.changes import Change, ChangedRow, ImportUpload, PageAddress, RetiredSection
from corpus.models.content import (
    CorpusVersion,
    Page,
    Portrait,
    Profile,
    SearchEntry,
    SearchIndex,
    Section,
    Seniority,
    Skill,
    Visibility,
)

__all__ = [
    "Change",
    "ChangedRow",
    "CorpusVersion",
    "ImportUpload",
    "Page",
    "PageAddress",
    "Portrait",
    "Profile",
    "RetiredSection",
    "SearchEntry",
    "SearchIndex",
    "Section",
    "Seniority",
    "Skill",
    "Visibility",
]
