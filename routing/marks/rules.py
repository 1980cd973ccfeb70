"""When marks on real answers propose another model. The default is to stay: resist escalating.

A larger model costs on every later call, and a wish for more depth is often a wish for a better page. So escalating
takes more marks and a larger share than downgrading, marks that contradict each other cancel out, at most two calls of
one visitor count, and nothing happens automatically: the owner decides, on the inputs that are listed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_A_VISITOR = 2


class Proposal(StrEnum):
    """What the marks of a window propose."""

    STAY = "stay"
    ESCALATE = "escalate"
    DOWNGRADE = "downgrade"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One mark on one call. `visitor` is whose call it was; it limits how much one visitor's thumbs weigh."""

    call_id: int
    is_deeper: bool
    is_owner: bool = True
    visitor: str = ""


@dataclass(frozen=True, slots=True)
class MarkWindow:
    """What was marked in a window of days: calls that were answered, and how many were marked either way.

    `embellished` of the calls broke their contract (length, citations, flourishes), as their feature measured it.
    `deeper_calls` and `much_calls` are the ledger rows behind the two counts.
    """

    calls: int
    wished_deeper: int
    too_much: int
    embellished: int = 0
    deeper_calls: tuple[int, ...] = ()
    much_calls: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TriggerThresholds:
    """How much it takes. Escalating takes more than downgrading: it costs on every later call.

    Where `embellished_share` or more of the answers broke their contract, one mark fewer downgrades (never none).
    """

    least_marks_up: int = 5
    least_share_up: float = 0.10
    least_marks_down: int = 3
    least_share_down: float = 0.05
    embellished_share: float = 0.25


@dataclass(frozen=True, slots=True)
class Advice:
    """The proposal with its reason in one sentence, and the calls it rests on."""

    proposal: Proposal
    reason: str
    rests_on: tuple[int, ...] = ()


def window_of(opinions: Sequence[Opinion], *, calls: int, embellished: int = 0) -> MarkWindow:
    """Count marks by call: both kinds on one call cancel, and of one visitor's calls two count at most."""
    kinds: dict[int, set[bool]] = {}
    for opinion in opinions:
        kinds.setdefault(opinion.call_id, set()).add(opinion.is_deeper)
    seen: Counter[str] = Counter()
    counted: dict[int, bool] = {}
    for opinion in sorted(opinions, key=lambda each: not each.is_owner):
        if len(kinds[opinion.call_id]) > 1 or opinion.call_id in counted:
            continue
        if not opinion.is_owner:
            seen[opinion.visitor] += 1
            if seen[opinion.visitor] > MOST_A_VISITOR:
                continue
        counted[opinion.call_id] = opinion.is_deeper
    deeper = tuple(sorted(call for call, is_deeper in counted.items() if is_deeper))
    much = tuple(sorted(call for call, is_deeper in counted.items() if not is_deeper))
    return MarkWindow(calls, len(deeper), len(much), embellished, deeper, much)


def propose(window: MarkWindow, thresholds: TriggerThresholds = TriggerThresholds()) -> Advice:
    """Weigh the marks of one window. Marks that contradict each other cancel out."""
    net = window.wished_deeper - window.too_much
    if _is_enough(net, window.calls, thresholds.least_marks_up, thresholds.least_share_up):
        reason = f"{net} of {window.calls} answers were marked as not deep enough."
        return Advice(Proposal.ESCALATE, reason, window.deeper_calls)
    is_embellished = window.calls > 0 and window.embellished >= thresholds.embellished_share * window.calls
    least = max(1, thresholds.least_marks_down - is_embellished)
    if _is_enough(-net, window.calls, least, thresholds.least_share_down):
        reason = f"{-net} of {window.calls} answers were marked as more than was needed."
        if is_embellished:
            reason += f" {window.embellished} broke their contract, which points the same way."
        return Advice(Proposal.DOWNGRADE, reason, window.much_calls)
    return Advice(Proposal.STAY, "There are too few marks to change anything. Resist escalating.")


def _is_enough(marks: int, calls: int, least: int, share: float) -> bool:
    return calls > 0 and marks >= least and marks >= share * calls
