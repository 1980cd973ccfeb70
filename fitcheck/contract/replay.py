"""Postings of the past, assessed again by another model: how routing gets at them without knowing this feature."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from corpus.selectors import matrix_text
from fitcheck.contract.prompt import fence_of, prompt_build
from fitcheck.contract.reply import UnableToRead, answer_read
from fitcheck.contract.schema import AssessmentOut
from fitcheck.models import Assessment, Status, Verdict
from routing.gateway.messages import Prompt
from routing.registry import PastInput, Replay

_WIDER = 3  # the same posting is checked again after a change of the matrix: read more records than are wanted


def _latest(count: int) -> list[PastInput]:
    done = Assessment.objects.filter(status=Status.DONE).exclude(job="").order_by("-created_at", "-pk")
    return _inputs(done[: count * _WIDER])[:count]


def _of_calls(calls: Sequence[int]) -> list[PastInput]:
    return _inputs(Assessment.objects.filter(call__in=calls).exclude(job="").order_by("-created_at", "-pk"))


def _inputs(assessments: Iterable[Assessment]) -> list[PastInput]:
    """Return each posting once, at its newest record."""
    newest: dict[str, PastInput] = {}
    for record in assessments:
        newest.setdefault(record.job_sha256, PastInput(record.pk, _label(record)))
    return list(newest.values())


def _label(record: Assessment) -> str:
    role = ", ".join(part for part in (record.role_title, record.role_organisation) if part)
    return role or " ".join(record.job.split())[:120]


def _prompt(assessment_id: int) -> Prompt:
    """Return the posting against the matrix of today. Raises LookupError."""
    record = Assessment.objects.filter(pk=assessment_id).first()
    if record is None:
        raise LookupError(assessment_id)
    return prompt_build(
        matrix=matrix_text(), job=record.job, fence=fence_of(record.public_id), asked_on=record.created_at.date()
    )


def _readable(raw: str) -> str:
    """Return an answer as the page would say it: judgment first, then row by row. A broken contract stays raw."""
    try:
        answer = answer_read(raw)
    except UnableToRead:
        return raw
    if not answer.is_job_posting:
        return "This is not a job posting."
    return "\n".join(_lines(answer))


def _lines(answer: AssessmentOut) -> Iterator[str]:
    yield f"{Verdict(answer.stance).label}. {answer.headline}"
    yield answer.opening
    for requirement in answer.requirements:
        yield f"\n{requirement.level.upper()}: {requirement.statement}\n{requirement.reason}"
    for axis in answer.axes:
        yield f"\n{axis.axis.capitalize()} {axis.alignment}: {axis.reason}"
    if answer.callouts:
        yield "\nAlso: " + " ".join(callout.sentence for callout in answer.callouts)
    if answer.questions:
        yield "\nTo ask: " + " ".join(answer.questions)


def _kept(assessments: Collection[int]) -> set[int]:
    return set(Assessment.objects.filter(pk__in=assessments).exclude(job="").values_list("pk", flat=True))


REPLAY = Replay(latest=_latest, of_calls=_of_calls, prompt=_prompt, readable=_readable, kept=_kept)
