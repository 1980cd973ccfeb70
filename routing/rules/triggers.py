"""When marks on real answers ask the routing question again. The default is to stay."""

from dataclasses import dataclass
from enum import StrEnum


class Proposal(StrEnum):
    """What the marks of a window propose."""

    STAY = "stay"
    ESCALATE = "escalate"
    DOWNGRADE = "downgrade"


@dataclass(frozen=True, slots=True)
class Window:
    """What was marked in a window of days: calls that were answered, and how many were marked either way."""

    calls: int
    wished_deeper: int
    too_much: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much it takes. Escalating takes more than downgrading: it costs on every later call."""

    least_marks_up: int = 5
    least_share_up: float = 0.10
    least_marks_down: int = 3
    least_share_down: float = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """The proposal with its reason in one sentence."""

    proposal: Proposal
    reason: str


def propose(window: Window, thresholds: Thresholds = Thresholds()) -> Verdict:
    """Weigh the marks of one window. Marks that contradict each other cancel out."""
    net = window.wished_deeper - window.too_much
    if _is_enough(net, window.calls, thresholds.least_marks_up, thresholds.least_share_up):
        return Verdict(Proposal.ESCALATE, f"{net} of {window.calls} answers were wished deeper.")
    if _is_enough(-net, window.calls, thresholds.least_marks_down, thresholds.least_share_down):
        return Verdict(Proposal.DOWNGRADE, f"{-net} of {window.calls} answers were more than was needed.")
    return Verdict(Proposal.STAY, "Too few marks to change anything: resist escalating.")


def _is_enough(marks: int, calls: int, least: int, share: float) -> bool:
    return calls > 0 and marks >= least and marks >= share * calls
