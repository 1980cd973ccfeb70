"""The import and export of skills: a preview that shows what changes and how it was read, then one transaction."""

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm

from corpus.edits import edits_told
from corpus.impact import impact_preview
from corpus.imports.choices import choices_posted
from corpus.imports.columns import FIELDS
from corpus.imports.encodings import NAMES
from corpus.imports.formats import CSV, XLSX, SkillResource
from corpus.imports.gate import UnableToImport
from corpus.imports.plan import ImportPlan, PreviewOutdated, plan_apply, plan_make
from corpus.imports.uploads import upload_find, upload_keep, upload_read, upload_remember, upload_take
from corpus.models import ImportUpload, Skill
from corpus.selectors import corpus_version_change

logger = logging.getLogger(__name__)
_IMPORT_FORMAT = "0"  # there is one: the file says itself which kind it is
_UNREADABLE = "The file could not be read: save it as .xlsx or .csv and upload it again."


class SkillImportForm(forms.Form):
    import_file = forms.FileField(
        label="Spreadsheet",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"empty": "The file is empty."},
    )

    def clean_import_file(self) -> Any:
        upload = self.cleaned_data["import_file"]
        if upload.size > settings.IMPORT_MAX_BYTES:
            limit = settings.IMPORT_MAX_BYTES / 1e6
            raise forms.ValidationError(f"The file is {upload.size / 1e6:.1f} MB; the limit is {limit:.1f} MB.")
        return upload


class SkillConfirmForm(forms.Form):
    import_file_name = forms.CharField(widget=forms.HiddenInput)
    format = forms.ChoiceField(widget=forms.HiddenInput, choices=[(_IMPORT_FORMAT, "by its content")])


class SpreadsheetMixin(ImportExportMixin):  # type: ignore[misc]  # an untyped library
    resource_classes = [SkillResource]
    export_formats = [XLSX, CSV]
    export_form_class = ExportForm
    import_template_name = "admin/corpus/skill/import.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.mapping_view))
        return [path("import/mapping/", view, name="corpus_skill_mapping"), *super().get_urls()]

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Preview a file. Nothing is saved but the file itself, for the confirmation."""
        self._import_check(request)
        form = SkillImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                return self._kept(request, form.cleaned_data["import_file"])
            except UnableToImport as error:
                form.add_error("import_file", str(error))
        return self._page(request, form=form)

    def mapping_view(self, request: HttpRequest) -> HttpResponse:
        """Read the kept file once more, as the owner says."""
        self._import_check(request)
        try:
            upload = self._upload(request)
        except UnableToImport as error:
            return self._start_again(request, str(error))
        choices, before = choices_posted(request.POST), upload.choices
        upload_remember(upload=upload, seen={}, choices=choices)
        try:
            return self._preview(request, upload)
        except UnableToImport as error:
            upload.choices = before
            upload.save(update_fields=["choices"])
            return self._preview(request, upload, [str(error)])

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import what was previewed. A preview that is gone leads back to the form with a sentence."""
        if request.method != "POST":
            return self._start_again(request, "Upload a file first.")
        self._import_check(request)
        if not SkillConfirmForm(request.POST).is_valid():
            return self._start_again(request, "The confirmation was incomplete: upload the file again.")
        try:
            upload = self._upload(request)
            plan = plan_make(upload_read(upload))
            with edits_told(request):
                return self._imported(request, upload, plan)
        except UnableToImport as error:
            return self._start_again(request, str(error))
        except PreviewOutdated as outdated:
            sentences = ["Nothing was imported: the matrix has changed since the preview.", *outdated.sentences]
            return self._preview(request, upload, sentences)

    def _imported(self, request: HttpRequest, upload: ImportUpload, plan: ImportPlan) -> HttpResponse:
        now = timezone.now()
        day = date_format(timezone.localtime(now), "j F")
        count = len(plan.rows)
        label = f"Import of {day}, {count} row{'' if count == 1 else 's'}: {upload.name[:120] or 'a spreadsheet'}"
        plan_apply(plan=plan, seen=upload.seen, user=request.user, label=label, now=now)
        upload_take(upload)
        left = [f"{len(plan.refused)} rows left out"] if plan.refused else []
        parts = [f"{plan.new} new", f"{count - plan.new} changed", f"{plan.same} unchanged", *left]
        messages.success(request, f"Import finished: {', '.join(parts)}. {corpus_version_change('matrix')}")
        return HttpResponseRedirect(reverse("admin:corpus_skill_changelist"))

    def _kept(self, request: HttpRequest, file: Any) -> HttpResponse:
        """Keep a new file and show what it would change. Raises UnableToImport."""
        user_id = int(request.user.pk or 0)
        upload = upload_keep(content=file.read(), name=str(file.name), user_id=user_id, now=timezone.now())
        try:
            return self._preview(request, upload)
        except UnableToImport:
            upload.delete()
            raise

    def _preview(self, request: HttpRequest, upload: ImportUpload, conflicts: list[str] | None = None) -> HttpResponse:
        try:
            plan = plan_make(upload_read(upload))
        except UnableToImport:
            raise
        except Exception as error:
            logger.error("an import could not be read", exc_info=error)
            raise UnableToImport(_UNREADABLE) from error
        upload_remember(upload=upload, seen=plan.seen())
        confirm = SkillConfirmForm(initial={"import_file_name": upload.token, "format": _IMPORT_FORMAT})
        return self._page(
            request,
            plan=plan,
            previews=plan.rows,
            refused=plan.refused,
            missing=plan.missing,
            impacts=impact_preview(today=timezone.localdate(), skills=[row.skill for row in plan.rows]),
            notes=plan.reading.notes,
            mapping=plan.reading.mapping,
            conflicts=conflicts or [],
            confirm_form=confirm,
            fields=[(name, name.replace("_", " ")) for name in FIELDS],
            encodings=list(NAMES.items()),
            ratings=[(str(value), label) for value, label in Skill.Rating.choices],
            priorities=Skill.Priority.choices,
            counts={
                "new": plan.new,
                "changed": len(plan.rows) - plan.new,
                "same": plan.same,
                "refused": len(plan.refused),
            },
        )

    def _page(self, request: HttpRequest, **context: Any) -> HttpResponse:
        limits = {"max_rows": settings.IMPORT_MAX_ROWS, "max_megabytes": settings.IMPORT_MAX_BYTES / 1e6}
        shared = {**self.admin_site.each_context(request), "title": "Import", "opts": self.model._meta, **limits}
        return TemplateResponse(request, [self.import_template_name], {**shared, **context})

    def _import_check(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _upload(self, request: HttpRequest) -> ImportUpload:
        token = request.POST.get("import_file_name", "").replace("\0", "")
        return upload_find(token=token, user_id=int(request.user.pk or 0), now=timezone.now())

    def _start_again(self, request: HttpRequest, sentence: str) -> HttpResponseRedirect:
        messages.error(request, sentence)
        return HttpResponseRedirect(reverse("admin:corpus_skill_import", current_app=self.admin_site.name))
