"""Reads of fit checks."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from corpus.selectors import skill_keys_listed
from fitcheck.feature import FIT_CHECK
from fitcheck.models import Assessment, Requirement, Status
from routing.catalogue.reads import route_get
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
    """Return the requirements for visitors: as they were read while it runs; the heaviest first once it is done.

    Their evidence names listed skills only; `has_unlisted` says that there is more.
    """
    order = ("-weight", "idx") if assessment.status == Status.DONE else ("idx",)
    requirements, listed = list(assessment.requirements.order_by(*order)), skill_keys_listed()
    for one in requirements:
        shown = evidence_listed(one.evidence, listed)
        one.has_unlisted, one.evidence = len(shown) < len(one.evidence), shown
    return requirements


def evidence_listed(evidence: Sequence[Mapping[str, Any]], listed: Collection[str]) -> list[Mapping[str, Any]]:
    """Return the cited skills that visitors may see."""
    return [cited for cited in evidence if cited["key"] in listed]
