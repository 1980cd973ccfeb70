"""Sections of a page across edits: anchors and evidence outlive a renamed heading, a move and an undo."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from corpus.changes.record import note
from corpus.models import Page, RetiredSection, Section, Skill
from corpus.text.anchors import Earlier, anchor_free, heading_of, sections_match
from corpus.text.markdown import Cut, cuts
from corpus.text.sentences import fold

_ASIDE = 100_000  # moves old orders out of the way of new ones: an order is used once on a page
_PATH_LIMIT = 400
_LEAST = 20  # characters of a text from which finding it again inside another one is no accident


def page_cut(*, page: Page) -> list[Section]:
    """Cut a saved page into sections, in order.

    A section that is still there keeps its row and its anchor, also under another heading. One that is gone is kept
    as a `RetiredSection`; its evidence goes along to wherever its text is now.
    """
    with transaction.atomic():
        before = list(page.sections.order_by("order"))
        found = cuts(page.body)
        matches = sections_match([_earlier(section, page) for section in before], found)
        kept = {new: before[old] for new, old in matches.items()}
        gone = [section for index, section in enumerate(before) if index not in matches.values()]
        page.sections.update(order=F("order") + _ASIDE)
        traces = [trace for section in gone for trace in _retire(section, page)]
        written = _cuts_write(page, found, kept)
        for trace in traces:
            _follow(trace, written)
        return written


def sections_retire(*, page: Page) -> None:
    """Retire all sections of a page that is to be deleted, so that its evidence comes back with it."""
    for section in page.sections.order_by("order"):
        for trace in _retire(section, page):
            _follow(trace, [])


def _earlier(section: Section, page: Page) -> Earlier:
    return Earlier(section.anchor, _heading(section), section.text)


def _heading(section: Section) -> str:
    # The title may have been changed since the path was written, and may itself hold the sign: the last step is safe.
    _title, sign, heading = section.heading_path.rpartition(" › ")
    return heading if sign else ""


def _cuts_write(page: Page, found: list[Cut], kept: dict[int, Section]) -> list[Section]:
    taken = {section.anchor for section in kept.values()}
    written = []
    for index, cut in enumerate(found):
        section = kept.get(index) or _section_new(page, cut, taken)
        path = " › ".join((page.title, *cut.headings))
        section.heading_path, section.order = path[:_PATH_LIMIT], index + 1
        section.text, section.html = cut.text, cut.html
        section.save()
        written.append(section)
        taken.add(section.anchor)
    for section in written:
        _evidence_return(section)
    return written


def _section_new(page: Page, cut: Cut, taken: set[str]) -> Section:
    """Return a new section, or one that was here or elsewhere before, under the id it had."""
    trace = _trace_of(page, cut)
    if trace is None:
        return Section(page=page, anchor=anchor_free(cut.anchor, taken))
    wanted = trace.anchor if trace.page_id == page.pk else cut.anchor
    return Section(pk=trace.section_id, page=page, anchor=anchor_free(wanted, taken))


def _trace_of(page: Page, cut: Cut) -> RetiredSection | None:
    """Find what was retired under this heading of this page, else with this text on any page; the latest first."""
    free = RetiredSection.objects.exclude(section_id__in=Section.objects.values("pk")).order_by("-pk")
    here = free.filter(page_id=page.pk, heading=heading_of(cut)).first()
    if here is not None or not cut.text:
        return here
    return next((trace for trace in free.filter(text=cut.text)), None)


def _retire(section: Section, page: Page) -> list[RetiredSection]:
    """Take a section away and keep what is needed to bring it back. Its skills keep a history of losing it.

    Returns what leads nowhere from now on: its own trace, and those of sections that had moved to it.
    """
    led_here = list(RetiredSection.objects.filter(moved_to=section))
    skills = list(Skill.objects.filter(evidence_section=section))
    trace, _is_new = RetiredSection.objects.update_or_create(
        section_id=section.pk,
        page_id=page.pk,
        defaults={
            "anchor": section.anchor,
            "heading": _heading(section),
            "text": section.text,
            "skills": [skill.pk for skill in skills],
            "moved_to": None,
        },
    )
    _evidence_set(skills, None)
    Section.objects.filter(pk=section.pk).delete()
    return [trace, *led_here]


def _follow(trace: RetiredSection, written: Iterable[Section]) -> None:
    """Lead a retired section's address and evidence to where its words stand now, if they stand anywhere."""
    text = fold(trace.text)
    here = (new for new in written if len(text) >= _LEAST and text in fold(new.text))
    elsewhere = Section.objects.filter(text=trace.text).order_by("pk") if text else Section.objects.none()
    target = next(here, None) or elsewhere.first()
    if target is not None:
        trace.moved_to = target
        trace.save(update_fields=["moved_to"])
        _evidence_set(Skill.objects.filter(pk__in=trace.skills, evidence_section=None), target)


def _evidence_return(section: Section) -> None:
    """Give a section that is back its skills again. On its own page nothing is left to lead anywhere."""
    for trace in RetiredSection.objects.filter(section_id=section.pk).order_by("pk"):
        lost = Skill.objects.filter(pk__in=trace.skills)
        _evidence_set(lost.filter(evidence_section=None) | lost.filter(evidence_section=trace.moved_to), section)
        trace.moved_to = section
        trace.save(update_fields=["moved_to"])
    RetiredSection.objects.filter(section_id=section.pk, page_id=section.page_id).delete()


def _evidence_set(skills: Iterable[Skill], section: Section | None) -> None:
    for skill in skills:
        before = Skill.objects.get(pk=skill.pk)
        skill.evidence_section = section
        skill.save(update_fields=["evidence_section", "updated_at"])
        note(before, skill)
