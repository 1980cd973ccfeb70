"""Records as a spreadsheet, for the owner."""

import re
from typing import Any

from import_export import fields, resources

from fitcheck.models import Assessment

# What spreadsheet programs run: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"[=+\-@\t\r]")


class AssessmentResource(resources.ModelResource):  # type: ignore[misc]
    """One line a record. Export only: a record is never written from a sheet."""

    owner_verdict = fields.Field(attribute="review__verdict", column_name="owner_verdict")
    outcome = fields.Field(attribute="review__outcome", column_name="outcome")

    class Meta:
        model = Assessment
        fields = (
            "public_id", "created_at", "status", "verdict", "rule_verdict", "model_stance", "is_borderline",
            "role_title", "role_organisation", "role_seniority", "coverage", "must_coverage", "model", "engine",
            "dropped_quotes", "dropped_skills", "owner_verdict", "outcome",
        )  # fmt: skip
        export_order = fields

    def export_field(self, field: Any, instance: Assessment, **kwargs: Any) -> Any:
        """Return a cell. A title is a stranger's words: one that would be a formula opens with a quote."""
        value = super().export_field(field, instance, **kwargs)
        return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
