"""What may be read of comparisons: how far one is, what it cost, what is still to be voted, what it found."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from routing.comparisons.rules import ComparisonResult, Side, VotedPair, result_of, winner_of
from routing.models import Budget, Call, CallStatus, Comparison, Engine, Pair
from routing.models.ledger import FINISHED
from routing.registry import replay_get

_COMPLETE = Q(call_a__status__in=FINISHED, call_b__status__in=FINISHED, void="")
_ENDINGS = {
    CallStatus.REFUSED: "(No answer: the model declined.)",
    CallStatus.CUT: "(Cut off at the length limit.)",
}


@dataclass(frozen=True, slots=True)
class ComparisonProgress:
    """How far a comparison is. `spent_microusd` counts every call of it, repeated ones included."""

    pairs: int
    complete: int
    void: int
    voted: int
    spent_microusd: int

    @property
    def unfinished(self) -> int:
        """Pairs that another run could still complete."""
        return self.pairs - self.complete - self.void

    @property
    def to_vote(self) -> int:
        return self.complete - self.voted


@dataclass(frozen=True, slots=True)
class VoteSheet:
    """One pair as the voter sees it: two texts, nothing that tells which model wrote which."""

    idx: int
    number: int
    of: int
    question: str
    left: str
    right: str
    vote: str
    reason: str

    @property
    def is_same(self) -> bool:
        """Both models said the same, word for word."""
        return self.left.split() == self.right.split()


def comparison_get(pk: int) -> Comparison:
    """Return one comparison with its models. Raises Comparison.DoesNotExist."""
    return Comparison.objects.select_related("model_a", "model_b").get(pk=pk)


def pairs_complete(comparison: Comparison) -> QuerySet[Pair]:
    """Return the pairs that have both answers, in order, their calls joined."""
    return comparison.pairs.filter(_COMPLETE).select_related("call_a", "call_b").order_by("idx")


def comparison_standing(comparison: Comparison) -> ComparisonProgress:
    complete = pairs_complete(comparison)
    return ComparisonProgress(
        pairs=comparison.pairs.count(),
        complete=complete.count(),
        void=comparison.pairs.exclude(void="").count(),
        voted=complete.exclude(vote="").count(),
        spent_microusd=_spent(comparison),
    )


def pair_next(comparison: Comparison, *, after: int = -1) -> int | None:
    """Return the index of the next pair without a vote: after this one, else from the start. None = all voted."""
    open_ones = list(pairs_complete(comparison).filter(vote="").values_list("idx", flat=True))
    return next((idx for idx in open_ones if idx > after), open_ones[0] if open_ones else None)


def sheet_get(comparison: Comparison, idx: int) -> VoteSheet:
    """Return one pair for voting. Raises Pair.DoesNotExist, also for a pair that lacks an answer."""
    pairs = list(pairs_complete(comparison))
    number, pair = next(((n, pair) for n, pair in enumerate(pairs, 1) if pair.idx == idx), (0, None))
    if pair is None:
        raise Pair.DoesNotExist(f"no complete pair {idx} in {comparison.pk}")
    readable = replay_get(comparison.feature).readable
    first, second = (_text(pair.answer_a, pair.call_a, readable), _text(pair.answer_b, pair.call_b, readable))
    left, right = (first, second) if pair.is_a_left else (second, first)
    return VoteSheet(idx, number, len(pairs), pair.question, left, right, pair.vote, pair.reason)


def comparison_result(comparison: Comparison) -> ComparisonResult:
    readable = replay_get(comparison.feature).readable
    return result_of(
        [
            VotedPair(
                winner=winner_of(pair.vote, is_a_left=pair.is_a_left),
                a=_side(readable(pair.answer_a), pair.call_a),
                b=_side(readable(pair.answer_b), pair.call_b),
            )
            for pair in pairs_complete(comparison).exclude(vote="")
        ]
    )


def reasons_of(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Return (question, preferred, reason) of every voted pair, once the order is no secret any more."""
    names = {"a": comparison.model_a.name, "b": comparison.model_b.name, "tie": "No difference"}
    voted = pairs_complete(comparison).exclude(vote="")
    return [(p.question, names[winner_of(p.vote, is_a_left=p.is_a_left)], p.reason) for p in voted]


def _spent(comparison: Comparison) -> int:
    return Budget.objects.filter(scope=scope_key(comparison)).aggregate(total=Sum("spent_microusd"))["total"] or 0


def is_demo(comparison: Comparison) -> bool:
    """Return whether the demo engine gave any of the answers."""
    complete = pairs_complete(comparison)
    return complete.filter(Q(call_a__engine=Engine.STANDIN) | Q(call_b__engine=Engine.STANDIN)).exists()


def scope_key(comparison: Comparison) -> str:
    """Return the name of a comparison's own limit in the budget."""
    return f"comparison:{comparison.pk}"


def _side(text: str, call: Call | None) -> Side:
    if call is None:
        raise ValueError("a pair without both calls cannot be judged")
    return Side(words=len(text.split()), microusd=call.spent_microusd, ttft_ms=call.ttft_ms, total_ms=call.total_ms)


def _text(raw: str, call: Call | None, readable: Callable[[str], str]) -> str:
    text = readable(raw).strip() if raw else ""
    ending = _ENDINGS.get(CallStatus(call.status), "") if call else ""
    return "\n\n".join(part for part in (text, ending) if part) or "(No text.)"
