"""The import and export of skills: a preview that shows only what changes, then one transaction."""

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm, ImportForm
from import_export.results import RowResult

from corpus.edits import edits_told
from corpus.impact import impact_preview
from corpus.imports.apply import SkillResource, SkillResult, UploadStorage, uploads_of
from corpus.imports.formats import CSV, XLSX, Spreadsheet
from corpus.imports.gate import UnableToImport
from corpus.selectors import corpus_version_change

logger = logging.getLogger(__name__)
_IMPORT_FORMAT = "0"  # there is one: the file says itself which kind it is


class SkillImportForm(ImportForm):  # type: ignore[misc]  # an untyped library
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].widget = forms.HiddenInput()
        self.initial["format"] = _IMPORT_FORMAT
        upload = self.fields["import_file"]
        upload.label = "Spreadsheet"
        upload.widget.attrs["accept"] = ".xlsx,.csv"
        upload.error_messages["empty"] = "The file is empty."

    @property
    def media(self) -> forms.Media:
        return forms.Media()  # the library's script guesses a format that is not asked for here

    def clean_import_file(self) -> Any:
        upload = self.cleaned_data["import_file"]
        if upload.size > settings.IMPORT_MAX_BYTES:
            limit = settings.IMPORT_MAX_BYTES / 1e6
            raise forms.ValidationError(f"The file is {upload.size / 1e6:.1f} MB; the limit is {limit:.1f} MB.")
        return upload


class SpreadsheetMixin(ImportExportMixin):  # type: ignore[misc]  # an untyped library
    resource_classes = [SkillResource]
    import_formats = [Spreadsheet]
    export_formats = [XLSX, CSV]
    import_form_class = SkillImportForm
    export_form_class = ExportForm
    import_template_name = "admin/corpus/skill/import.html"
    tmp_storage_class = UploadStorage

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Preview a file. Nothing is saved but the file itself, for the confirmation."""
        with uploads_of(int(request.user.pk or 0)):
            response = super().import_action(request, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data |= self._preview(response.context_data.get("result"))
        return response  # type: ignore[no-any-return]

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import what was previewed. A preview that is gone leads back to the form with a sentence."""
        if request.method == "POST" and request.POST.get("format") != _IMPORT_FORMAT:
            return self._start_again(request, "The confirmation was incomplete: upload the file again.")
        try:
            with edits_told(request), uploads_of(int(request.user.pk or 0)):
                return super().process_import(request, **kwargs)  # type: ignore[no-any-return]
        except UnableToImport as error:
            return self._start_again(request, str(error))

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        told = {"rollback_on_validation_errors": True, "now": timezone.now()}
        return {**super().get_import_data_kwargs(**kwargs), **told}

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        if isinstance(e, UnableToImport):
            form.add_error("import_file", str(e))
        else:
            logger.error("an import could not be read", exc_info=e)
            form.add_error("import_file", "The file could not be read: save it as .xlsx or .csv and upload it again.")

    def process_result(self, result: SkillResult, request: HttpRequest) -> HttpResponse:
        if result.has_errors() or result.has_validation_errors():
            return self._start_again(request, "Nothing was imported: the matrix has changed since the preview.")
        return super().process_result(result, request)  # type: ignore[no-any-return]

    def add_success_message(self, result: SkillResult, request: HttpRequest) -> None:
        """Say what was done, what was left out, and what the new version says of itself."""
        totals = result.totals
        parts = [
            f"{totals[RowResult.IMPORT_TYPE_NEW]} new",
            f"{totals[RowResult.IMPORT_TYPE_UPDATE]} changed",
            f"{totals[RowResult.IMPORT_TYPE_SKIP]} unchanged",
            *([f"{len(result.refused)} rows left out"] if result.refused else []),
        ]
        messages.success(request, f"Import finished: {', '.join(parts)}. {corpus_version_change('matrix')}")

    def _preview(self, result: SkillResult | None) -> dict[str, Any]:
        if result is None:
            return {"max_rows": settings.IMPORT_MAX_ROWS, "max_megabytes": settings.IMPORT_MAX_BYTES / 1e6}
        totals = result.totals
        return {
            "previews": SkillResource().previews(result),
            "refused": result.refused,
            "missing": result.missing,
            "notes": result.notes,
            "invalid": [(row.values.get("row", ""), row.error.messages) for row in _invalid(result)],
            "is_broken": result.has_errors(),
            "impacts": impact_preview(
                today=timezone.localdate(), skills=[row.instance for row in result.valid_rows() if row.instance]
            ),
            "counts": {
                "new": totals[RowResult.IMPORT_TYPE_NEW],
                "changed": totals[RowResult.IMPORT_TYPE_UPDATE],
                "same": totals[RowResult.IMPORT_TYPE_SKIP],
                "refused": len(result.refused),
            },
        }

    def _start_again(self, request: HttpRequest, sentence: str) -> HttpResponseRedirect:
        messages.error(request, sentence)
        return HttpResponseRedirect(reverse("admin:corpus_skill_import", current_app=self.admin_site.name))


def _invalid(result: SkillResult) -> list[Any]:
    return [row for row in result.invalid_rows if isinstance(row.values, dict)]
