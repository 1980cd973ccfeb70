"""Runs comparisons beside the requests: one at a time a process, pair by pair, taken up again after a crash.

A run is held by a lease; every side is stored in the transaction that settles it, so a finished side is never paid for
twice, whatever died in between.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from routing.catalogue.reads import route_get
from routing.comparisons.reads import comparison_get, comparison_standing, scope_key
from routing.comparisons.writes import LEASE, LEDGER_NAME, lease_end, route_within
from routing.crossing import cross, hop, hop_paid
from routing.gateway.client import stream
from routing.gateway.messages import Outcome, Prompt, Ticket, UnableToAdmit, UnableToReply
from routing.ledger.admission import call_open_within
from routing.ledger.budget import BudgetSpent, Scope, month_key
from routing.ledger.calls import call_close, call_orphan, call_release
from routing.models import Call, CallStatus, Comparison, ErrorCode, LanguageModel, Pair
from routing.models.ledger import FINISHED
from routing.registry import replay_get
from routing.worker import Clock, Worker


class Stopped(Exception):
    """The run ends here: another process holds it, or it was stopped."""


@dataclass(frozen=True, slots=True)
class SideWork:
    """One granted call of a pair: `side` is a or b."""

    side: str
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class PairWork:
    """The sides of one pair that are still to be asked, with the one prompt that both get."""

    pair_id: int
    idx: int
    prompt: Prompt
    sides: Sequence[SideWork]


def comparison_claim(*, node: str, pk: int | None = None, busy: Collection[int] = ()) -> int | None:
    """Take a running comparison that no process holds, or whose holder died; return its number. Never one of `busy`."""
    free = Comparison.objects.filter(status=Comparison.Status.RUNNING).filter(
        Q(lease_until=None) | Q(lease_until__lt=Now())
    )
    wanted = free.filter(pk=pk) if pk is not None else free.exclude(pk__in=busy)
    for found in list(wanted.order_by("pk").values_list("pk", flat=True)[:5]):
        if free.filter(pk=found).update(node=node, lease_until=lease_end()) == 1:
            return found
    return None


@transaction.atomic
def pair_open(*, pk: int, node: str, after: int, now: datetime) -> PairWork | None:
    """Grant the missing sides of the next pair; None = no pair is left. Raises Stopped and UnableToAdmit."""
    comparison = comparison_get(pk)
    if _held(pk, node).update(lease_until=lease_end()) != 1:
        raise Stopped
    for pair in comparison.pairs.filter(idx__gt=after, void="").select_related("call_a", "call_b").order_by("idx"):
        missing = [side for side in ("a", "b") if not _is_finished(_call(pair, side))]
        if not missing:
            continue
        prompt = _prompt(comparison, pair)
        if prompt is None:
            continue
        models = {"a": comparison.model_a, "b": comparison.model_b}
        return PairWork(
            pair_id=pair.pk,
            idx=pair.idx,
            prompt=prompt,
            sides=[_side_open(comparison, pair, side, models[side], prompt, now) for side in missing],
        )
    return None


def side_close(*, pair_id: int, work: SideWork, outcome: Outcome, now: datetime) -> bool:
    """Settle one side and store its answer, both or neither. Return whether the side is finished."""
    is_finished = outcome.status in FINISHED
    with transaction.atomic():
        call_close(work.ticket, outcome, now)
        if is_finished:
            mine = Pair.objects.filter(pk=pair_id, **{f"call_{work.side}_id": work.ticket.call_id})
            # Without a question it was emptied meanwhile: whoever asked has had their words deleted.
            mine.exclude(question="").update(**{f"answer_{work.side}": outcome.text})
    return is_finished


def comparison_stop(*, pk: int, node: str, problem: str) -> None:
    """End a run that cannot go on; what is finished stays, and it can be resumed."""
    _held(pk, node).update(status=Comparison.Status.FAILED, problem=problem[:300], node="", lease_until=None)


def comparison_ran(*, pk: int, node: str) -> None:
    """End a run that went through every pair: to the votes, or stopped where no pair has two answers."""
    standing = comparison_standing(comparison_get(pk))
    if not standing.complete:
        comparison_stop(pk=pk, node=node, problem="No pair got two answers.")
        return
    left = standing.unfinished
    problem = f"{left} of {standing.pairs} pairs lack an answer; they can be tried again." if left else ""
    _held(pk, node).update(status=Comparison.Status.VOTING, problem=problem, node="", lease_until=None)


def _held(pk: int, node: str) -> QuerySet[Comparison]:
    return Comparison.objects.filter(pk=pk, node=node, status=Comparison.Status.RUNNING)


def _call(pair: Pair, side: str) -> Call | None:
    return pair.call_a if side == "a" else pair.call_b


def _is_finished(call: Call | None) -> bool:
    return call is not None and call.status in FINISHED


def _prompt(comparison: Comparison, pair: Pair) -> Prompt | None:
    """Return the prompt for both sides; a pair whose input is gone, or whose finished side had another, is void."""
    try:
        prompt = replay_get(comparison.feature).prompt(pair.input_id)
    except LookupError:
        _void(pair, "The input is no longer kept.")
        return None
    done = next((call for call in (pair.call_a, pair.call_b) if call is not None and _is_finished(call)), None)
    if done and (done.prefix_sha256, done.prompt_version) != (prompt.prefix_sha256, prompt.version):
        _void(pair, "The pages changed between the two answers.")
        return None
    return prompt


def _void(pair: Pair, why: str) -> None:
    Pair.objects.filter(pk=pair.pk).update(void=why)


def _side_open(
    comparison: Comparison, pair: Pair, side: str, model: LanguageModel, prompt: Prompt, now: datetime
) -> SideWork:
    """Grant one side. A call that a dead process left open is charged at its bound first, as the sweep would do."""
    left = _call(pair, side)
    if left is not None and left.status == CallStatus.CALLING:
        call_orphan(left.pk, now)
    route = route_within(route_get(comparison.feature), model, comparison.max_output_tokens)
    wall = Scope(scope_key(comparison), month_key(comparison.created_at), comparison.bound_microusd)
    try:
        ticket = call_open_within(route=route, prompt=prompt, scope=wall, now=now)
    except BudgetSpent as spent:
        raise UnableToAdmit("budget_spent", spent_words(spent)) from spent
    Pair.objects.filter(pk=pair.pk).update(**{f"call_{side}_id": ticket.call_id})
    return SideWork(side, ticket)


def spent_words(spent: BudgetSpent, own: str = LEDGER_NAME) -> str:
    """Return why the owner's own call is not granted: `own` is the kind of the budget that was stated at the start."""
    kind = spent.scope.key.partition(":")[0]
    if kind == own:
        return "The cost stated at the start is used up."
    return f"The site's model budget for this {kind} is spent."


