"""The owner's side of the corpus."""

from corpus.admin.pages import CorpusVersionAdmin, PageAdmin, ProfileAdmin
from corpus.admin.skills import SkillAdmin
from corpus.changes.admin import ChangeAdmin

__all__ = ["ChangeAdmin", "CorpusVersionAdmin", "PageAdmin", "ProfileAdmin", "SkillAdmin"]
