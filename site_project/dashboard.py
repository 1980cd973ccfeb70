"""What the owner sees first: what is waiting, what visitors did not find, what today cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse

from askai.models import Gap, Turn
from corpus.models import Page, Skill
from fitcheck.models import Assessment
from routing.models import Call, CallStatus, Engine
from routing.models.ledger import OPEN
from routing.words import count

WEEK = timedelta(days=7)
MICRO = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class DashboardCard:
    """One figure, what it counts, and the list behind it. `is_waiting` marks what asks for the owner's hand."""

    figure: str
    name: str
    path: str
    is_waiting: bool = False


def cards(now: datetime) -> list[DashboardCard]:
    """Return the figures of the index, the ones that wait for the owner first."""
    return [*_waiting(now), *_week(now)]


def _waiting(now: datetime) -> Iterator[DashboardCard]:
    reviews = Assessment.objects.to_review().count()
    unanswered = Turn.objects.filter(state=Turn.State.DECLINED, asked_at__gte=now - WEEK).count()
    drafts = Page.objects.filter(status=Page.Status.DRAFT).count()
    bare = Skill.objects.filter(rating__gte=4, evidence="").count()
    yield DashboardCard(str(reviews), "fit checks to review", reverse("admin:fitcheck_inbox"), is_waiting=reviews > 0)
    yield DashboardCard(str(unanswered), "questions without an answer this week", _list(Gap), is_waiting=unanswered > 0)
    yield DashboardCard(str(bare), "strong skills without evidence", _list(Skill), is_waiting=bare > 0)
    yield DashboardCard(str(drafts), "pages in draft", _list(Page), is_waiting=drafts > 0)


def _week(now: datetime) -> Iterator[DashboardCard]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    paid = Call.objects.filter(started_at__gte=midnight).exclude(engine=Engine.STANDIN)
    spent = Decimal(paid.aggregate(sum=Sum("spent_microusd"))["sum"] or 0) / MICRO
    unknown = paid.filter(spent_microusd=None).exclude(status__in=OPEN).count()
    beside = f", plus {count(unknown, 'call')} of unknown cost" if unknown else ""
    failed = Call.objects.filter(started_at__gte=now - WEEK, status=CallStatus.FAILED).count()
    yield DashboardCard(f"${spent:.2f}", f"spent today of ${settings.DAILY_BUDGET_USD:.2f}{beside}", _list(Call))
    yield DashboardCard(str(failed), "failed calls this week", _list(Call), is_waiting=failed > 0)


def _list(model: type[Assessment | Gap | Skill | Page | Call]) -> str:
    """Return the address of the admin's list."""
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
