"""Questions of the past, asked again of another model: how routing gets at them without knowing this feature."""

from collections.abc import Collection, Iterable, Sequence

from django.utils import timezone

from askai.models import Turn
from askai.prompt.build import prompt_build
from askai.prompt.prefix import prefix_today
from askai.selectors import history_of
from routing.gateway.messages import Prompt
from routing.registry import PastInput, Replay

_ENDED = (Turn.State.ANSWERED, Turn.State.DECLINED, Turn.State.CUT)
_WIDER = 5  # starter questions are asked again and again: read more turns than are wanted


def _latest(count: int) -> list[PastInput]:
    ended = Turn.objects.filter(state__in=_ENDED).order_by("-asked_at", "-pk")
    return _inputs(ended[: count * _WIDER])[:count]


def _of_calls(calls: Sequence[int]) -> list[PastInput]:
    return _inputs(Turn.objects.filter(call__in=calls).order_by("-asked_at", "-pk"))


def _inputs(turns: Iterable[Turn]) -> list[PastInput]:
    """Return each question once, at its newest turn."""
    newest: dict[str, PastInput] = {}
    for turn in turns:
        newest.setdefault(" ".join(turn.question.casefold().split()), PastInput(turn.pk, turn.question))
    return list(newest.values())


def _prompt(turn_id: int) -> Prompt:
    """Return the question after what was said before it, over the pages of today. Raises LookupError."""
    turn = Turn.objects.filter(pk=turn_id).first()
    if turn is None:
        raise LookupError(turn_id)
    before = Turn.objects.filter(conversation=turn.conversation_id, idx__lt=turn.idx).order_by("idx")
    asked_on = timezone.localdate(turn.asked_at)
    return prompt_build(prefix_today(), history=history_of(list(before)), question=turn.question, asked_on=asked_on)


def _kept(turns: Collection[int]) -> set[int]:
    return set(Turn.objects.filter(pk__in=turns).values_list("pk", flat=True))


REPLAY = Replay(latest=_latest, of_calls=_of_calls, prompt=_prompt, kept=_kept)
