"""The record as the job: claimed, kept, paid for, let go. Every write carries the fence of the claim it belongs to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from corpus.selectors import matrix_text_of, skill_keys_listed
from corpus.text.values import MatrixText
from fitcheck.contract.prompt import fence_of, prompt_build
from fitcheck.feature import FIT_CHECK
from fitcheck.keeping import texts_drop
from fitcheck.models import Assessment, AssessmentQuerySet, Status
from routing.gateway.messages import Caller, Prompt, Ticket, UnableToAdmit
from routing.ledger.admission import call_open
from routing.ledger.calls import call_begin, ticket_get
from routing.models import Call, CallStatus

MAX_ATTEMPTS = 2
MAX_CLAIMS = 10
_POISON = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Claim:
    """A hold on one record. `fence` is void as soon as another node claims it."""

    pk: int
    fence: int


@dataclass(frozen=True, slots=True)
class Work:
    """A claim whose call is granted and marked as begun: the request may leave now."""

    claim: Claim
    public_id: str
    attempt: int
    job: str
    matrix: MatrixText
    prompt: Prompt
    ticket: Ticket
    created_at: datetime
    listed: frozenset[str]  # keys of the skills that visitors may see
    caller: Caller


def _lease_until() -> Combinable:
    seconds = timedelta(seconds=settings.FITCHECK_LEASE_SECONDS)
    return ExpressionWrapper(Now() + Value(seconds), output_field=DateTimeField())


def assessment_claim(*, node: str, busy: Collection[int] = ()) -> Claim | None:
    """Take the oldest record that waits or was abandoned. None = nothing to do, or another node was faster.

    `busy` are the records this node is still working on: it never claims them again, whatever their leases say.
    """
    free = (
        Assessment.objects.claimable()
        .exclude(pk__in=busy)
        .order_by("created_at", "pk")
        .values_list("pk", "fence")
        .first()
    )
    if free is None:
        return None
    claim = Claim(pk=free[0], fence=free[1] + 1)
    taken = Assessment.objects.claimable().filter(pk=claim.pk, fence=claim.fence - 1)
    won = taken.update(status=Status.RUNNING, node=node, fence=claim.fence, lease_until=_lease_until())
    return claim if won == 1 else None


def held(claim: Claim) -> AssessmentQuerySet:
    """Return the record while this claim holds it; nothing once another node took over."""
    return Assessment.objects.held(pk=claim.pk, fence=claim.fence)


def assessment_heartbeat(claim: Claim, **known: str) -> bool:
    """Prolong the lease, and store what has become known of the role.

    False = the lease was lost: the upstream call must be cancelled at once.
    """
    return held(claim).update(lease_until=_lease_until(), **known) == 1


def assessment_release(claim: Claim) -> bool:
    """Let go at once, so that another node need not wait for the lease to run out."""
    return held(claim).update(lease_until=Now()) == 1


def assessment_postpone(claim: Claim, now: datetime) -> bool:
    """Push a record away for a minute: one that breaks its runner must not break it in a loop, nor for ever."""
    if claim.fence >= MAX_CLAIMS:
        _interrupt(claim, "broken", now)
        return False
    return held(claim).update(lease_until=Now(), not_before=now + _POISON) == 1


def assessment_begin(claim: Claim, *, now: datetime, complaint: str = "") -> Work | None:
    """Mark the payment before the request leaves, and return what to send. None = nothing may be sent.

    The row then is another node's, or ended: two paid calls were made, or a new reservation was refused.
    """
    with transaction.atomic():
        row = held(claim).first()
        if row is None:
            return None
        if row.attempts >= MAX_ATTEMPTS:
            _interrupt(claim, row.error_code or "lost", now)
            return None
        matrix = matrix_text_of(row.matrix_version_id or 0)
        prompt = prompt_build(
            matrix=matrix,
            job=row.job,
            fence=fence_of(row.public_id),
            asked_on=row.created_at.date(),
            complaint=complaint,
        )
        ticket = _ticket(row, prompt, now)
        if ticket is None or not call_begin(ticket, now):
            _interrupt(claim, "limit", now)
            return None
        row.requirements.all().delete()
        _mark_paid(claim, ticket)
    return Work(
        claim=claim,
        public_id=row.public_id,
        attempt=row.attempts + 1,
        job=row.job,
        matrix=matrix,
        prompt=prompt,
        ticket=ticket,
        created_at=row.created_at,
        listed=skill_keys_listed(),
        caller=Caller(visitor=row.visitor, network=row.network),
    )


def _ticket(row: Assessment, prompt: Prompt, now: datetime) -> Ticket | None:
    """Return the reservation made when the record was accepted, or ask for a new one if that was used up."""
    if row.call_id and Call.objects.filter(pk=row.call_id, status=CallStatus.RESERVED).exists():
        return ticket_get(row.call_id)
    caller = Caller(visitor=row.visitor, network=row.network)
    try:
        return call_open(feature=FIT_CHECK.key, prompt=prompt, caller=caller, now=now)
    except UnableToAdmit:
        return None


def _mark_paid(claim: Claim, ticket: Ticket) -> None:
    held(claim).update(
        attempts=F("attempts") + 1,
        call_id=ticket.call_id,
        model=ticket.model,
        engine=ticket.engine,
        lease_until=_lease_until(),
    )


def _interrupt(claim: Claim, code: str, now: datetime) -> None:
    held(claim).update(status=Status.INTERRUPTED, error_code=code, finished_at=now, lease_until=None)
    texts_drop(claim.pk)
