"""A finished check weighed again as a reader would weigh it: the same rule on the record's own judgments.

What was judged stays: levels, conditions, axes, the model's own word. A reader may move how a line is asked for and
how strongly, and leave out lines and conditions.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fitcheck.contract.schema import KindWord, LevelWord
from fitcheck.verdict.axes import Axis
from fitcheck.verdict.conditions import Gate
from fitcheck.verdict.decision import Measures, VerdictDecision, VerdictWord, axes_measured, decide, measure
from fitcheck.verdict.thresholds import Thresholds
from fitcheck.verdict.weight import Weighed, ask_weight, capped

KIND_LETTERS: dict[KindWord, str] = {"must": "m", "should": "s", "nice": "n"}
TEXT_LIMIT = 400  # characters: 40 lines and 12 conditions, each changed, are 280
MOST_DECISIVE = 3
_STRESSED, _DECISIVE = 3, 4
_LEFT_OUT = "x"
_ITEM = re.compile(r"(?P<gate>c)?(?P<idx>[0-9]{1,2})(?:x|(?P<kind>[msn])(?P<emphasis>[1-4]))", re.ASCII)
_WORST_FIRST = ("gap", "unknown", "moderate", "strong")


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One requirement of a record: how it is asked for, 1 to 4 how strongly, its weight in percent, how it came out."""

    kind: KindWord
    emphasis: int
    weight: float
    level: LevelWord


@dataclass(frozen=True, slots=True)
class Settled:
    """What a record stored of its decision. `left` is what no requirement read."""

    lines: Mapping[int, StoredLine]
    left: tuple[Weighed, ...]
    gates: tuple[Gate, ...]
    axes: tuple[Axis, ...]
    decisive: tuple[int, ...]
    stance: VerdictWord
    thresholds: Thresholds
    is_thin: bool
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class Reweighing:
    """What a reader changed: lines moved to another kind and emphasis, lines left out, conditions left out."""

    moved: Mapping[int, tuple[KindWord, int]]
    struck: frozenset[int] = frozenset()
    waived: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.moved or self.struck or self.waived)


@dataclass(frozen=True, slots=True)
class Reweighed:
    """The decision after the changes; None where every line was left out. `lines` are those that still count."""

    lines: Mapping[int, StoredLine]
    decision: VerdictDecision | None


def reweighing_read(text: str, settled: Settled) -> tuple[Reweighing, bool]:
    """Read "3m4.5x.c0x" as changes: kind and emphasis, x = left out, c = a condition.

    Returns them without what changes nothing, and whether every part could be read.
    """
    parts = text.split(".") if 0 < len(text) <= TEXT_LIMIT else []
    read = [_item(part, settled) for part in parts]
    found = dict(one for one in read if one)
    moved = {idx: how for (kind, idx), how in found.items() if kind == "line" and how}
    return (
        Reweighing(
            moved={idx: how for idx, how in sorted(moved.items()) if how != _stored(settled.lines[idx])},
            struck=frozenset(idx for (kind, idx), how in found.items() if kind == "line" and not how),
            waived=frozenset(idx for kind, idx in found if kind == "gate"),
        ),
        all(read) and len(text) <= TEXT_LIMIT,
    )


def reweighing_text(changes: Reweighing) -> str:
    """Return the changes as an address carries them, always in the same order."""
    lines = {idx: f"{KIND_LETTERS[kind]}{emphasis}" for idx, (kind, emphasis) in changes.moved.items()}
    lines |= dict.fromkeys(changes.struck, _LEFT_OUT)
    return ".".join(
        [f"{idx}{how}" for idx, how in sorted(lines.items())] + [f"c{at}x" for at in sorted(changes.waived)]
    )


def reweigh(settled: Settled, changes: Reweighing) -> Reweighed:
    """Decide again. Weights follow the changes as they followed the posting; no line grows past its cap."""
    lines, left = _weighted(settled, changes)
    if not any(line.weight for line in lines.values()):
        return Reweighed(lines, None)
    measures = _measures(settled, lines, left, changes)
    return Reweighed(lines, decide(measures, stance=settled.stance, thresholds=settled.thresholds))


def _item(part: str, settled: Settled) -> tuple[tuple[str, int], tuple[KindWord, int] | None] | None:
    found = _ITEM.fullmatch(part)
    if found is None:
        return None
    idx, letter = int(found["idx"]), found["kind"]
    if found["gate"]:
        return (("gate", idx), None) if not letter and idx < len(settled.gates) else None
    if idx not in settled.lines:
        return None
    kind = next((word for word, short in KIND_LETTERS.items() if short == letter), None)
    return ("line", idx), (kind, int(found["emphasis"])) if kind else None


def _stored(line: StoredLine) -> tuple[KindWord, int]:
    return line.kind, line.emphasis


def _weighted(settled: Settled, changes: Reweighing) -> tuple[dict[int, StoredLine], list[Weighed]]:
    """Scale to 100 again what counts. Nothing that was made heavier outgrows the cap, or what was heaviest before."""
    kept = {idx: line for idx, line in settled.lines.items() if idx not in changes.struck}
    moved = {idx: _moved(line, changes.moved.get(idx)) for idx, line in kept.items()}
    left = [one.weight for one in settled.left]
    before = [*(line.weight for line in settled.lines.values()), *left]
    heaviest = max([settled.thresholds.heaviest_share, *(weight / 100 for weight in before)])
    weights = iter(capped([*(line.weight for line in moved.values()), *left], heaviest=heaviest))
    lines = {idx: replace(line, weight=next(weights)) for idx, line in moved.items()}
    return lines, [replace(one, weight=next(weights)) for one in settled.left]


def _moved(line: StoredLine, how: tuple[KindWord, int] | None) -> StoredLine:
    if how is None:
        return line
    kind, emphasis = how
    factor = ask_weight(kind, emphasis) / ask_weight(line.kind, line.emphasis)
    return replace(line, kind=kind, emphasis=emphasis, weight=line.weight * factor)


def _measures(
    settled: Settled, lines: Mapping[int, StoredLine], left: Iterable[Weighed], changes: Reweighing
) -> Measures:
    rows = [Weighed(line.kind, line.weight, line.level) for line in lines.values()]
    gates = [gate for at, gate in enumerate(settled.gates) if at not in changes.waived]
    return replace(
        axes_measured(measure([*rows, *left]), settled.axes),
        failed=sum(gate.status == "failed" for gate in gates),
        open=sum(gate.holds_back for gate in gates),
        decisive_gaps=sum(lines[idx].level == "gap" for idx in _decisive(settled.decisive, lines, changes)),
        is_thin=settled.is_thin,
        is_foreign=settled.is_foreign,
    )


def _decisive(stored: Sequence[int], lines: Mapping[int, StoredLine], changes: Reweighing) -> list[int]:
    """Return what the job now stands or falls by: as it was, less what a reader made lighter, more what became 4."""

    def stands(idx: int) -> bool:
        if idx not in changes.moved:
            return True
        return lines[idx].kind != "nice" and lines[idx].emphasis >= (_STRESSED if idx in stored else _DECISIVE)

    found = [idx for idx in dict.fromkeys([*stored, *changes.moved]) if idx in lines and stands(idx)]
    return sorted(found, key=lambda idx: (_WORST_FIRST.index(lines[idx].level), -lines[idx].weight, idx))[
        :MOST_DECISIVE
    ]
