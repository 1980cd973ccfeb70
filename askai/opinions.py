"""What visitors and the owner think of an answer: kept on the turn, and told to routing as marks on its call."""

from datetime import datetime

from django.db import transaction

from askai.models import Turn
from askai.services import UnableToAsk
from routing.gateway.cleaning import clean_text
from routing.marks.writes import mark_put
from routing.models import Mark

# The reasons that speak of the model; the others speak of the site or of its sources.
_MARKS = {
    "too long": Mark.Kind.TOO_MUCH,
    "too shallow": Mark.Kind.WISHED_DEEPER,
    "wrong": Mark.Kind.WISHED_DEEPER,
}


@transaction.atomic
def turn_thumb(*, turn_id: int, visitor: str, value: int, reason: str, now: datetime) -> None:
    """Store what the visitor thought of an answer; the last word counts. Raises UnableToAsk `not_found`."""
    ended = Turn.objects.exclude(state=Turn.State.ANSWERING)
    turn = ended.filter(pk=turn_id, conversation__visitor=visitor).first()
    if turn is None:
        raise UnableToAsk("not_found", "That answer is no longer here.")
    reason = clean_text(reason)[:200]
    Turn.objects.filter(pk=turn.pk).update(thumb=value, thumb_reason=reason)
    if turn.call_id is None:
        return
    Mark.objects.filter(call=turn.call_id, is_owner=False).delete()
    kind = _MARKS.get(reason) if value < 0 else None
    if kind is not None:
        mark_put(call_id=turn.call_id, kind=kind, now=now, note=reason)
