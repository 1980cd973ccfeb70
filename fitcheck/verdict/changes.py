"""What would change the verdict: the smallest sets of judgments that move the published word, solved by trying."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from fitcheck.verdict.conditions import Gate
from fitcheck.verdict.decision import VERDICT_ORDER, VerdictWord
from fitcheck.verdict.requirement import Judged

MOST_SETS, MOST_CANDIDATES, LARGEST_SET = 3, 8, 3


@dataclass(frozen=True, slots=True)
class Change:
    """One set of changes and the word it leads to."""

    verdict: VerdictWord
    text: str


@dataclass(frozen=True, slots=True)
class _Step:
    text: str
    apply: "Callable[[State], State]"


@dataclass(frozen=True, slots=True)
class State:
    """What the rules look at: the judged rows and the conditions."""

    judged: tuple[Judged, ...]
    gates: tuple[Gate, ...]


Rule = Callable[[State], VerdictWord]


def changes_of(state: State, rule: Rule, word: VerdictWord, decisive: Sequence[int]) -> list[Change]:
    """Return at most three of the smallest sets that raise the word, else those that lower a strong one."""
    steps = [*_gates(state), *_rows(state), *_kinds(state)]
    raising = _smallest(state, steps[:MOST_CANDIDATES], lambda found: VERDICT_ORDER[found] > VERDICT_ORDER[word], rule)
    if raising or word != "strong":
        return raising
    falls = _falls(state, decisive)
    return _smallest(state, falls, lambda found: VERDICT_ORDER[found] < VERDICT_ORDER[word], rule)


def _smallest(state: State, steps: Sequence[_Step], moves: Callable[[VerdictWord], bool], rule: Rule) -> list[Change]:
    for size in range(1, LARGEST_SET + 1):
        found: list[Change] = []
        for chosen in combinations(steps, size):
            changed = state
            for step in chosen:
                changed = step.apply(changed)
            word = rule(changed)
            if moves(word):
                found.append(Change(word, "; ".join(step.text for step in chosen)))
            if len(found) == MOST_SETS:
                return found
        if found:
            return found
    return []


def _gates(state: State) -> list[_Step]:
    return [
        _Step(f"this condition is met: {_bare(gate.statement)}", _met(at))
        for at, gate in enumerate(state.gates)
        if gate.status == "failed" or gate.holds_back
    ]


def _rows(state: State) -> list[_Step]:
    open_rows = [one for one in state.judged if one.weight > 0 and one.level != "strong"]
    open_rows.sort(key=lambda one: (one.kind != "must", -one.weight, one.idx))
    return [_Step(f"strong evidence for: {_bare(one.statement)}", _level(one.idx, "strong")) for one in open_rows[:6]]


def _kinds(state: State) -> list[_Step]:
    musts = [one for one in state.judged if one.kind == "must" and one.level == "gap" and one.weight > 0]
    musts.sort(key=lambda one: (-one.weight, one.idx))
    return [_Step(f"the employer does not insist on: {_bare(one.statement)}", _kind(one.idx)) for one in musts[:2]]


def _falls(state: State, decisive: Sequence[int]) -> list[_Step]:
    strong = [one for one in state.judged if one.level == "strong" and one.weight > 0]
    strong.sort(key=lambda one: (one.idx not in decisive, one.kind != "must", -one.weight, one.idx))
    return [
        _Step(f"the evidence for this does not hold: {_bare(one.statement)}", _level(one.idx, "gap"))
        for one in strong[:6]
    ]


def _met(at: int) -> Callable[[State], State]:
    def apply(state: State) -> State:
        gates = list(state.gates)
        gates[at] = replace(gates[at], status="met", holds_back=False)
        return replace(state, gates=tuple(gates))

    return apply


def _level(idx: int, level: str) -> Callable[[State], State]:
    def apply(state: State) -> State:
        rows = (replace(one, level=level) if one.idx == idx else one for one in state.judged)  # type: ignore[arg-type]
        return replace(state, judged=tuple(rows))

    return apply


def _kind(idx: int) -> Callable[[State], State]:
    def apply(state: State) -> State:
        rows = (replace(one, kind="should") if one.idx == idx else one for one in state.judged)
        return replace(state, judged=tuple(rows))

    return apply


def _bare(statement: str) -> str:
    return statement.strip().rstrip(".")
