"""Filters of the skills list that no single column gives."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from corpus.models import Skill

if TYPE_CHECKING:
    Skills = QuerySet[Skill]

_YEAR = timedelta(days=365)


class YesFilter(SimpleListFilter):
    """A filter with one choice, besides all."""

    choice = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", self.choice)]

    def queryset(self, request: HttpRequest, queryset: "Skills") -> "Skills":
        return queryset.filter(self.condition(timezone.localdate())) if self.value() == "yes" else queryset

    def condition(self, today: date) -> Q:
        raise NotImplementedError


class StaleFilter(YesFilter):
    title = "use"
    parameter_name = "stale"
    choice = "Last used over a year ago"

    def condition(self, today: date) -> Q:
        return Q(last_used__lt=today - _YEAR, durable=False)


class EvidenceFilter(YesFilter):
    title = "evidence"
    parameter_name = "unproven"
    choice = "Rated without evidence"

    def condition(self, today: date) -> Q:
        return Q(evidence="", evidence_section=None, rating__gt=0)
