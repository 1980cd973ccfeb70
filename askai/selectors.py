"""Reads of conversations. A turn is found only through the visitor it belongs to."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from askai.models import Conversation, Turn
from askai.prompt.build import Exchange
from askai.wire import AnswerDone, TurnRecord
from routing.gateway.engines import engine

# A process that answers says so every BEAT_SECONDS; one that was silent for three beats has died.
BEAT_SECONDS = 5.0
STALE_AFTER = timedelta(seconds=3 * BEAT_SECONDS)
_IN_HISTORY = {Turn.State.ANSWERED, Turn.State.DECLINED, Turn.State.STOPPED, Turn.State.CUT}


def conversation_open(visitor: str) -> Conversation | None:
    """Return the visitor's open conversation."""
    return Conversation.objects.filter(visitor=visitor, is_closed=False).first()


def turn_list(conversation: Conversation) -> list[Turn]:
    """Return a conversation's turns, oldest first."""
    return list(conversation.turns.order_by("idx"))


def turn_get(*, turn_id: int, visitor: str) -> Turn:
    """Return a turn of this visitor, with its call and model. Raises Turn.DoesNotExist, whoever else's it is."""
    return _with_call().get(pk=turn_id, conversation__visitor=visitor)


def turn_is_stale(turn: Turn, now: datetime) -> bool:
    """Return whether the process that answered this turn must have died."""
    return turn.state == Turn.State.ANSWERING and now - turn.alive_at > STALE_AFTER


def history_of(turns: list[Turn]) -> list[Exchange]:
    """Return what goes back to the model: answered questions only, never an empty, refused or broken answer."""
    ended = (turn for turn in turns if turn.state in _IN_HISTORY and turn.blocks)
    return [Exchange(turn.question, turn.blocks, timezone.localdate(turn.asked_at)) for turn in ended]


def turn_record(turn: Turn) -> TurnRecord:
    """Return a stored turn as the wire lists it."""
    return TurnRecord(
        turn=turn.pk,
        key=str(turn.key),
        question=turn.question,
        state=turn.state,
        html=turn.html,
        citations=turn.citations,
        thumb=turn.thumb,
        seq=turn.frames,
    )


def turn_done(turn: Turn) -> AnswerDone:
    """Return the last frame of a stored turn, as it was sent."""
    return AnswerDone(
        turn=turn.pk,
        seq=turn.frames,
        state=turn.state,
        html=turn.html,
        citations=turn.citations,
        engine=turn.call.engine if turn.call else engine(),
        model=turn.call.model.api_id if turn.call else "",
    )


def _with_call() -> QuerySet[Turn]:
    return Turn.objects.select_related("call__model")
