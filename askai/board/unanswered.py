"""Questions of the chat that were declined, disputed, or answered without a source."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from askai.models import Turn
from corpus.asks import AskSource, UnmetAsk
from routing.models import Mark


def _newest(most: int) -> Sequence[UnmetAsk]:
    """A question that this chat is not for has no topic: it is left out."""
    marked = Exists(Mark.objects.filter(call=OuterRef("call")))
    declined = Q(state=Turn.State.DECLINED) & ~Q(topic="")
    answered = Q(state__in=[Turn.State.ANSWERED, Turn.State.CUT])
    disputed = Q(thumb=-1) | Q(is_marked=True) | ~Q(unsourced=[])
    turns = Turn.objects.annotate(is_marked=marked).filter(declined | (answered & disputed))
    return [_ask(turn) for turn in turns.order_by("-asked_at", "-pk")[:most]]


def _ask(turn: Turn) -> UnmetAsk:
    return UnmetAsk(
        ref=f"turn-{turn.pk}",
        text=turn.question,
        why=_why(turn),
        at=turn.asked_at,
        path=reverse("admin:askai_turn_change", args=[turn.pk]),
    )


def _why(turn: Turn) -> str:
    if turn.state == Turn.State.DECLINED:
        return "declined"
    is_disputed = turn.thumb == -1 or getattr(turn, "is_marked", False)
    return "disputed" if is_disputed else "answered without a source"


def _text(pk: int) -> str:
    return Turn.objects.filter(pk=pk).values_list("question", flat=True).first() or ""


UNANSWERED = AskSource(newest=_newest, text=_text)
