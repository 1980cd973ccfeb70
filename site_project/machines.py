"""What programs read: who may crawl what, the site as one text, the matrix as rows, news of pages, and whom to tell."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from askai.feature import ASK_AI
from corpus.api import skill_rows
from corpus.models import Page
from corpus.selectors import pages_listed, profile_get, skills_public
from corpus.text.lines import skill_line
from corpus.text.snapshots import by_category, skill_row
from fitcheck.feature import FIT_CHECK
from routing.ledger.rates import rates_words

TEXT = "text/plain; charset=utf-8"
MARKDOWN = "text/markdown; charset=utf-8"
_VALID = timedelta(days=180)  # of security.txt: RFC 9116 asks for less than a year

if TYPE_CHECKING:
    FeedBase = Feed[Page, None]
else:  # Django's class takes no parameter when it runs
    FeedBase = Feed


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers off other people's records, the admin and the calls of the API."""
    return render(request, "robots.txt", content_type=TEXT)


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """List the site for programs that read: https://llmstxt.org."""
    context = {
        "profile": profile_get(),
        "pages": pages_listed(),
        "ask_rates": rates_words(ASK_AI.rates()),
        "fit_rates": rates_words(FIT_CHECK.rates()),
        "ask_most": settings.ASK_MAX_CHARS,
        "fit_least": settings.FITCHECK_MIN_CHARS,
        "fit_most": settings.FITCHECK_MAX_CHARS,
    }
    return render(request, "llms.txt", context, content_type=TEXT)


@require_safe
def llms_full(request: HttpRequest) -> HttpResponse:
    """Give every public page and the skills matrix in one Markdown text."""
    context = {"profile": profile_get(), "pages": pages_listed(), "skills": skills_markdown()}
    return render(request, "llms-full.txt", context, content_type=TEXT)


@require_safe
def skills_text(request: HttpRequest) -> HttpResponse:
    """Give the public matrix as Markdown, one line a skill."""
    return HttpResponse(f"# Skills\n\n{skills_markdown()}", content_type=MARKDOWN)


@require_safe
def skills_json(request: HttpRequest) -> HttpResponse:
    """Give the whole public matrix as JSON: the rows of the API, without pages."""
    rows = [row.model_dump(mode="json") for row in skill_rows(skills_public())]
    return JsonResponse({"items": rows, "total": len(rows)})


def skills_markdown() -> str:
    """Return the public matrix by category, in the words of the skills page."""
    parts = []
    for _, members in by_category(skills_public()):
        lines = (f"- {skill_line(skill_row(skill), is_learning=skill.learning)}" for skill in members)
        parts.append("\n".join((f"## {members[0].category}", "", *lines, "")))
    return "\n".join(parts)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a hole: RFC 9116."""
    profile = profile_get()
    context = {"contact": profile.contact_url if profile else "", "expires": timezone.now() + _VALID}
    return render(request, "security.txt", context, content_type=TEXT)


@require_safe
def icon(request: HttpRequest, name: str) -> HttpResponse:
    """Lead to an icon that browsers ask for by a fixed address."""
    return redirect(static(f"site/{name}"))


class PageFeed(FeedBase):
    """Listed pages, the newest change first."""

    feed_type = Atom1Feed
    link = "/"

    def title(self, found: None) -> str:
        profile = profile_get()
        return profile.name if profile else "Candid"

    def items(self) -> QuerySet[Page]:
        return pages_listed().order_by("-updated_at", "slug")[:20]

    def item_title(self, item: Page) -> str:
        return item.title

    def item_description(self, item: Page) -> str:
        return item.summary

    def item_updateddate(self, item: Page) -> datetime:
        return item.updated_at
