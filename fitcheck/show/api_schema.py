"""The shapes of `/api/fit-checks`: what programs are sent, field by field."""

from datetime import datetime
from typing import Literal

from django.conf import settings
from ninja import Field, Schema

from corpus.refusals import Refusal
from fitcheck.models import ENDED, Assessment, Level, Requirement, Status


class FitCheckIn(Schema):
    """A job description as text; HTML is stripped to text."""

    job: str = Field(description="The posting's text. Limits are settings of the site, counted after cleaning.")
    keep_text: bool = Field(
        True, description="False: when the check is done, the text and its quotes are deleted; the result stays."
    )
    delete_after_days: Literal[7, 30, 90] | None = Field(
        None, description="Delete the whole record after so many days; null: not by itself."
    )


class FitCheckAccepted(Schema):
    id: str
    url: str
    status: str


class RoleReply(Schema):
    title: str
    organisation: str
    seniority: str


class AxisReply(Schema):
    """`role_value` is what the posting wants, `fact` what the owner states."""

    axis: str
    alignment: str
    role_value: str
    fact: str
    reason: str


class GateReply(Schema):
    """A condition; `status` is `met`, `failed` or `unknown`, `fact` the owner's own word that decided."""

    statement: str
    quote: str
    offset: int | None
    kind: str
    needs: str
    status: str
    fact: str


class SkillReply(Schema):
    key: str
    name: str
    rating: int


class LineReply(Schema):
    """A stretch of the posting; `offset` in characters of the cleaned posting."""

    quote: str
    offset: int | None


class ReadingReply(Schema):
    """How much of the posting was weighed: lines that ask, lines met by a verified quote, and the lines left."""

    asks: int = 0
    read: int = 0
    left: list[LineReply] = []


class SecondReadingReply(Schema):
    """`status` is `done`, `off`, `failed` or `budget`; empty for a record from before there was one."""

    status: str = ""
    asked: int = 0
    confirmed: int = 0
    lowered: int = 0


class ChangeReply(Schema):
    """One smallest set of changes that would move the verdict, and the word it would move to."""

    verdict: str
    text: str


class RequirementReply(Schema):
    """`offset` in characters of the cleaned posting, `weight` in percent of everything asked.

    `asked` is the depth asked for, `because` the words of the evidence that carry the level, `proof` the second
    reading's answer, `lowered_from` the level before code lowered it.
    """

    idx: int
    statement: str
    quote: str
    offset: int | None
    kind: str
    axis: str
    emphasis: int
    weight: float
    level: str
    gap_kind: str
    reason: str
    skills: list[SkillReply]
    flags: list[str]
    asked: str
    years_asked: int | None
    because: str
    proof: str
    lowered_from: str
    lowered_why: str


class FitCheckReply(Schema):
    """A fit check in whatever state it is; the verdict is null until `status` is done.

    It stays null where `incomplete` is true: too little of the posting was weighed. `error` is there only for one
    that failed or was interrupted. `decisive` holds the `idx` of the requirements the job stands or falls by.
    """

    id: str
    status: str
    error: Refusal | None = None
    verdict: str | None
    incomplete: bool
    notices: list[str]
    reading: ReadingReply
    second_reading: SecondReadingReply
    decisive: list[int]
    unknown: int
    would_change: list[ChangeReply]
    wanted: list[str]
    borderline: bool
    agreement: str
    coverage: float | None
    must_coverage: float | None
    role: RoleReply
    axes: list[AxisReply]
    gates: list[GateReply]
    headline: str
    opening: str
    misfits: list[str]
    questions: list[str]
    requirements: list[RequirementReply]
    engine: str
    model: str
    matrix_version: str
    prompt_version: str
    created_at: datetime
    text_kept: bool
    delete_at: datetime | None
    url: str


def accepted_reply(assessment: Assessment) -> FitCheckAccepted:
    """Return where the record is and how far."""
    return FitCheckAccepted(id=assessment.public_id, url=url_of(assessment), status=assessment.status)


def url_of(assessment: Assessment) -> str:
    """Return the absolute address of the record's page."""
    return f"{settings.SITE_URL}{assessment.get_absolute_url()}"


def fit_check_reply(assessment: Assessment, requirements: list[Requirement], ending: str) -> FitCheckReply:
    """Return the whole record. `ending` is the sentence for one that ended without a verdict."""
    reply = FitCheckReply(
        id=assessment.public_id,
        status=assessment.status,
        verdict=assessment.verdict or None,
        incomplete=assessment.is_incomplete,
        notices=assessment.notices,
        reading=ReadingReply(**assessment.reading),
        second_reading=SecondReadingReply(**assessment.second_reading),
        decisive=assessment.decisive,
        unknown=sum(one.level == Level.UNKNOWN for one in requirements),
        would_change=[ChangeReply(**change) for change in assessment.would_change],
        wanted=assessment.wanted,
        borderline=assessment.is_borderline,
        agreement=assessment.agreement,
        coverage=assessment.coverage,
        must_coverage=assessment.must_coverage,
        role=RoleReply(
            title=assessment.role_title,
            organisation=assessment.role_organisation,
            seniority=assessment.role_seniority,
        ),
        axes=[AxisReply(**axis) for axis in assessment.axes],
        gates=[GateReply(**gate) for gate in assessment.gates],
        headline=assessment.headline,
        opening=assessment.opening,
        misfits=assessment.misfits,
        questions=assessment.questions,
        requirements=[_requirement(one) for one in requirements],
        engine=assessment.engine,
        model=assessment.model_name,
        matrix_version=assessment.matrix_version.sha256[:12] if assessment.matrix_version else "",
        prompt_version=assessment.prompt_version,
        created_at=assessment.created_at,
        text_kept=assessment.is_text_kept,
        delete_at=assessment.expires_at,
        url=url_of(assessment),
    )
    if assessment.status in ENDED and assessment.status != Status.DONE:
        reply.error = Refusal(code=assessment.error_code, message=ending)
    return reply


def _requirement(one: Requirement) -> RequirementReply:
    return RequirementReply(
        idx=one.idx,
        statement=one.statement,
        quote=one.quote,
        offset=one.offset,
        kind=one.kind,
        axis=one.axis,
        emphasis=one.emphasis,
        weight=one.weight,
        level=one.level,
        gap_kind=one.gap_kind,
        reason=one.reason,
        skills=[SkillReply(**cited) for cited in one.evidence],
        flags=one.flags,
        asked=one.asked,
        years_asked=one.years_asked,
        because=one.because,
        proof=one.proof,
        lowered_from=one.lowered_from,
        lowered_why=one.lowered_why,
    )
