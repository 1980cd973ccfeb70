"""Reads of fit checks."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from corpus.selectors import matrix_text, skill_keys_listed
from fitcheck.contract.prompt import prompt_version
from fitcheck.feature import FIT_CHECK
from fitcheck.likeness import ALIKE, likeness
from fitcheck.models import Assessment, Requirement, Status
from routing.catalogue.reads import route_get
from routing.gateway.engines import engine
from routing.models import Route

_BROKEN = (Status.FAILED, Status.INTERRUPTED)
_COMPARED = 10


def is_public_id(text: str) -> bool:
    """Say whether this could be an address of ours: a NUL or worse never reaches the database."""
    return text.isascii() and text.isalnum() and len(text) <= 32


def assessment_get(public_id: str) -> Assessment:
    """Return one record by its public id. Raises Assessment.DoesNotExist, also where it is revoked or expired."""
    if not is_public_id(public_id):
        raise Assessment.DoesNotExist
    return Assessment.objects.public().select_related("matrix_version", "call").get(public_id=public_id)


def assessment_by_key(*, visitor: str, key: str) -> Assessment | None:
    """Return what this visitor already started under this idempotency key."""
    if not key:
        return None
    return Assessment.objects.filter(visitor=visitor, idempotency_key=key).first()


def assessments_alike(*, job_sha256: str, visitor: str) -> QuerySet[Assessment]:
    """Return the finished records of one posting that this visitor may be led to, the newest first.

    Those are the visitor's own, and of others' those that are to be kept whole and for good.
    """
    is_kept = Q(is_text_kept=True, expires_at=None)
    is_own = Q(visitor=visitor) & ~Q(visitor="")
    done = Assessment.objects.public().filter(job_sha256=job_sha256, status=Status.DONE)
    return done.filter(is_kept | is_own).order_by("-created_at", "-pk")


def assessment_near(wanted: Assessment) -> Assessment | None:
    """Return the same visitor's newest check of almost this text, of the last few; never anybody else's.

    One of the very same posting is not meant: it is found by its fingerprint, or rests on what has changed since.
    """
    if not wanted.visitor:
        return None
    own = Assessment.objects.public().filter(visitor=wanted.visitor, is_text_kept=True)
    recent = own.exclude(status__in=_BROKEN).order_by("-created_at", "-pk")[:_COMPARED]
    others = (one for one in recent if one.job_sha256 != wanted.job_sha256)
    return next((one for one in others if likeness(one.job, wanted.job) >= ALIKE), None)


def assessment_stored(*, wanted: Assessment, matrix_version_id: int) -> Assessment | None:
    """Return the newest finished record of the same posting, matrix, prompt, routed model and engine."""
    return (
        assessments_alike(job_sha256=wanted.job_sha256, visitor=wanted.visitor)
        .filter(
            matrix_version_id=matrix_version_id,
            prompt_version=wanted.prompt_version,
            model=route_get(FIT_CHECK.key).model.api_id,
            engine=engine(),
        )
        .first()
    )


def is_current(assessment: Assessment) -> bool:
    """Say whether the same posting, sent now, would be led to this record: nothing it rests on has changed."""
    try:
        model = route_get(FIT_CHECK.key).model.api_id
    except Route.DoesNotExist:
        return True
    return (assessment.matrix_version_id, assessment.prompt_version, assessment.model, assessment.engine) == (
        matrix_text().version_id,
        prompt_version(),
        model,
        engine(),
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
