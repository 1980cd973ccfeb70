"""Writes of the corpus. Every change ends in `corpus_version_refresh`, called by name: no signals."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from corpus.models import CorpusVersion, Page, Section, Skill
from corpus.text.markdown import Cut, cuts
from corpus.text.versions import version_write

_ASIDE = 100_000  # moves old orders out of the way of new ones: an order is used once on a page
_PATH_LIMIT = 400


def corpus_version_refresh(*, kind: str, now: datetime) -> CorpusVersion:
    """Return the version of a kind as it is now; a new row only if what the model reads has changed."""
    return version_write(kind, now=now)


def corpus_versions_refresh(*, now: datetime) -> tuple[CorpusVersion, CorpusVersion]:
    """Refresh both kinds, corpus first. Skills and the profile are part of both."""
    corpus = corpus_version_refresh(kind=CorpusVersion.Kind.CORPUS, now=now)
    return corpus, corpus_version_refresh(kind=CorpusVersion.Kind.MATRIX, now=now)


def page_save(*, page: Page) -> Page:
    """Save a page and cut its sections. The caller refreshes the versions once all its pages are saved."""
    page.body = page.body.replace("\r\n", "\n")
    with transaction.atomic():
        page.save()
        page_cut(page=page)
    return page


def page_cut(*, page: Page) -> list[Section]:
    """Cut a saved page into sections, in order.

    A section that keeps its anchor keeps its row, so that a skill's evidence still leads to it; one whose heading
    is gone is deleted, and the evidence that led to it leads nowhere.
    """
    with transaction.atomic():
        found = cuts(page.body)
        page.sections.exclude(anchor__in=[cut.anchor for cut in found]).delete()
        page.sections.update(order=F("order") + _ASIDE)
        return [_section_write(page, cut, order) for order, cut in enumerate(found, 1)]


def skills_prioritise(*, skills: Iterable[Skill], priority: str) -> int:
    """Set a priority, row by row so that each keeps its history. Returns how many changed."""
    return _skills_set(skills, "priority", priority)


def skills_use(*, skills: Iterable[Skill], day: date) -> int:
    """Set the day of last use, row by row so that each keeps its history. Returns how many changed."""
    return _skills_set(skills, "last_used", day)


def _skills_set(skills: Iterable[Skill], field: str, value: object) -> int:
    with transaction.atomic():
        changed = [skill for skill in skills if getattr(skill, field) != value]
        for skill in changed:
            setattr(skill, field, value)
            skill.save(update_fields=[field, "updated_at"])
    return len(changed)


def _section_write(page: Page, cut: Cut, order: int) -> Section:
    path = " › ".join((page.title, *cut.headings))
    section, _is_new = Section.objects.update_or_create(
        page=page,
        anchor=cut.anchor,
        defaults={"heading_path": path[:_PATH_LIMIT], "order": order, "text": cut.text, "html": cut.html},
    )
    return section
