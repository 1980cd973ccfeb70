"""Finished records with their rows, made without a run: fast, and each its own."""

from fitcheck.models import Assessment, Requirement
from tests.factories import AssessmentFactory

JOB = """Senior Product Manager, Editor

- You must write strong SQL
- Experience with Kafka
"""
WEIGHING = {"left": [], "is_thin": False, "is_foreign": False}
GERMAN = {
    "statement": "German", "quote": "", "offset": None, "kind": "language", "needs": "german", "status": "unknown",
    "fact": "", "holds_back": True,
}  # fmt: skip


def requirement(record: Assessment, idx: int, level: str, **changes: object) -> Requirement:
    """Return one stored requirement that rests on SQL and weighs half of everything."""
    fields: dict[str, object] = {
        "statement": f"Asked {idx}", "quote": "strong SQL", "offset": JOB.index("strong SQL"), "kind": "must",
        "emphasis": 3, "weight": 50.0, "is_verified": True, "asked": "working", "model_level": level,
        "ceiling": level, "level": level,
        "evidence": [{"key": "sql", "name": "SQL", "rating": 3, "is_kin": True}],
    }  # fmt: skip
    return Requirement.objects.create(assessment=record, idx=idx, **{**fields, **changes})


def record_made(*levels: str, **fields: object) -> Assessment:
    """Return a finished record with a row for each level; a gap and a strong one without any."""
    record = AssessmentFactory(**{"job": JOB, "weighing": WEIGHING, **fields})
    for idx, level in enumerate(levels or ("gap", "strong")):
        requirement(record, idx, level)
    return record
