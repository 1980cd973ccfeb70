"""The matrix in the admin: a list to edit in place, and a spreadsheet that goes out and comes back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from corpus.admin.impact import ImpactMixin
from corpus.admin.refresh import RefreshMixin
from corpus.asks import ask_text
from corpus.changes.record import change_name
from corpus.forms import SkillForm
from corpus.imports.admin import SpreadsheetMixin
from corpus.models import Skill
from corpus.services import skills_prioritise, skills_use

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


def _priority_action(priority: Skill.Priority) -> Callable[..., None]:
    @admin.action(description=f"Set priority: {priority.label}", permissions=["change"])
    def act(model_admin: Any, request: HttpRequest, queryset: QuerySet[Skill]) -> None:
        changed = skills_prioritise(skills=queryset, priority=priority)
        change_name(f"Priority {priority.label} set on {changed} skills")
        messages.success(request, f"Priority {priority.label} set on {changed} of {queryset.count()} skills.")

    act.__name__ = f"priority_{priority.value}"
    return act


@admin.action(description="Mark as used this month", permissions=["change"])
def used_this_month(model_admin: Any, request: HttpRequest, queryset: QuerySet[Skill]) -> None:
    changed = skills_use(skills=queryset, day=timezone.localdate().replace(day=1))
    change_name(f"{changed} skills marked as used this month")
    messages.success(request, f"Marked {changed} of {queryset.count()} skills as used this month.")


@admin.register(Skill)
class SkillAdmin(ImpactMixin, RefreshMixin, SpreadsheetMixin, SimpleHistoryAdmin):  # type: ignore[misc]  # an untyped library
    form = SkillForm
    list_display = ["name", "category", "rating", "priority", "last_used", "has_evidence", "visibility"]
    list_editable = ["rating", "priority"]
    list_filter = ["category", "priority", "rating", StaleFilter, EvidenceFilter, "visibility", "learning"]
    list_per_page = 50
    list_select_related = False
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ["name", "key", "aliases", "evidence", "category"]
    ordering = ["category", "name"]
    prepopulated_fields = {"key": ["name"]}
    actions = [*(_priority_action(priority) for priority in Skill.Priority), used_this_month]
    fieldsets = [
        (None, {"fields": ["name", "key", "aliases", "category", ("rating", "priority"), "visibility"]}),
        ("Use", {"fields": [("years", "last_used"), "durable", "learning"]}),
        ("Evidence", {"fields": ["evidence", "evidence_section", "gap_reason"]}),
        ("Only for you", {"fields": ["honest_note"]}),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with what was asked and has no row, where the board leads here: to be cut down to the skill's name."""
        asked = " ".join(ask_text(request.GET.get("asked", "")).split())
        return {"name": asked[:80]} if asked else dict(super().get_changeform_initial_data(request))

    @admin.display(description="evidence", boolean=True)
    def has_evidence(self, skill: Skill) -> bool:
        return bool(skill.evidence or skill.evidence_section_id)
