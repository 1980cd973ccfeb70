"""A whole answer at once, for forms and clients without a websocket: the same task, waited for."""

import asyncio

from askai.answer.task import Clock, answer_begin, answer_of
from askai.models import Turn
from askai.services import VisitorQuestion, turn_find
from routing.crossing import cross
from routing.gateway.messages import Caller

_POLL_SECONDS = 1.0


async def answer_whole(*, question: VisitorQuestion, caller: Caller, clock: Clock) -> Turn:
    """Ask, wait for the end, and return the stored turn. Raises UnableToAsk and UnableToAdmit."""
    opened = await asyncio.shield(answer_begin(question=question, caller=caller, clock=clock).opened)
    answer = answer_of(opened.id)
    if answer is not None and answer.frames is not None:
        async for _ in answer.frames.follow():
            pass
    return await turn_ended(turn_id=opened.id, visitor=caller.visitor, clock=clock)


async def turn_ended(*, turn_id: int, visitor: str, clock: Clock) -> Turn:
    """Return a stored turn once it has ended, waiting for it while another process writes it.

    It does end: a turn whose process falls silent is marked as interrupted. Raises UnableToAsk `not_found`.
    """
    while True:
        turn = await cross(turn_find, turn_id=turn_id, visitor=visitor, now=clock())
        if turn.state != Turn.State.ANSWERING:
            return turn
        await asyncio.sleep(_POLL_SECONDS)
