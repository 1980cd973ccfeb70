"""Reads of fit checks."""

from fitcheck.feature import FIT_CHECK
from fitcheck.models import Assessment, Requirement, Status, Verdict
from fitcheck.postings import posting_clean, posting_sha256
from fitcheck.show.samples import sample_list
from routing.decisions.reads import route_get
from routing.gateway.engines import engine


def is_public_id(text: str) -> bool:
    """Say whether this could be an address of ours: a NUL or worse never reaches the database."""
    return text.isascii() and text.isalnum() and len(text) <= 32


def assessment_get(public_id: str) -> Assessment:
    """Return one record by its public id. Raises Assessment.DoesNotExist."""
    if not is_public_id(public_id):
        raise Assessment.DoesNotExist
    return Assessment.objects.select_related("matrix_version", "call").get(public_id=public_id)


def assessment_by_key(*, visitor: str, key: str) -> Assessment | None:
    """Return what this visitor already started under this idempotency key."""
    if not key:
        return None
    return Assessment.objects.filter(visitor=visitor, idempotency_key=key).first()


def assessment_stored(*, job_sha256: str, matrix_version_id: int, prompt_version: str) -> Assessment | None:
    """Return the newest finished record of the same posting, matrix, prompt, routed model and engine."""
    return (
        Assessment.objects.filter(
            job_sha256=job_sha256,
            status=Status.DONE,
            matrix_version_id=matrix_version_id,
            prompt_version=prompt_version,
            model=route_get(FIT_CHECK.key).model.api_id,
            engine=engine(),
        )
        .order_by("-created_at", "-pk")
        .first()
    )


def requirements_of(assessment: Assessment) -> list[Requirement]:
    """Return the requirements as they were read while it runs; the heaviest first once it is done."""
    order = ("-weight", "idx") if assessment.status == Status.DONE else ("idx",)
    return list(assessment.requirements.order_by(*order))


def misfit_example() -> Assessment | None:
    """Return the newest record that says “not a fit” of one of the site's own samples: nobody's posting is shown."""
    samples = [posting_sha256(posting_clean(sample.text)) for sample in sample_list()]
    found = Assessment.objects.filter(job_sha256__in=samples, status=Status.DONE, verdict=Verdict.NOT_A_FIT)
    return found.order_by("-created_at", "-pk").first()
