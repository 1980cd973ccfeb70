"""One whole answer, for clients without a websocket."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from askai.answer.whole import answer_whole
from askai.models import Turn
from askai.selectors import turn_done
from askai.services import UnableToAsk, VisitorQuestion
from askai.views import ask_status
from corpus.refusals import Failure, failure, retry_after
from routing.gateway.messages import UnableToAdmit
from routing.ledger.callers import caller_of_program

router = Router(tags=["ask"])


class AskIn(Schema):
    """A question to the site."""

    text: str = Field(description="The question, in any language.", examples=["What did she ship last year?"])


class CitationOut(Schema):
    """The words of a section that support the answer, and the address of the section."""

    source: str
    title: str
    quote: str


class UnsourcedOut(Schema):
    """A sentence of the answer that no source bears out.

    `kind` is `uncited`, or what its sources do not hold: `figure`, `name`, `skill`; `unrelated` where they speak of
    something else.
    """

    text: str
    kind: str


class AnswerOut(Schema):
    """A whole answer. `state` is `answered`, `declined` (the site does not say), `cut`, `refused` or `interrupted`."""

    state: str
    text: str
    html: str
    citations: list[CitationOut]
    unsourced: list[UnsourcedOut]
    engine: str
    model: str


@router.post(
    "/ask",
    response={200: AnswerOut, **dict.fromkeys((400, 403, 409, 422, 429, 503), Failure)},
    summary="Ask one question and wait for the whole answer",
)
async def ask(request: HttpRequest, response: HttpResponse, question: AskIn) -> Status[AnswerOut | Failure]:
    """Answer from the pages of the site, with citations. Every call stands alone; the limits of the page apply."""
    asked = VisitorQuestion(text=question.text, key=uuid4(), conversation=uuid4(), is_lone=True)
    try:
        turn = await answer_whole(question=asked, caller=caller_of_program(request), clock=timezone.now)
    except (UnableToAsk, UnableToAdmit) as refused:
        if isinstance(refused, UnableToAdmit) and refused.retry_at:
            response["Retry-After"] = retry_after(refused.retry_at, timezone.now())
        return Status(ask_status(refused), failure(refused.code, refused.message))
    return Status(200, _answer(turn))


def _answer(turn: Turn) -> AnswerOut:
    done = turn_done(turn)
    return AnswerOut(
        state=done.state,
        text=turn.text,
        html=done.html,
        citations=[CitationOut(**citation) for citation in done.citations],
        unsourced=[UnsourcedOut(**sentence) for sentence in turn.unsourced],
        engine=done.engine,
        model=done.model,
    )
