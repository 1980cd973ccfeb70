"""Profile, pages and versions in the admin."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST
from simple_history.admin import SimpleHistoryAdmin

from corpus.admin.impact import ImpactMixin
from corpus.admin.refresh import RefreshMixin, claim
from corpus.asks import ask_text
from corpus.changes.conflicts import SeenForm
from corpus.forms import ProfileForm
from corpus.models import CorpusVersion, Page, Profile, Section
from corpus.pages import section_previews
from corpus.portraits import portrait_change
from corpus.services import page_delete, page_save

if TYPE_CHECKING:
    SectionBase = admin.TabularInline[Section, Page]
    VersionBase = admin.ModelAdmin[CorpusVersion]
else:  # Django's classes take no parameter when they run
    SectionBase, VersionBase = admin.TabularInline, admin.ModelAdmin


@admin.register(Profile)
class ProfileAdmin(ImpactMixin, RefreshMixin, SimpleHistoryAdmin):  # type: ignore[misc]  # an untyped library
    form = ProfileForm
    impact_field = "profile"
    list_display = ["name", "headline", "is_sample", "updated_at"]
    fieldsets = [
        (None, {"fields": ["name", "pronoun", "headline", "summary", "portrait", "starter_questions"]}),
        ("Facts of the first screen", {"fields": ["place", "work_mode", "notice", "available_from"]}),
        ("Links", {"fields": ["contact_url", "cv_url", "linkedin_url"]}),
        (
            "Conditions: what a job may require",
            {
                "fields": [
                    "locations",
                    "authorised_in",
                    "citizenships",
                    "languages",
                    "licences",
                    "licences_complete",
                ]
            },
        ),
        ("Level and field", {"fields": [("level_min", "level_max"), "career_started", "domains", "functions"]}),
        ("What you want", {"fields": ["wants", "dealbreakers"]}),
        ("What the chat leaves alone", {"fields": ["sensitive"]}),
        ("Sample", {"fields": ["is_sample"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(super().has_add_permission(request)) and not Profile.objects.exists()

    def save_model(self, request: HttpRequest, obj: Profile, form: Any, change: bool) -> None:
        obj.pk = 1  # the table holds one row
        super().save_model(request, obj, form, change)
        portrait_change(change=form.cleaned_data.get("portrait"))


class SectionInline(SectionBase):
    model = Section
    fields = ["anchor", "heading_path"]
    readonly_fields = ["anchor", "heading_path"]
    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Page)
class PageAdmin(RefreshMixin, SimpleHistoryAdmin):  # type: ignore[misc]  # an untyped library
    form = SeenForm
    list_display = ["title", "group", "years", "status", "visibility", "order", "updated_at"]
    list_editable = ["order"]
    list_filter = ["group", "status", "visibility"]
    search_fields = ["title", "slug", "body"]
    ordering = ["order", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [SectionInline]
    change_form_template = "admin/corpus/page/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.preview_view))
        return [path("preview/", view, name="corpus_page_preview"), *super().get_urls()]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the question that the site did not answer, as a heading, where the board leads here."""
        asked = ask_text(request.GET.get("asked", ""))
        if not asked:
            return dict(super().get_changeform_initial_data(request))
        heading = " ".join(asked.split())
        return {"title": heading[:100], "body": f"## {heading[:200]}\n\n", "status": Page.Status.DRAFT}

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        claim(obj, form)
        page_save(page=obj)

    def delete_model(self, request: HttpRequest, obj: Page) -> None:
        page_delete(page=obj)

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """Show the page as it would be, from the form as it stands, without saving it."""
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        page = Page(
            title=request.POST.get("title", "")[:150] or "Untitled",
            slug="preview",
            summary=request.POST.get("summary", ""),
            updated_at=timezone.now(),
        )
        sections = section_previews(request.POST.get("body", ""))
        return render(request, "corpus/page_detail.html", {"page": page, "sections": sections, "is_preview": True})


@admin.register(CorpusVersion)
class CorpusVersionAdmin(VersionBase):
    list_display = ["kind", "short_sha", "created_at", "change", "tokens"]
    list_filter = ["kind"]
    ordering = ["-pk"]
    fields = ["kind", "sha256", "created_at", "change", "tokens"]
    readonly_fields = ["kind", "sha256", "created_at", "change", "tokens"]

    @admin.display(description="fingerprint", ordering="sha256")
    def short_sha(self, version: CorpusVersion) -> str:
        return version.sha256[:12]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CorpusVersion | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CorpusVersion | None = None) -> bool:
        return False
