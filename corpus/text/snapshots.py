"""The rows behind a version: read from the tables, kept as JSON with the version, read back from it.

A version's text is always built from its own snapshot, never from live rows: an edit that is being made on
another node cannot slip under an old version's name.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import slugify
from pydantic import TypeAdapter

from corpus.models import CorpusVersion, Page, Profile, Section, Skill, Visibility
from corpus.text.lines import skill_line
from corpus.text.sentences import blocks, fold
from corpus.text.values import ProfileFacts, SkillRow, SourceText

NO_PROFILE = ProfileFacts("", "", (), (), (), (), "", "", (), ())


@dataclass(frozen=True, slots=True)
class Owner:
    """Who the corpus speaks of."""

    name: str
    pronoun: str
    contact_url: str
    sensitive: str = ""


_OWNER = TypeAdapter(Owner)
_FACTS = TypeAdapter(ProfileFacts)
_SKILLS = TypeAdapter(tuple[SkillRow, ...])
_SOURCES = TypeAdapter(tuple[SourceText, ...])


def rows_read(kind: str) -> list[object]:
    """Return the live rows of a kind as JSON values: the owner or the profile first, then sources or skills."""
    profile = Profile.objects.first()
    if kind == CorpusVersion.Kind.MATRIX:
        # A fact nobody has stated is left out, so that a new kind of fact changes no version by itself.
        facts = _FACTS.dump_python(facts_of(profile), mode="json", exclude_defaults=True)
        return [facts, *_SKILLS.dump_python(_matrix_rows(), mode="json")]
    owner = Owner("", "they", "")
    if profile:
        owner = Owner(profile.name, profile.pronoun, profile.contact_url, profile.sensitive)
    sources = (*_section_sources(), *_skill_sources())
    return [_OWNER.dump_python(owner, mode="json", exclude_defaults=True), *_SOURCES.dump_python(sources, mode="json")]


def rows_sha(rows: list[object]) -> str:
    """Return the SHA-256 of the rows as canonical JSON."""
    canonical = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def matrix_parse(rows: list[object]) -> tuple[ProfileFacts, tuple[SkillRow, ...]]:
    """Read a matrix snapshot back. Raises pydantic's ValidationError where it is not one."""
    return _FACTS.validate_python(rows[0]), _SKILLS.validate_python(rows[1:])


def corpus_parse(rows: list[object]) -> tuple[Owner, tuple[SourceText, ...]]:
    """Read a corpus snapshot back; urls are paths of this site. Raises pydantic's ValidationError."""
    return _OWNER.validate_python(rows[0]), _SOURCES.validate_python(rows[1:])


def by_category(skills: Iterable[Skill]) -> list[tuple[str, list[Skill]]]:
    """Return the skills of each category, with the anchor it has on the skills page, sorted by anchor."""
    by_anchor: dict[str, list[Skill]] = {}
    for skill in skills:
        by_anchor.setdefault(slugify(skill.category) or "other", []).append(skill)
    return sorted(by_anchor.items())


def skill_row(skill: Skill) -> SkillRow:
    """Return a skill as rules see it. Evidence falls back to naming the section that shows it."""
    return SkillRow(
        key=skill.key,
        name=skill.name,
        aliases=tuple(str(alias) for alias in skill.aliases),
        category=skill.category,
        rating=skill.rating,
        priority=skill.priority,
        years=skill.years,
        last_used=skill.last_used,
        durable=skill.durable,
        evidence=skill.evidence or _section_words(skill.evidence_section),
        gap_reason=skill.gap_reason,
    )


def _section_words(section: Section | None) -> str:
    return f"See {fold(section.heading_path)}." if section is not None and is_listed(section.page) else ""


def is_listed(page: Page) -> bool:
    """Return True where a page is published and public: only then may a public page name it."""
    return page.status == Page.Status.PUBLISHED and page.visibility == Visibility.PUBLIC


def facts_of(profile: Profile | None) -> ProfileFacts:
    """Return the owner's facts as rules see them."""
    if profile is None:
        return NO_PROFILE
    return ProfileFacts(
        name=profile.name,
        headline=profile.headline,
        locations=tuple(profile.locations),
        authorised_in=tuple(profile.authorised_in),
        languages=tuple(profile.languages),
        licences=tuple(profile.licences),
        level_min=profile.level_min,
        level_max=profile.level_max,
        domains=tuple(profile.domains),
        functions=tuple(profile.functions),
        citizenships=tuple(profile.citizenships),
        career_started=profile.career_started,
        wants=tuple(profile.wants),
        dealbreakers=tuple(profile.dealbreakers),
        licences_complete=profile.licences_complete,
    )


def _matrix_rows() -> tuple[SkillRow, ...]:
    skills = Skill.objects.exclude(visibility=Visibility.PRIVATE).select_related("evidence_section__page")
    return tuple(skill_row(skill) for skill in skills.order_by("key"))


def _section_sources() -> list[SourceText]:
    sections = (
        Section.objects.filter(page__status=Page.Status.PUBLISHED)
        .exclude(page__visibility=Visibility.PRIVATE)
        .select_related("page")
        .order_by("page__order", "page__slug", "order")
    )
    cut = ((section, blocks(section.text)) for section in sections)
    return [SourceText(section.get_absolute_url(), section.heading_path, found) for section, found in cut if found]


def _skill_sources() -> list[SourceText]:
    skills = Skill.objects.filter(visibility=Visibility.PUBLIC).select_related("evidence_section__page")
    return [
        SourceText(
            url=f"/skills/#{anchor}",
            title=f"Skills: {members[0].category}",
            blocks=tuple(str(skill_line(skill_row(skill), is_learning=skill.learning)) for skill in members),
        )
        for anchor, members in by_category(skills.order_by("key"))
    ]
