"""What would change the verdict: the smallest sets of judgments that move the published word, solved by trying."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from fitcheck.contract.schema import KindWord, LevelWord
from fitcheck.verdict.conditions import Gate
from fitcheck.verdict.decision import VERDICT_ORDER, VerdictWord
from fitcheck.verdict.quotes import listed, quoted
from fitcheck.verdict.requirement import Judged
from fitcheck.verdict.weight import Weighed

MOST_SETS, MOST_CANDIDATES, LARGEST_SET = 3, 8, 3
_VERDICTS: dict[VerdictWord, str] = {"strong": "Strong", "moderate": "Moderate", "not_a_fit": "Not a fit"}
_SHOWN, _INSISTED, _FALLEN = "there is strong evidence for", "the employer does not insist on", "the evidence fails for"
_MET = "this condition is met:"


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """One set of changes and the word it leads to."""

    verdict: VerdictWord
    text: str


@dataclass(frozen=True, slots=True)
class State:
    """What the rules look at: what each row weighs at which level, by its index, and the conditions."""

    rows: Mapping[int, Weighed]
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """One change: what would happen, to what, and the state after it."""

    what: str
    of: str
    apply: Callable[[State], State]


Rule = Callable[[State], VerdictWord]


def state_of(judged: Sequence[Judged], gates: Sequence[Gate]) -> State:
    """Return the state as it was decided."""
    return State(rows={one.idx: one.weighed() for one in judged}, gates=tuple(gates))


def changes_of(
    state: State, judged: Sequence[Judged], rule: Rule, word: VerdictWord, decisive: Sequence[int]
) -> list[VerdictChange]:
    """Return at most three of the smallest sets that raise the word, else those that lower a strong one."""
    if word == "strong":
        falls = _falls(judged, decisive)
        return _smallest(state, falls, lambda found: VERDICT_ORDER[found] < VERDICT_ORDER[word], rule)
    steps = [*_gates(state), *_rows(judged), *_kinds(judged)][:MOST_CANDIDATES]
    return _smallest(state, steps, lambda found: VERDICT_ORDER[found] > VERDICT_ORDER[word], rule)


def _smallest(
    state: State, steps: Sequence[_Step], moves: Callable[[VerdictWord], bool], rule: Rule
) -> list[VerdictChange]:
    for size in range(1, LARGEST_SET + 1):
        found: list[VerdictChange] = []
        for chosen in combinations(steps, size):
            changed = state
            for step in chosen:
                changed = step.apply(changed)
            word = rule(changed)
            if moves(word):
                found.append(VerdictChange(word, _sentence(word, chosen)))
            if len(found) == MOST_SETS:
                return found
        if found:
            return found
    return []


def _sentence(word: VerdictWord, steps: Sequence[_Step]) -> str:
    """Say under which conditions the word would be another: "Strong, if there is strong evidence for …"."""
    parts = [
        f"{what} {listed([step.of for step in steps if step.what == what])}"
        for what in dict.fromkeys(step.what for step in steps)
    ]
    return f"{_VERDICTS[word]}, if {listed(parts)}."


def _gates(state: State) -> list[_Step]:
    held = [(at, gate) for at, gate in enumerate(state.gates) if gate.status == "failed" or gate.holds_back]
    return [_Step(_MET, quoted(gate.statement), _met(at)) for at, gate in held]


def _rows(judged: Sequence[Judged]) -> list[_Step]:
    rows = [one for one in judged if one.weight > 0 and one.level != "strong"]
    rows.sort(key=lambda one: (one.kind != "must", -one.weight, one.idx))
    return [_Step(_SHOWN, one.words(), _moved(one.idx, level="strong")) for one in rows[:6]]


def _kinds(judged: Sequence[Judged]) -> list[_Step]:
    musts = [one for one in judged if one.kind == "must" and one.level == "gap" and one.weight > 0]
    musts.sort(key=lambda one: (-one.weight, one.idx))
    return [_Step(_INSISTED, one.words(), _moved(one.idx, kind="should")) for one in musts[:2]]


def _falls(judged: Sequence[Judged], decisive: Sequence[int]) -> list[_Step]:
    strong = [one for one in judged if one.level == "strong" and one.weight > 0]
    strong.sort(key=lambda one: (one.idx not in decisive, one.kind != "must", -one.weight, one.idx))
    return [_Step(_FALLEN, one.words(), _moved(one.idx, level="gap")) for one in strong[:6]]


def _met(at: int) -> Callable[[State], State]:
    def apply(state: State) -> State:
        gates = list(state.gates)
        gates[at] = replace(gates[at], status="met", holds_back=False)
        return State(state.rows, tuple(gates))

    return apply


def _moved(idx: int, *, level: LevelWord | None = None, kind: KindWord | None = None) -> Callable[[State], State]:
    def apply(state: State) -> State:
        row = state.rows[idx]
        moved = Weighed(kind=kind or row.kind, weight=row.weight, level=level or row.level)
        return State({**state.rows, idx: moved}, state.gates)

    return apply
