"""Reads of the corpus. The two texts a model reads are built once per version and kept in this process."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db.models import QuerySet

from corpus.models import CorpusVersion, Page, Profile, RetiredSection, Skill, Visibility
from corpus.text.render import matrix_render, sources_render
from corpus.text.snapshots import corpus_parse, matrix_parse
from corpus.text.tokens import tokens_estimate
from corpus.text.values import CorpusText, MatrixText, SourceText
from corpus.text.versions import version_write

_KEPT = 4  # versions of each kind: the newest, and what running answers still hold


@dataclass(frozen=True, slots=True)
class VersionMark:
    """Which version is in force: all that has to be read from the database once its text is in memory."""

    id: int
    sha256: str


def profile_get() -> Profile | None:
    """Return the owner, or None before there is one."""
    return Profile.objects.first()


def corpus_version_latest(kind: str) -> VersionMark:
    """Return the newest version of a kind, in one query. The first read of an empty site writes the first version."""
    versions = CorpusVersion.objects.filter(kind=kind).order_by("-pk")
    found = versions.values_list("pk", "sha256").first()
    if found is None:
        version = version_write(kind)
        found = (version.pk, version.sha256)
    return VersionMark(*found)


def corpus_version_change(kind: str) -> str:
    """Return what the newest version of a kind says of itself; empty before there is one."""
    versions = CorpusVersion.objects.filter(kind=kind).order_by("-pk")
    return versions.values_list("change", flat=True).first() or ""


def corpus_text() -> CorpusText:
    """Return what Ask AI reads, of the newest version. One query."""
    return corpus_text_of(corpus_version_latest(CorpusVersion.Kind.CORPUS))


def matrix_text() -> MatrixText:
    """Return what the fit check reads, of the newest version. One query."""
    return matrix_text_of(corpus_version_latest(CorpusVersion.Kind.MATRIX))


def corpus_text_of(version: VersionMark | int) -> CorpusText:
    """Return the text of one version, new or old: no query for a mark already seen, one more for a bare id.

    Raises CorpusVersion.DoesNotExist.
    """
    return _corpus_text(_mark(version), settings.SITE_URL)


def matrix_text_of(version: VersionMark | int) -> MatrixText:
    """Return the matrix of one version, new or old, built from the rows kept with it.

    Raises CorpusVersion.DoesNotExist.
    """
    return _matrix_text(_mark(version))


def pages_listed() -> QuerySet[Page]:
    """Return the published public pages in the owner's order."""
    pages = Page.objects.filter(status=Page.Status.PUBLISHED, visibility=Visibility.PUBLIC)
    return pages.order_by("order", "slug")


def page_reachable(slug: str) -> Page | None:
    """Return a published page that its address leads to: a public or an unlisted one."""
    pages = Page.objects.filter(status=Page.Status.PUBLISHED).exclude(visibility=Visibility.PRIVATE)
    return pages.filter(slug=slug).first()


def page_moved(slug: str) -> Page | None:
    """Return the page that had this slug before, if its address leads to it."""
    pages = Page.objects.filter(status=Page.Status.PUBLISHED).exclude(visibility=Visibility.PRIVATE)
    return pages.filter(addresses__slug=slug).first()


def sections_moved(page: Page) -> list[RetiredSection]:
    """Return the sections that left this page for a place a visitor may be led to, by their anchor."""
    found = RetiredSection.objects.filter(page_id=page.pk, moved_to__page__status=Page.Status.PUBLISHED)
    found = found.exclude(moved_to__page__visibility=Visibility.PRIVATE).exclude(
        anchor__in=page.sections.values("anchor")
    )
    return list(found.select_related("moved_to__page").order_by("anchor", "pk"))


def skills_public() -> QuerySet[Skill]:
    """Return the skills a visitor may see, in the order of the matrix, without the owner's notes and pages' texts."""
    texts = ("evidence_section__text", "evidence_section__html", "evidence_section__page__body")
    skills = Skill.objects.filter(visibility=Visibility.PUBLIC).defer("honest_note", *texts)
    return skills.select_related("evidence_section__page").order_by("key")


def skill_keys_listed() -> frozenset[str]:
    """Return the keys of the skills that the page of skills lists: a link to any other leads nowhere."""
    return frozenset(Skill.objects.filter(visibility=Visibility.PUBLIC).values_list("key", flat=True))


def _mark(version: VersionMark | int) -> VersionMark:
    if isinstance(version, VersionMark):
        return version
    # The fingerprint is part of the key because a database may be replaced under a running process.
    return VersionMark(version, CorpusVersion.objects.values_list("sha256", flat=True).get(pk=version))


@lru_cache(maxsize=_KEPT)
def _corpus_text(mark: VersionMark, site_url: str) -> CorpusText:
    owner, paths = corpus_parse(CorpusVersion.objects.values_list("rows", flat=True).get(pk=mark.id))
    sources = tuple(SourceText(f"{site_url}{source.url}", source.title, source.blocks) for source in paths)
    return CorpusText(
        version_id=mark.id,
        sha256=mark.sha256,
        owner=owner.name,
        pronoun=owner.pronoun,
        contact_url=owner.contact_url,
        sources=sources,
        tokens=tokens_estimate(sources_render(sources)),
        sensitive=owner.sensitive,
    )


@lru_cache(maxsize=_KEPT)
def _matrix_text(mark: VersionMark) -> MatrixText:
    profile, rows = matrix_parse(CorpusVersion.objects.values_list("rows", flat=True).get(pk=mark.id))
    text = matrix_render(profile, rows)
    return MatrixText(
        version_id=mark.id,
        sha256=mark.sha256,
        text=text,
        rows=rows,
        profile=profile,
        tokens=tokens_estimate(text),
    )
