"""The public pages and skills over HTTP. Nothing here is unlisted, private, or a note to oneself."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from corpus.models import Page, Skill
from corpus.refusals import Failure
from corpus.search.findings import SearchHit, findings_of
from corpus.search.words import query_of
from corpus.selectors import pages_listed, skills_public
from corpus.text.lines import rating_word
from corpus.text.snapshots import skill_row

router = Router(tags=["pages and skills"])

Limit = Annotated[int, Query(ge=1, le=200, description="Rows to return, 200 at most.")]
SearchText = Annotated[str, Query(description="Words, or a whole question. The first 200 characters are read.")]
FindingLimit = Annotated[int, Query(ge=1, le=50, description="Rows to return, 50 at most.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="Rows to pass over.")]


class PageRow(Schema):
    slug: str
    title: str
    summary: str
    url: str
    updated_at: datetime


class SectionOut(Schema):
    anchor: str
    heading_path: str
    text: str = Field(description="Plain text, paragraphs separated by a blank line.")
    url: str


class PageOut(PageRow):
    markdown: str
    sections: list[SectionOut]


class SkillOut(Schema):
    key: str
    name: str
    aliases: list[str]
    category: str
    rating: int = Field(ge=0, le=5)
    rating_word: str
    priority: str
    years: int
    last_used: date | None
    durable: bool
    learning: bool
    evidence: str
    gap_reason: str
    url: str


class FindingOut(Schema):
    kind: Literal["section", "skill"]
    title: str
    excerpt: str = Field(description="Plain text around the words that were found.")
    url: str


class FindingList(Schema):
    items: list[FindingOut]


class PageList(Schema):
    items: list[PageRow]


class SkillList(Schema):
    items: list[SkillOut]
    total: int


@router.get("/pages", response=PageList, summary="List the public pages", operation_id="pages_list")
def page_list(request: HttpRequest) -> PageList:
    """In the owner's order."""
    return PageList(items=[_page_row(page) for page in pages_listed()])


@router.get(
    "/pages/{slug}",
    response={200: PageOut, 404: Failure},
    summary="Read one public page",
    operation_id="pages_read",
)
def page_read(request: HttpRequest, slug: str) -> PageOut:
    """With its sections as the answers cite them."""
    slug = slug.replace("\0", "")
    page = pages_listed().filter(slug=slug).first() or pages_listed().filter(addresses__slug=slug).first()
    if page is None:
        raise HttpError(404, "There is no public page with this slug.")
    sections = [
        SectionOut(
            anchor=section.anchor,
            heading_path=section.heading_path,
            text=section.text,
            url=f"{settings.SITE_URL}{section.get_absolute_url()}",
        )
        for section in page.sections.select_related("page").order_by("order")
    ]
    return PageOut(**_page_row(page).model_dump(), markdown=page.body, sections=sections)


@router.get(
    "/skills",
    response={200: SkillList, 422: Failure},
    summary="List the public skills",
    operation_id="skills_list",
)
def skill_list(request: HttpRequest, limit: Limit = 100, offset: Offset = 0) -> SkillList:
    """Sorted by key; the rating goes from 0 (none) to 5 (set the standard)."""
    skills = skills_public()
    page = skills[offset : offset + limit]
    return SkillList(items=skill_rows(page), total=skills.count())


@router.get(
    "/search",
    response={200: FindingList, 422: Failure},
    summary="Search the public pages and skills",
    operation_id="search",
)
def search(request: HttpRequest, q: SearchText, limit: FindingLimit = 10) -> FindingList:
    """Sections and skills that hold all the words, best first; if none does, those that hold any of them."""
    found = findings_of(query_of(q), limit=limit)
    return FindingList(items=[_finding_out(finding) for finding in found])


def _finding_out(finding: SearchHit) -> FindingOut:
    return FindingOut(
        kind=finding.kind, title=finding.title, excerpt=finding.excerpt, url=f"{settings.SITE_URL}{finding.url}"
    )


def skill_rows(skills: Iterable[Skill]) -> list[SkillOut]:
    """Return skills as the API gives them."""
    return [_skill_out(skill) for skill in skills]


def _page_row(page: Page) -> PageRow:
    return PageRow(
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        url=f"{settings.SITE_URL}{page.get_absolute_url()}",
        updated_at=page.updated_at,
    )


def _skill_out(skill: Skill) -> SkillOut:
    row = skill_row(skill)
    return SkillOut(
        key=row.key,
        name=row.name,
        aliases=list(row.aliases),
        category=row.category,
        rating=row.rating,
        rating_word=rating_word(row.rating),
        priority=row.priority,
        years=row.years,
        last_used=row.last_used,
        durable=row.durable,
        learning=skill.learning,
        evidence=row.evidence,
        gap_reason=row.gap_reason,
        url=f"{settings.SITE_URL}/skills/#skill-{row.key}",
    )
