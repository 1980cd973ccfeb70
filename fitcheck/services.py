"""Accepting a fit check: cleaned, measured, counted once, paid for before it is promised."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from corpus.selectors import matrix_text
from fitcheck.contract.prompt import fence_of, prompt_build, prompt_version
from fitcheck.feature import FIT_CHECK
from fitcheck.intake import posting_check
from fitcheck.keeping import assessment_keep
from fitcheck.models import Assessment
from fitcheck.posting.reader import posting_clean, posting_sha256
from fitcheck.selectors import assessment_by_key, assessment_near, assessment_stored
from fitcheck.verdict.assessment import UnableToAssess
from routing.gateway.messages import Caller
from routing.ledger.admission import call_open
from routing.models import Route


@dataclass(frozen=True, slots=True)
class Created:
    """The record for a posting. `is_new` False = it was there before and cost nothing."""

    assessment: Assessment
    is_new: bool


@dataclass(frozen=True, slots=True)
class CheckWish:
    """What the sender wants of a check. `is_fresh`: no stored record will do.

    `is_near_refused`: the sender is asked first where an own check of almost the same text is there.
    """

    is_fresh: bool = False
    is_near_refused: bool = False
    is_text_kept: bool = True
    expires_at: datetime | None = None

    @property
    def is_careful(self) -> bool:
        return not self.is_text_kept or self.expires_at is not None


AS_USUAL = CheckWish()


class NearCheck(Exception):
    """There is a check of almost the same text by the same visitor: nothing was created."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(assessment.public_id)
        self.assessment = assessment


def assessment_create(
    *, job: str, caller: Caller, idempotency_key: str, now: datetime, public_id: str, wish: CheckWish = AS_USUAL
) -> Created:
    """Accept one posting, or return the record that already answers it.

    The same key gives the same record; the same posting against the same matrix, prompt and model gives the stored
    one, unless a fresh one is wished for. Otherwise one transaction reserves the money and writes the row, which is
    then never lost.
    `public_id` is 128 random bits from the caller. Raises UnableToAssess (bad text, or the key used for another
    posting: code `conflict`), UnableToAdmit (a limit), and NearCheck where the wish says so.
    """
    text = posting_clean(job)
    posting_check(text, least=settings.FITCHECK_MIN_CHARS, most=settings.FITCHECK_MAX_CHARS)
    wanted = Assessment(
        public_id=public_id,
        visitor=caller.visitor,
        network=caller.network,
        idempotency_key=_key_scoped(idempotency_key, caller),
        job=text,
        job_sha256=posting_sha256(text),
        prompt_version=prompt_version(),
        created_at=now,
        is_text_kept=wish.is_text_kept,
        expires_at=wish.expires_at,
    )
    found = _replayed(wanted) or (None if wish.is_fresh else _stored(wanted, wish))
    if found is None and wish.is_near_refused and (near := assessment_near(wanted)):
        raise NearCheck(near)
    return found or _accepted(wanted, caller, now)


def _key_scoped(key: str, caller: Caller) -> str:
    """A key belongs to who sent it: two callers with the same key never meet in one record."""
    if not key:
        return ""
    return hashlib.sha256(f"{caller.visitor or caller.network}|{key}".encode("utf-8", "replace")).hexdigest()


def _replayed(wanted: Assessment) -> Created | None:
    found = assessment_by_key(visitor=wanted.visitor, key=wanted.idempotency_key)
    if found is None:
        return None
    if found.job_sha256 != wanted.job_sha256:
        raise UnableToAssess("conflict", "This key was already used for another job description. Send a new key.")
    return Created(found, is_new=False)


def _stored(wanted: Assessment, wish: CheckWish) -> Created | None:
    try:
        found = assessment_stored(wanted=wanted, matrix_version_id=matrix_text().version_id)
    except Route.DoesNotExist:
        return None  # without a route nothing is granted either: that refusal has the words for it
    if found is None:
        return None
    if wish.is_careful and wanted.visitor and found.visitor == wanted.visitor:
        assessment_keep(found, is_text_kept=wish.is_text_kept, expires_at=wish.expires_at)
    return Created(found, is_new=False)


def _accepted(wanted: Assessment, caller: Caller, now: datetime) -> Created:
    """Reserve and insert in one transaction. A twin that was faster wins, and this reservation is rolled back."""
    matrix = matrix_text()
    prompt = prompt_build(
        matrix=matrix, job=wanted.job, fence=fence_of(wanted.public_id), asked_on=wanted.created_at.date()
    )
    try:
        with transaction.atomic():
            # Under the write lock now: a twin that committed meanwhile is seen before money is reserved.
            if replayed := _replayed(wanted):
                return replayed
            ticket = call_open(feature=FIT_CHECK.key, prompt=prompt, caller=caller, now=now)
            wanted.matrix_version_id = matrix.version_id
            wanted.call_id = ticket.call_id
            wanted.model, wanted.engine = ticket.model, ticket.engine
            wanted.save(force_insert=True)
    except IntegrityError:
        replayed = _replayed(wanted)
        if replayed is None:
            raise
        return replayed
    return Created(wanted, is_new=True)
