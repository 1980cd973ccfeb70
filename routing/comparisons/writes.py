"""A comparison from its quote to its result. What it may cost is stated before anything is sent."""

from collections.abc import Sequence
from copy import copy
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from routing.catalogue.reads import route_get
from routing.comparisons.reads import (
    comparison_get,
    comparison_result,
    comparison_standing,
    is_demo,
    pair_next,
    pairs_complete,
)
from routing.comparisons.rules import sentence_of
from routing.decisions.writes import decision_add
from routing.gateway.messages import Prompt, UnableToAdmit
from routing.ledger.admission import call_bound
from routing.models import Comparison, LanguageModel, Mark, Pair, Route
from routing.registry import PastInput, Replay, replay_get

LEDGER_NAME = "comparison"
MOST_PAIRS = 100
LEASE = timedelta(seconds=60)


def lease_end() -> Combinable:
    """Return until when a claim of now holds, by the database's clock: those of two machines may differ."""
    return ExpressionWrapper(Now() + Value(LEASE), output_field=DateTimeField())


class UnableToCompare(Exception):
    """A comparison cannot be made or go on. `message` is for the owner."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be compared: models A and B on up to `count` past inputs of a feature."""

    feature: str
    model_a: LanguageModel
    model_b: LanguageModel
    count: int
    source: str = Comparison.Source.LATEST


@dataclass(frozen=True, slots=True)
class ComparisonQuote:
    """What a comparison would be, before it exists: its inputs, its one length limit, and the most it can cost."""

    asked: Asked
    inputs: Sequence[PastInput]
    max_output_tokens: int
    bound_microusd: int


def comparison_quote(asked: Asked, *, now: datetime) -> ComparisonQuote:
    """Say what a comparison would use and cost at most. Raises UnableToCompare; writes nothing."""
    if asked.model_a.pk == asked.model_b.pk:
        raise UnableToCompare("Choose two different models.")
    replay, route = _replay(asked.feature), _route(asked.feature)
    inputs = _inputs(replay, asked)
    limit = min(route.max_output_tokens, asked.model_a.max_output_tokens, asked.model_b.max_output_tokens)
    bound = 0
    for past in inputs:
        prompt = replay.prompt(past.id)
        bound += sum(_bound(route, model, limit, prompt, now) for model in (asked.model_a, asked.model_b))
    return ComparisonQuote(asked, inputs, limit, bound)


@transaction.atomic
def comparison_create(quote: ComparisonQuote, *, chance: Random, now: datetime, node: str = "") -> Comparison:
    """Store a comparison, ready to run; `node` holds it at once. The blind order is drawn here, once for every pair."""
    asked = quote.asked
    comparison = Comparison.objects.create(
        feature=asked.feature,
        model_a=asked.model_a,
        model_b=asked.model_b,
        source=asked.source,
        status=Comparison.Status.RUNNING,
        max_output_tokens=quote.max_output_tokens,
        bound_microusd=quote.bound_microusd,
        created_at=now,
        node=node,
        lease_until=lease_end() if node else None,
    )
    Pair.objects.bulk_create(
        Pair(
            comparison=comparison,
            idx=idx,
            input_id=past.id,
            question=past.label,
            is_a_left=chance.random() < 0.5,
        )
        for idx, past in enumerate(quote.inputs)
    )
    return comparison


def comparison_resume(pk: int) -> bool:
    """Let a comparison that stopped, or left pairs open, run again. False = there is nothing to run."""
    comparison = comparison_get(pk)
    if not comparison_standing(comparison).unfinished:
        return False
    stopped = Comparison.objects.filter(pk=pk, status__in=(Comparison.Status.FAILED, Comparison.Status.VOTING))
    return stopped.update(status=Comparison.Status.RUNNING, problem="", node="", lease_until=None) == 1


def comparison_halt(pk: int) -> bool:
    """Stop a running comparison after the pair under way. False = it was not running."""
    running = Comparison.objects.filter(pk=pk, status=Comparison.Status.RUNNING)
    return (
        running.update(status=Comparison.Status.FAILED, problem="Stopped by the owner.", node="", lease_until=None) == 1
    )


