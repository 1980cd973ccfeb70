"""The owner's pages and the matrix, for visitors.

They are compressed here too, for sites without a proxy that does it: no form and no secret stands on them.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from corpus.models import Page, Portrait
from corpus.pages import RATINGS, Filter, groups, matrix_overview, page_groups, section_views
from corpus.search.findings import SHOWN, findings_of
from corpus.search.words import query_of
from corpus.selectors import page_moved, page_reachable, pages_listed, sections_moved, skills_public


@require_safe
def page_list(request: HttpRequest) -> HttpResponse:
    """Every listed page."""
    return render(request, "corpus/page_list.html", {"groups": page_groups(pages_listed())})


@require_safe
def page_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One page, section by section, with its neighbours in the owner's order."""
    page = page_reachable(slug)
    if page is None:
        return _moved_or_404(slug, "corpus:page")
    moved = sections_moved(page)
    listed = list(pages_listed().only("slug", "title"))
    here = next((index for index, other in enumerate(listed) if other.slug == slug), None)
    context = {
        "page": page,
        "sections": section_views(page, moved),
        "moved": [trace for trace in moved if trace.moved_to is not None and trace.moved_to.page_id != page.pk],
        "is_listed": here is not None,
        "before": listed[here - 1] if here else None,
        "after": listed[here + 1] if here is not None and here + 1 < len(listed) else None,
    }
    return render(request, "corpus/page_detail.html", context)


@require_safe
def page_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page as the Markdown it was written in."""
    page = page_reachable(slug)
    if page is None:
        return _moved_or_404(slug, "corpus:page-markdown")
    return HttpResponse(f"# {page.title}\n\n{page.body}", content_type="text/markdown; charset=utf-8")


@require_safe
def skill_list(request: HttpRequest) -> HttpResponse:
    """The public matrix. Rows outside the filter are sent hidden, so that a script can filter without asking again."""
    wanted = Filter(
        text=request.GET.get("q", "")[:100].replace("\0", ""),
        category=request.GET.get("category", ""),
        rating=request.GET.get("rating", ""),
    )
    found = groups(list(skills_public()), wanted)
    context = {
        "groups": found,
        "overview": matrix_overview(found),
        "wanted": wanted,
        "ratings": RATINGS,
        "shown": sum(group.shown for group in found),
        "total": sum(len(group.skills) for group in found),
    }
    return render(request, "corpus/skill_list.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Sections and skills that hold the words of a query or a question."""
    query = query_of(request.GET.get("q", ""))
    context = {"query": query, "findings": findings_of(query, limit=SHOWN), "shown": SHOWN}
    return render(request, "corpus/search.html", context)


@require_safe
def portrait(request: HttpRequest) -> HttpResponse:
    """The owner's photograph. Pages name it with its fingerprint, so a browser may keep it for good."""
    found = Portrait.objects.first()
    if found is None:
        raise Http404("there is no portrait")
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable" if request.GET else "public, max-age=600"
    return response


def _moved_or_404(slug: str, address: str) -> HttpResponse:
    """Lead on to the page that had this slug before. Not kept by browsers: a page may take its old slug again."""
    page = page_moved(slug)
    if page is None:
        raise Http404(f"no page {slug!r}")
    response = redirect(address, page.slug, permanent=True)
    response["Cache-Control"] = "no-cache"
    return response


if TYPE_CHECKING:
    PagesBase = Sitemap[Page]
    FixedBase = Sitemap[str]
else:  # Django's class takes no parameter when it runs
    PagesBase = FixedBase = Sitemap


class PageSitemap(PagesBase):
    def items(self) -> QuerySet[Page]:
        return pages_listed()

    def lastmod(self, item: Page) -> datetime:
        return item.updated_at


class FixedSitemap(FixedBase):
    def items(self) -> list[str]:
        return ["/", "/pages/", "/skills/", "/search/", "/ask-ai/", "/fit-check/", "/how-it-works/"]

    def location(self, item: str) -> str:
        return item


sitemaps = {"pages": PageSitemap, "fixed": FixedSitemap}
