"""One silent retry: an answer whose beginning has no source is asked for again, before anybody has read a word of it.

The words are held back until the block they are in is complete, because its citations come after them; a visitor waits
that much longer for the first word, which is why a setting decides.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from askai.answer.citations import AnswerPart
from askai.answer.claims import Held, unsourced
from askai.answer.library import library_of
from askai.feature import ASK_AI
from askai.models import Turn
from askai.services import TurnWork
from routing.gateway.messages import Caller, Event, Outcome, Ticket, UnableToAdmit
from routing.ledger.admission import call_open
from routing.ledger.calls import call_close
from routing.models import Engine

BREACH = "retried:1"
_MOST = 400  # characters held back; a longer block is shown as it comes
_LEAST = 20  # fewer are glue, such as "Yes."

Drawn = tuple[Event, int | None]


def is_retried(ticket: Ticket) -> bool:
    """Return whether the beginning of this answer is checked before it is shown. The demo engine only quotes."""
    return settings.ASK_RETRY and not Engine(ticket.engine).is_free


class HeldStart:
    """What has come and is not shown yet: each event with the number of its chip."""

    def __init__(self) -> None:
        self.is_over = False
        self._events: list[Drawn] = []
        self._length = 0

    def take(self, event: Event, number: int | None) -> None:
        """Hold one event back."""
        self._events.append((event, number))
        self._length += len(getattr(event, "text", ""))

    def closed(self, parts: Sequence[AnswerPart]) -> Sequence[AnswerPart]:
        """Return the complete blocks once they say something; a block is complete when the next one has begun."""
        blocks = {event.block for event, _ in self._events}
        whole = parts[:-1] if len(blocks) > 1 else ()
        return whole if sum(len(part.text) for part in whole) >= _LEAST else ()

    @property
    def is_too_long(self) -> bool:
        return self._length > _MOST

    def release(self) -> list[Drawn]:
        """Return what was held back, to be shown now. Nothing is held from here on."""
        self.is_over = True
        return self._events


def has_fault(work: TurnWork, parts: Sequence[AnswerPart], now: datetime) -> bool:
    """Return whether a complete sentence of these blocks has no source."""
    can_cite = "citations" in work.ticket.capabilities
    held = Held(question=work.question, today=timezone.localdate(now), can_cite=can_cite)
    text = "".join(part.text for part in parts).rstrip()
    is_ended = text.endswith((".", "!", "?"))
    lacking = unsourced(parts, library_of(work.prefix.corpus), held)
    return any(is_ended or each.end < len(text) for each in lacking)


def retry_open(*, work: TurnWork, caller: Caller, now: datetime) -> TurnWork | None:
    """Grant the same question once more. None = the budget or a rate does not allow it: the first answer is shown."""
    try:
        ticket = call_open(feature=ASK_AI.key, prompt=work.prompt, caller=caller, now=now, begin=True)
    except UnableToAdmit:
        return None
    return TurnWork(work.turn_id, work.question, ticket, work.prompt, work.prefix)


@transaction.atomic
def retry_settle(*, first: TurnWork, second: TurnWork, outcome: Outcome, now: datetime) -> None:
    """Book the answer that nobody saw; the turn belongs to the second call from here on."""
    outcome.breaches = [BREACH]
    call_close(first.ticket, outcome, now)
    Turn.objects.filter(pk=first.turn_id).update(call_id=second.ticket.call_id)
