"""Reads of conversations. A turn is found only through the visitor it belongs to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper, QuerySet, Value
from django.db.models.functions import Now
from django.utils import timezone

from askai.models import Conversation, Turn
from askai.prompt.build import Exchange
from askai.wire import AnswerDone, TurnRecord
from routing.gateway.engines import engine

# A process that answers says so every BEAT_SECONDS; one that was silent for three beats has died.
BEAT_SECONDS = 5.0
STALE_AFTER = timedelta(seconds=3 * BEAT_SECONDS)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked of a turn at another process than the one that writes it."""

    turn: int
    is_stop_wanted: bool
    is_watched: bool


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


def turns_left() -> QuerySet[Turn]:
    """Return the turns whose process must have died, by the database's clock: those of two machines may differ."""
    since = ExpressionWrapper(Now() - Value(STALE_AFTER), output_field=DateTimeField())
    return Turn.objects.filter(state=Turn.State.ANSWERING, alive_at__lt=since)


def turn_wishes(turns: Collection[int]) -> list[Wish]:
    """Return what was asked of these turns elsewhere. One that is missing was given up or deleted."""
    answering = Turn.objects.filter(pk__in=turns, state=Turn.State.ANSWERING)
    return [Wish(*row) for row in answering.values_list("pk", "is_stop_wanted", "is_watched")]


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
        model=turn.call.model_name if turn.call else "",
    )


def _with_call() -> QuerySet[Turn]:
    return Turn.objects.select_related("call__model")
