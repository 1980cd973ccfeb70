"""The owner's side of the corpus."""

from corpus.admin.pages import CorpusVersionAdmin, PageAdmin, ProfileAdmin
from corpus.admin.skills import SkillAdmin

__all__ = ["CorpusVersionAdmin", "PageAdmin", "ProfileAdmin", "SkillAdmin"]