def pairs_forget(feature: str) -> int:
    """Empty the pairs whose input the feature keeps no longer, question and answers; return how many. Votes stay."""
    kept = replay_get(feature).kept
    if kept is None:
        return 0
    worded = Pair.objects.filter(comparison__feature=feature).exclude(question="")
    inputs = set(worded.values_list("input_id", flat=True))
    gone = Pair.objects.filter(comparison__feature=feature, input_id__in=inputs.difference(kept(inputs)))
    gone.filter(vote="").update(void="The input is no longer kept.")
    return gone.update(question="", answer_a="", answer_b="")


@transaction.atomic
def pair_vote(*, comparison_id: int, idx: int, vote: Pair.Vote, reason: str) -> int | None:
    """Keep one vote and return the next pair without one; None = all are voted.

    A vote may be changed until the result is drawn. Raises UnableToCompare.
    """
    comparison = Comparison.objects.select_for_update().get(pk=comparison_id)
    if comparison.status != Comparison.Status.VOTING:
        raise UnableToCompare("This comparison is not open for votes.")
    pair = pairs_complete(comparison).filter(idx=idx).first()
    if pair is None:
        raise UnableToCompare("This pair does not have two answers.")
    Pair.objects.filter(pk=pair.pk).update(vote=vote, reason=reason.strip())
    return pair_next(comparison, after=idx)


@transaction.atomic
def comparison_finish(pk: int, *, now: datetime, by: User | None = None) -> Comparison:
    """Draw the result from the votes there are and write it onto the feature's card. Raises UnableToCompare."""
    comparison = Comparison.objects.select_for_update(of=("self",)).select_related("model_a", "model_b").get(pk=pk)
    if comparison.status != Comparison.Status.VOTING:
        raise UnableToCompare("This comparison is not open for votes.")
    result = comparison_result(comparison)
    if not result.n:
        raise UnableToCompare("Vote on at least one pair first.")
    sentence = sentence_of(result, comparison.model_a.name, comparison.model_b.name)
    if is_demo(comparison):
        sentence += " The demo engine gave these answers, so the result says nothing about the models."
    comparison.result = {**asdict(result), "sentence": sentence}
    comparison.status = Comparison.Status.DONE
    comparison.finished_at = now
    comparison.save(update_fields=["result", "status", "finished_at"])
    decision_add(comparison=comparison, reason=f"Compared on {result.n} real inputs. {sentence}", now=now, by=by)
    return comparison


def route_within(route: Route, model: LanguageModel, limit: int, name: str = LEDGER_NAME) -> Route:
    """Return the feature's route as it would be with this model, unsaved: no fallback, one hard length limit.

    `name` stands in the ledger in the place of the feature's.
    """
    other = copy(route)
    other.feature, other.model, other.fallback, other.max_output_tokens = name, model, None, limit
    return other


def _replay(feature: str) -> Replay:
    try:
        return replay_get(feature)
    except KeyError as unknown:
        raise UnableToCompare("The past inputs of this feature cannot be asked again.") from unknown


def _route(feature: str) -> Route:
    try:
        return route_get(feature)
    except Route.DoesNotExist as missing:
        raise UnableToCompare("This feature has no route yet: run manage.py load_catalogue.") from missing


def _inputs(replay: Replay, asked: Asked) -> list[PastInput]:
    count = max(1, min(asked.count, MOST_PAIRS))
    if asked.source == Comparison.Source.MARKED:
        marks = Mark.objects.filter(call__feature=asked.feature).order_by("-marked_at", "-pk")
        calls = list(dict.fromkeys(marks.values_list("call_id", flat=True)))
        inputs = replay.of_calls(calls[: 2 * count])
    else:
        inputs = replay.latest(count)
    if not inputs:
        raise UnableToCompare("There is nothing to compare yet: no such input is stored.")
    return inputs[:count]


def _bound(route: Route, model: LanguageModel, limit: int, prompt: Prompt, now: datetime) -> int:
    try:
        return call_bound(route=route_within(route, model, limit), prompt=prompt, now=now)
    except UnableToAdmit as refused:
        raise UnableToCompare(f"{model.name} cannot be called: it is retired, or has no price.") from refused
