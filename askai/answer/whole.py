"""A whole answer at once, for forms and clients without a websocket: the same task, waited for."""

import asyncio
from collections.abc import AsyncIterator

from askai.answer.leases import turn_watch
from askai.answer.task import Clock, answer_begin, answer_of
from askai.models import Turn
from askai.selectors import turn_done
from askai.services import VisitorQuestion, turn_find
from askai.wire import AnswerFrame, frames_read
from routing.crossing import cross
from routing.gateway.messages import Caller

_POLL_SECONDS = 0.5


async def answer_whole(*, question: VisitorQuestion, caller: Caller, clock: Clock) -> Turn:
    """Ask, wait for the end, and return the stored turn. Raises UnableToAsk and UnableToAdmit."""
    opened = await asyncio.shield(answer_begin(question=question, caller=caller, clock=clock).opened)
    answer = answer_of(opened.id)
    if answer is not None and answer.frames is not None:
        async for _ in answer.frames.follow():
            pass
    async for _ in turn_follow(turn_id=opened.id, visitor=caller.visitor, after=0):
        pass
    return await cross(turn_find, turn_id=opened.id, visitor=caller.visitor)


async def turn_follow(*, turn_id: int, visitor: str, after: int) -> AsyncIterator[AnswerFrame]:
    """Yield a turn's frames after number `after` from its row, while another process writes it, and then its end.

    It does end: a turn whose process falls silent is marked as interrupted. Raises UnableToAsk `not_found`.
    """
    turn = await cross(turn_find, turn_id=turn_id, visitor=visitor)
    if turn.state == Turn.State.ANSWERING:
        await cross(turn_watch, turn_id)
    while turn.state == Turn.State.ANSWERING:
        for frame in frames_read(turn_id, turn.live, after):
            after = frame.seq
            yield frame
        await asyncio.sleep(_POLL_SECONDS)
        turn = await cross(turn_find, turn_id=turn_id, visitor=visitor)
    yield turn_done(turn)
