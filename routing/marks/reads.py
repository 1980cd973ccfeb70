"""What marks and measured breaches say of a feature's route, read from the ledger."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from routing.marks.rules import Advice, MarkWindow, Opinion, TriggerThresholds, propose, window_of
from routing.models import Call, Mark
from routing.models.ledger import ANSWERED


@dataclass(frozen=True, slots=True)
class TriggerState:
    """Everything the proposal of one feature rests on. `marks` are the window's marks, newest first.

    `breaches` = (kind, number of answers that broke their contract in this way), most frequent first.
    """

    feature: str
    days: int
    window: MarkWindow
    thresholds: TriggerThresholds
    advice: Advice
    breaches: tuple[tuple[str, int], ...]
    marks: tuple[Mark, ...]

    @property
    def embellished_percent(self) -> int | None:
        """The share of answers that broke their contract; None where nothing was answered."""
        return round(100 * self.window.embellished / self.window.calls) if self.window.calls else None


def thresholds_now() -> TriggerThresholds:
    return TriggerThresholds(
        least_marks_up=settings.TRIGGER_UP_MARKS,
        least_share_up=settings.TRIGGER_UP_PERCENT / 100,
        least_marks_down=settings.TRIGGER_DOWN_MARKS,
        least_share_down=settings.TRIGGER_DOWN_PERCENT / 100,
        embellished_share=settings.TRIGGER_EMBELLISHED_PERCENT / 100,
    )


def trigger_state(feature: str, now: datetime) -> TriggerState:
    """Weigh the last days' marks and breaches of one feature. Three queries."""
    days = settings.TRIGGER_DAYS
    since = now - timedelta(days=days)
    answered = Call.objects.filter(feature=feature, started_at__gte=since, status__in=ANSWERED)
    broken = list(answered.exclude(breaches=[]).values_list("breaches", flat=True))
    kinds = Counter(kind for found in broken for kind in {each.partition(":")[0] for each in found})
    marks = _marks(feature, since)
    window = window_of([_opinion(mark) for mark in marks], calls=answered.count(), embellished=len(broken))
    thresholds = thresholds_now()
    return TriggerState(
        feature=feature,
        days=days,
        window=window,
        thresholds=thresholds,
        advice=propose(window, thresholds),
        breaches=tuple(sorted(kinds.items(), key=lambda each: (-each[1], each[0]))),
        marks=marks,
    )


def _marks(feature: str, since: datetime) -> tuple[Mark, ...]:
    """Return the marks on a feature's calls, newest first: from the few marks to their calls, never the other way."""
    marked = Mark.objects.filter(marked_at__gte=since).select_related("call__model", "marked_by")
    newest = marked.order_by("-marked_at", "-pk")
    return tuple(mark for mark in newest if mark.call.feature == feature and mark.call.started_at >= since)


def _opinion(mark: Mark) -> Opinion:
    return Opinion(
        call_id=mark.call_id,
        is_deeper=mark.kind == Mark.Kind.WISHED_DEEPER,
        is_owner=mark.is_owner,
        visitor=mark.call.visitor,
    )
