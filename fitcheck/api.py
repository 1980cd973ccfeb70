"""Fit checks for programs."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Router, Status

from corpus.refusals import Failure, failure, retry_after
from fitcheck.endings import ending_of
from fitcheck.intake import status_of
from fitcheck.keeping import expiry_of
from fitcheck.models import ENDED, Assessment
from fitcheck.run.runner import runner
from fitcheck.selectors import assessment_get, requirements_of
from fitcheck.services import CheckWish, assessment_create
from fitcheck.show.api_schema import FitCheckAccepted, FitCheckIn, FitCheckReply, accepted_reply, fit_check_reply
from fitcheck.verdict.assessment import UnableToAssess
from routing.gateway.messages import UnableToAdmit
from routing.ledger.callers import caller_of_program

router = Router(tags=["fit checks"])
_REFUSALS = dict.fromkeys((400, 403, 409, 413, 422, 429, 503), Failure)
Answer = FitCheckAccepted | FitCheckReply | Failure
_NOT_FOUND = failure("not_found", "There is no such fit check.")


@router.post(
    "/fit-checks",
    response={202: FitCheckAccepted, 200: FitCheckReply, **_REFUSALS},
    summary="Weigh a job description",
    operation_id="fit_check_create",
    exclude_unset=True,
)
def fit_check_create(
    request: HttpRequest,
    response: HttpResponse,
    payload: FitCheckIn,
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=200),  # type: ignore[type-arg]
) -> Status[Answer]:
    """Accept a posting: 202 and where to look, or 200 with the ended record of the same posting, failed ones included.

    The same Idempotency-Key gives the same record; with another posting it is refused (409). `keep_text` and
    `delete_after_days` say what is kept of a posting that is new here.
    """
    try:
        created = assessment_create(
            job=payload.job,
            caller=caller_of_program(request),
            idempotency_key=idempotency_key,
            now=timezone.now(),
            public_id=secrets.token_hex(16),
            wish=CheckWish(
                is_text_kept=payload.keep_text,
                expires_at=expiry_of(str(payload.delete_after_days or ""), timezone.now()),
            ),
        )
    except (UnableToAssess, UnableToAdmit) as refused:
        if isinstance(refused, UnableToAdmit) and refused.retry_at:
            response["Retry-After"] = retry_after(refused.retry_at, timezone.now())
        return Status(status_of(refused.code), failure(refused.code, refused.message))
    if created.is_new:
        runner.wake()
    assessment = created.assessment
    response["Location"] = f"/api/fit-checks/{assessment.public_id}"
    if assessment.status not in ENDED:
        return Status(202, accepted_reply(assessment))
    return Status(200, _whole(assessment))


@router.get(
    "/fit-checks/{id}",
    response={200: FitCheckReply, 404: Failure},
    summary="Read a fit check",
    operation_id="fit_check_get",
    exclude_unset=True,
)
def fit_check_get(request: HttpRequest, response: HttpResponse, id: str) -> Status[FitCheckReply | Failure]:
    """Return the record in whatever state it is. Who knows the id may read it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    try:
        return Status(200, _whole(assessment_get(id)))
    except Assessment.DoesNotExist:
        return Status(404, _NOT_FOUND)


def _whole(assessment: Assessment) -> FitCheckReply:
    return fit_check_reply(assessment, requirements_of(assessment), ending_of(assessment.error_code))
