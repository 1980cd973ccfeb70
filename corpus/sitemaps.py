"""What search engines are told of: listed pages and the pages that always exist."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from corpus.models import Page
from corpus.selectors import pages_listed

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
        return ["/", "/pages/", "/skills/", "/ask-ai/", "/fit-check/", "/how-it-works/"]

    def location(self, item: str) -> str:
        return item


sitemaps = {"pages": PageSitemap, "fixed": FixedSitemap}
