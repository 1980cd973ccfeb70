"""Writes of the corpus. Every change ends in `corpus_version_refresh`, called by name: no signals."""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model

from corpus.changes.record import note
from corpus.models import CorpusVersion, Page, PageAddress, Skill
from corpus.sections import page_cut, sections_retire
from corpus.text.versions import version_write


def corpus_version_refresh(*, kind: str, now: datetime) -> CorpusVersion:
    """Return the version of a kind as it is now; a new row only if what the model reads has changed."""
    return version_write(kind, now=now)


def corpus_versions_refresh(*, now: datetime) -> tuple[CorpusVersion, CorpusVersion]:
    """Refresh both kinds, corpus first. Skills and the profile are part of both."""
    corpus = corpus_version_refresh(kind=CorpusVersion.Kind.CORPUS, now=now)
    return corpus, corpus_version_refresh(kind=CorpusVersion.Kind.MATRIX, now=now)


def page_save(*, page: Page) -> Page:
    """Save a page and cut its sections; a slug it had before leads to it from now on.

    The caller refreshes the versions once all its pages are saved.
    """
    page.body = page.body.replace("\r\n", "\n")
    with transaction.atomic():
        before = Page.objects.filter(pk=page.pk).first()
        page.save()
        if before is not None and before.slug != page.slug:
            PageAddress.objects.update_or_create(slug=before.slug, defaults={"page": page})
        PageAddress.objects.filter(slug=page.slug).delete()
        note(before, page)
        page_cut(page=page)
    return page


def page_delete(*, page: Page) -> None:
    """Delete a page. Its sections are kept apart, so that their evidence is there again if the page comes back."""
    with transaction.atomic():
        sections_retire(page=page)
        row_delete(row=page)


def row_delete(*, row: Model) -> None:
    """Delete a row and note it as it was."""
    before = type(row)._default_manager.get(pk=row.pk)
    row.delete()
    note(before, None)


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
            before = copy(skill)
            setattr(skill, field, value)
            skill.save(update_fields=[field, "updated_at"])
            note(before, skill)
    return len(changed)
