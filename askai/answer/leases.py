"""A turn while it is written: its process says that it lives, other processes say in the row what is wanted of it.

The row and nothing else passes between processes, and its times are the database's.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Now

from askai.answer.citations import AnswerBlock
from askai.answer.rendering import Extras, answer_html
from askai.models import Turn
from askai.selectors import turns_left

BROKE_OFF = "The answer broke off: this is as far as it got. Ask again for the whole of it."


def turn_beat(*, turn_id: int, text: str, live: list[list[object]]) -> bool:
    """Say that a turn is still being written, and keep its words so far. False = it was given up or deleted: stop.

    `live` are its frames, for those who follow it at another process.
    """
    held = Turn.objects.filter(pk=turn_id, state=Turn.State.ANSWERING)
    return held.update(alive_at=Now(), text=text, live=live) == 1


def turns_stop(*, visitor: str) -> int:
    """Ask whichever process writes an answer for this visitor to stop it; return how many there are."""
    answering = Turn.objects.filter(conversation__visitor=visitor, state=Turn.State.ANSWERING)
    return answering.update(is_stop_wanted=True)


def turn_watch(turn_id: int) -> None:
    """Ask the process that writes a turn to keep its frames in the row from now on."""
    Turn.objects.filter(pk=turn_id, state=Turn.State.ANSWERING, is_watched=False).update(is_watched=True)


def turns_interrupt(left: QuerySet[Turn]) -> int:
    """Mark these of the turns that dead processes left, and return how many. Their calls are settled by the sweep."""
    extras = Extras(note=BROKE_OFF)
    return sum(
        left.filter(pk=turn.pk).update(
            state=Turn.State.INTERRUPTED, html=answer_html([AnswerBlock(turn.text)], [], extras), frames=1, live=[]
        )
        for turn in left.only("pk", "text")
    )


def turns_sweep(now: datetime) -> int:
    """Mark every turn that a dead process left, whether or not its visitor looks again."""
    return turns_interrupt(turns_left())
