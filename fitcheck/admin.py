"""The owner's view of fit checks: records to read and review, never to edit."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm

from fitcheck.keeping import links_restore, links_revoke
from fitcheck.models import Assessment, AssessmentQuerySet, Requirement
from fitcheck.review.admin import Reviewable
from fitcheck.review.queue import REVIEWED
from fitcheck.review.resources import AssessmentResource
from fitcheck.show.admin_html import facts_list, job_marked, rows_table, sentences_list, shape_word
from fitcheck.show.posting import spans_of
from fitcheck.show.record import disagreement_of
from routing.marks.admin import Markable


class ReviewedFilter(admin.SimpleListFilter):
    title = "reviewed"
    parameter_name = "reviewed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, word) for key, (word, _) in REVIEWED.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Assessment]) -> QuerySet[Assessment]:
        return queryset.filter(REVIEWED[self.value() or "all"][1]) if (self.value() or "all") in REVIEWED else queryset


if TYPE_CHECKING:
    RecordAdmin = admin.ModelAdmin[Assessment]
else:  # the generic parameters exist for the type checker alone
    RecordAdmin = admin.ModelAdmin


@admin.register(Assessment)
class AssessmentAdmin(Reviewable, Markable, ExportMixin, RecordAdmin):  # type: ignore[misc]
    resource_classes = [AssessmentResource]
    formats = [CSV, XLSX]
    export_form_class = ExportForm  # the library's default has inline handlers, which the site's policy stops
    list_display = (
        "verdict_shape", "role", "created_at", "status", "model", "engine", "covered", "flags", "is_reviewed",
    )  # fmt: skip
    list_display_links = ("verdict_shape", "role")
    list_filter = ("verdict", ReviewedFilter, "status", "is_borderline", "agreement", "model", "engine", "created_at")
    search_fields = ("role_title", "role_organisation", "job", "public_id")
    ordering = ("-created_at", "-pk")
    list_select_related = ("review",)
    list_per_page = 50
    show_full_result_count = False
    import_export_change_list_template = "fitcheck/review/change_list.html"
    fieldsets = (
        (None, {"fields": ("verdict_shape", "role", "headline", "opening", "disagreement", "page", "judged")}),
        ("Posting and result", {"fields": ("side_by_side",), "classes": ("fit-wide",)}),
        ("Decided by code", {"fields": ("misfit_sentences", "gate_lines", "axis_lines", "open_questions", "measured")}),
        ("Link and keeping", {"fields": ("revoked_at", "expires_at", "is_text_kept")}),
        ("Asked by visitors", {"fields": ("visitor_questions",)}),
        ("How it ran", {"fields": ("status", "error_code", "attempts", "model", "engine", "call", "matrix_version",
                                   "prompt_version", "created_at", "finished_at", "node")}),
        ("The model's own words", {"fields": ("model_stance", "rule_verdict", "raw"), "classes": ("collapse",)}),
    )  # fmt: skip

    actions = [*Markable.actions, "revoke", "restore"]

    class Media:
        css = {"all": ("fitcheck/admin.css",)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # A record is deleted one at a time, from its own page, after a question: never by a slip in a list.
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return dict(actions)

    def get_readonly_fields(self, request: HttpRequest, obj: Assessment | None = None) -> tuple[str, ...]:
        return tuple(str(name) for _, options in self.fieldsets or () for name in options["fields"])

    @admin.action(description="Revoke the links: visitors find nothing there any more")
    def revoke(self, request: HttpRequest, queryset: AssessmentQuerySet) -> None:
        self.message_user(request, f"Links revoked: {links_revoke(queryset, timezone.now())}.")

    @admin.action(description="Let revoked links lead to their records again")
    def restore(self, request: HttpRequest, queryset: AssessmentQuerySet) -> None:
        self.message_user(request, f"Links restored: {links_restore(queryset)}.")

    @admin.display(description="verdict", ordering="verdict")
    def verdict_shape(self, assessment: Assessment) -> SafeString:
        return shape_word(assessment)

    @admin.display(description="role", ordering="role_title")
    def role(self, assessment: Assessment) -> str:
        parts = (assessment.role_title or "not named", assessment.role_organisation)
        return ", ".join(part for part in parts if part)

    @admin.display(description="covered", ordering="coverage")
    def covered(self, assessment: Assessment) -> str:
        return "" if assessment.coverage is None else f"{assessment.coverage:.0%}"

    @admin.display(description="flags")
    def flags(self, assessment: Assessment) -> str:
        counted = (
            ("borderline", assessment.is_borderline),
            ("disagreement", assessment.agreement not in {"", "agreed"}),
            (f"{assessment.dropped_quotes} quotes dropped", assessment.dropped_quotes),
            (f"{assessment.dropped_skills} skills dropped", assessment.dropped_skills),
        )
        return ", ".join(word for word, is_set in counted if is_set)

    @admin.display(description="reviewed", boolean=True)
    def is_reviewed(self, assessment: Assessment) -> bool:
        return hasattr(assessment, "review") and assessment.review.is_judged

    @admin.display(description="your review")
    def judged(self, assessment: Assessment) -> SafeString:
        review = getattr(assessment, "review", None)
        said = review.get_verdict_display() or review.note if review else "none yet"
        address = reverse("admin:fitcheck_review", args=[assessment.pk])
        return format_html('{} <a href="{}?reviewed=all">Review this record</a>', said, address)

    @admin.display(description="model and rules")
    def disagreement(self, assessment: Assessment) -> str:
        return disagreement_of(assessment) or ("They agree." if assessment.verdict else "No verdict.")

    @admin.display(description="page")
    def page(self, assessment: Assessment) -> SafeString:
        return format_html('<a href="{}">as visitors see it</a>', assessment.get_absolute_url())

    @admin.display(description="")
    def side_by_side(self, assessment: Assessment) -> SafeString:
        rows: list[Requirement] = list(assessment.requirements.order_by("-weight", "idx"))
        return format_html(
            '<div class="fit-sides"><div>{}</div><div>{}</div></div>',
            job_marked(assessment.job, spans_of(rows)),
            rows_table(rows),
        )

    @admin.display(description="misfits")
    def misfit_sentences(self, assessment: Assessment) -> SafeString:
        return sentences_list(assessment.misfits)

    @admin.display(description="questions")
    def open_questions(self, assessment: Assessment) -> SafeString:
        return sentences_list(assessment.questions)

    @admin.display(description="questions and answers")
    def visitor_questions(self, assessment: Assessment) -> SafeString:
        asked = assessment.inquiries.order_by("asked_at", "pk")
        return facts_list([{"question": one.question, "answer": one.answer()} for one in asked], ("question", "answer"))

    @admin.display(description="conditions")
    def gate_lines(self, assessment: Assessment) -> SafeString:
        return facts_list(assessment.gates, ("status", "kind", "statement", "fact"))

    @admin.display(description="axes")
    def axis_lines(self, assessment: Assessment) -> SafeString:
        return facts_list(assessment.axes, ("axis", "alignment", "role_value", "fact"))

    @admin.display(description="measured")
    def measured(self, assessment: Assessment) -> str:
        if assessment.coverage is None:
            return "nothing"
        musts = "no must" if assessment.must_coverage is None else f"musts {assessment.must_coverage:.1%}"
        return f"covered {assessment.coverage:.1%}, {musts}"