logger = logging.getLogger(__name__)

POLL_SECONDS = 30.0
_FAILURES_IN_A_ROW = 3
FINAL = {
    ErrorCode.AUTH,
    ErrorCode.BILLING,
    ErrorCode.SPEND_LIMITED,
    ErrorCode.NOT_FOUND_MODEL,
    ErrorCode.BREAKER_OPEN,
    ErrorCode.BAD_REQUEST,
}

Tell = Callable[[int], None]


async def comparison_run(pk: int, *, node: str, clock: Clock, tell: Tell | None = None) -> None:
    """Run a claimed comparison until every pair was tried or it has to stop. `tell` hears the index of each pair.

    Both sides of a pair are asked at once: they are different models, so neither reads the other's cache.
    """
    after, failures = -1, 0
    try:
        while work := await _opened(pk, node=node, after=after, clock=clock):
            unfinished = await _pair(work, clock)
            failures = failures + 1 if unfinished else 0
            final = next((words for code, words in unfinished if code in FINAL), "")
            if final or failures == _FAILURES_IN_A_ROW:
                await hop(comparison_stop, pk=pk, node=node, problem=final or unfinished[0][1])
                return
            after = work.idx
            if tell:
                tell(work.idx)
        await hop(comparison_ran, pk=pk, node=node)
    except UnableToAdmit as refused:
        await hop(comparison_stop, pk=pk, node=node, problem=refused.message)
    except Stopped:
        logger.info("comparison %s is no longer this process's", pk)


async def _opened(pk: int, *, node: str, after: int, clock: Clock) -> PairWork | None:
    """Open the next pair. Cancelled meanwhile, its calls are given back: the thread cannot be stopped half-way."""
    opening = asyncio.ensure_future(cross(pair_open, pk=pk, node=node, after=after, now=clock()))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        work = await opening
        for side in work.sides if work else ():
            await cross(call_release, side.ticket, clock())
        raise


async def _pair(work: PairWork, clock: Clock) -> list[tuple[ErrorCode | None, str]]:
    """Ask every missing side; return why those failed that did."""
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(_side(work.pair_id, side, work.prompt, clock)) for side in work.sides]
    return [failure for task in asked if (failure := task.result()) is not None]


async def _side(pair_id: int, work: SideWork, prompt: Prompt, clock: Clock) -> tuple[ErrorCode | None, str] | None:
    """Ask one model and store what it said, however it ended. None = it answered."""
    outcome, failure = Outcome(), None
    try:
        async with stream(work.ticket, prompt) as reply:
            outcome = reply.outcome
            try:
                async for _ in reply:
                    pass
            except UnableToReply as unable:
                failure = (unable.code, f"{work.ticket.model}: {unable.message}")
    finally:
        # A cancelled run still settles what it has begun.
        is_finished = await asyncio.shield(
            hop_paid(side_close, pair_id=pair_id, work=work, outcome=outcome, now=clock())
        )
    if is_finished:
        return None
    return failure or (None, f"{work.ticket.model} gave no answer.")


@dataclass(frozen=True, slots=True)
class Run:
    """A process's hold on one run of the owner's: `node` is the name of this process and of no other."""

    pk: int
    node: str


class Comparisons:
    """Comparisons as work for the background worker: one at a time a process."""

    name = "comparison"

    def __init__(self, tell: Tell | None = None) -> None:
        self._tell = tell

    def concurrency(self) -> int:
        return 1

    def lease_seconds(self) -> float:
        return LEASE.total_seconds()

    def claim(self, *, node: str, busy: Collection[int], now: datetime) -> Run | None:
        pk = comparison_claim(node=node, busy=busy)
        return None if pk is None else Run(pk, node)

    def beat(self, held: Run, now: datetime) -> bool:
        """Prolong the lease; False = another process holds it. One that the owner halted ends after this pair."""
        if _held(held.pk, held.node).update(lease_until=lease_end()) == 1:
            return True
        running = Comparison.objects.filter(pk=held.pk, status=Comparison.Status.RUNNING)
        return not running.exclude(node=held.node).exists()

    def release(self, held: Run, now: datetime) -> bool:
        return _held(held.pk, held.node).update(node="", lease_until=None) == 1

    def postpone(self, held: Run, now: datetime) -> bool:
        return self.beat(held, now)  # free again once this lease runs out

    async def work(self, held: Run, clock: Clock) -> None:
        await comparison_run(held.pk, node=held.node, clock=clock, tell=self._tell)


comparer = Worker(queue=Comparisons(), poll_seconds=POLL_SECONDS)
