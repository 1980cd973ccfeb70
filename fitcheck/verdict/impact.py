"""What a change of the matrix or of a fact would do to a verdict that was given, from its stored judgments alone.

No posting is read and no model asked. What lowers a level lowers it by the rules; what would raise it raises it to the
most the rules allow, for the model that judged the line has not seen the change. Rows that were renamed are not looked
for anew; a new row is, in lines of which nothing was known.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from corpus.text.values import ProfileFacts, SkillRow
from fitcheck.contract.schema import AlignmentWord, DepthWord, KindWord, LevelWord
from fitcheck.verdict.axes import ALIGNMENT_ORDER, Axis, function_alignment, level_alignment
from fitcheck.verdict.conditions import Gate
from fitcheck.verdict.decision import VerdictWord, axes_measured, lower_verdict, measure, rule_verdict
from fitcheck.verdict.level import LEVEL_ORDER, AskedLevel, carried, higher_level, lower_level, years_level
from fitcheck.verdict.terms import MatrixTerms, matrix_terms
from fitcheck.verdict.thresholds import Thresholds
from fitcheck.verdict.weight import Weighed

_ALIGNED_BY: dict[str, Callable[[str, ProfileFacts], AlignmentWord]] = {
    "level": level_alignment,
    "function": function_alignment,
}
_CEILINGS: dict[str, LevelWord] = {"partly": "moderate", "no": "unknown"}


@dataclass(frozen=True, slots=True)
class LineBearing:
    """How one line rests on the matrix. `kin`: keys of the rows that speak of it, `named` those it names.

    `proof`: the second reading's word.
    """

    level: LevelWord
    model_level: LevelWord
    ceiling: LevelWord
    asked: DepthWord
    years: int | None
    proof: str
    kin: tuple[str, ...]
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgment:
    """What a verdict rests on: weight in percent by kind and level, and what is decided beside the weights.

    `decisive`: the level of each line the job stands or falls by.
    """

    sums: Mapping[tuple[KindWord, LevelWord], float]
    decisive: Mapping[int, LevelWord]
    gates: tuple[Gate, ...]
    axes: tuple[Axis, ...]
    stance: VerdictWord
    verdict: VerdictWord
    thresholds: Thresholds
    is_thin: bool
    is_foreign: bool


@dataclass(frozen=True)
class MatrixChange:
    """The matrix and the facts before and after a change, on one day."""

    before: Mapping[str, SkillRow]
    after: Mapping[str, SkillRow]
    facts_before: ProfileFacts
    facts_after: ProfileFacts
    today: date
    _bounds: dict[object, LevelWord] = field(default_factory=dict)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The rows that carry something else afterwards; those that are new or gone among them."""
        known = self.before.keys() | self.after.keys()
        return frozenset(key for key in known if self._carries(self.before, key) != self._carries(self.after, key))

    @cached_property
    def new_terms(self) -> MatrixTerms | None:
        rows = tuple(self.after[key] for key in sorted(self.after.keys() - self.before.keys()))
        return matrix_terms(rows) if rows else None

    def _carries(self, rows: Mapping[str, SkillRow], key: str) -> object:
        row = rows.get(key)
        return row and (row.rating, bool(row.evidence.strip()), row.years, row.last_used, row.durable)

    def bound(self, line: LineBearing, kin: tuple[str, ...], *, is_after: bool, thresholds: Thresholds) -> LevelWord:
        """Return the most these rows carry of a line, before or after; "unknown" without any."""
        key = (kin, line.named, line.asked, line.years, is_after, thresholds.stale_months, thresholds.low_rating)
        if key not in self._bounds:
            self._bounds[key] = self._bound(line, kin, self.after if is_after else self.before, thresholds)
        return self._bounds[key]

    def _bound(
        self, line: LineBearing, kin: Sequence[str], rows: Mapping[str, SkillRow], thresholds: Thresholds
    ) -> LevelWord:
        found = [rows[key] for key in kin if key in rows]
        if not found:
            return "unknown"
        asked = AskedLevel(line.asked, line.years)
        levels = {row.key: carried(row, asked, today=self.today, thresholds=thresholds) for row in found}
        best = max(levels.values(), key=LEVEL_ORDER.__getitem__)
        named = [row for row in found if row.key in line.named]
        low = [row for row in named if row.rating <= thresholds.low_rating]
        if low:  # what is named and low decides, as in `evidence`; beside a named row that is not, moderate is left
            own = max((levels[row.key] for row in low), key=LEVEL_ORDER.__getitem__)
            best = lower_level(best, higher_level(own, "moderate") if len(low) < len(named) else own)
        years = max((row.years for row in found if row.years), default=None)
        return lower_level(best, years_level(line.years, years))


class MovedLine(NamedTuple):  # one change can make tens of thousands: a tuple is made several times as fast
    """One line whose level would be another. What falls is certain; a rise is the most the rules would allow."""

    idx: int
    kind: KindWord
    weight: float
    before: LevelWord
    after: LevelWord

    @property
    def is_certain(self) -> bool:
        return LEVEL_ORDER[self.after] < LEVEL_ORDER[self.before]


def verdict_of(judgment: Judgment, thresholds: Thresholds | None = None) -> VerdictWord:
    """Return the word of a judgment as it is stored, by its own thresholds or by others."""
    used = replace(judgment, thresholds=thresholds) if thresholds else judgment
    return _word(used, used.sums, used.decisive)


def verdict_moved(
    judgment: Judgment, lines: Sequence[MovedLine], *, gates: tuple[Gate, ...], axes: tuple[Axis, ...]
) -> VerdictWord | None:
    """Return the word with these lines, conditions and axes as they would be; None where it stays."""
    sums, decisive = dict(judgment.sums), dict(judgment.decisive)
    for line in lines:
        sums[line.kind, line.before] = max(0.0, sums.get((line.kind, line.before), 0.0) - line.weight)
        sums[line.kind, line.after] = sums.get((line.kind, line.after), 0.0) + line.weight
        if line.idx in decisive:
            decisive[line.idx] = line.after
    after = _word(replace(judgment, gates=gates, axes=axes), sums, decisive)
    return None if after == judgment.verdict or after == verdict_of(judgment) else after


def is_settled(verdict: str, stance: str, lines: Sequence[MovedLine]) -> bool:
    """Say whether no such change of levels can move the word: the lowest falls no further, the model's own is the top.

    What is unknown counts otherwise than what is known, either way: such a line settles nothing.
    """
    if any(line.before == "unknown" or line.after == "unknown" for line in lines):
        return False
    if verdict == "not_a_fit":
        return all(line.is_certain for line in lines)
    return verdict == stance and not any(line.is_certain for line in lines)


def level_after(
    line: LineBearing, change: MatrixChange, *, new: Sequence[str] = (), thresholds: Thresholds
) -> LevelWord:
    """Return the level of a line after a change. `new`: keys of new rows that it names."""
    kin = (*line.kin, *new)
    if change.keys.isdisjoint(kin):
        return line.level
    before = change.bound(line, line.kin, is_after=False, thresholds=thresholds)
    after = change.bound(line, kin, is_after=True, thresholds=thresholds)
    if before == after or (before != "unknown" and LEVEL_ORDER[line.ceiling] > LEVEL_ORDER[before]):
        return line.level  # something else carries it
    if after == "unknown" or (before != "unknown" and LEVEL_ORDER[after] < LEVEL_ORDER[before]):
        return after if LEVEL_ORDER[after] < LEVEL_ORDER[line.level] or after == "unknown" else line.level
    return _raised(line, before, after)


def _raised(line: LineBearing, before: LevelWord, after: LevelWord) -> LevelWord:
    """Raise a level to what its rows would carry, where nothing but the rows held it."""
    if before == "unknown":
        return after if line.level == "unknown" else line.level
    if line.ceiling not in {before, _CEILINGS.get(line.proof, before)}:
        return line.level
    most = lower_level(after, _CEILINGS.get(line.proof, "strong"))
    is_lowered = LEVEL_ORDER[line.level] < LEVEL_ORDER[line.model_level]
    return higher_level(line.level, lower_level(line.model_level, most) if is_lowered else most)


def axis_after(axis: Axis, change: MatrixChange) -> Axis:
    """Return an axis after a change of the facts: level and function; a domain needs the posting and stays."""
    rule = _ALIGNED_BY.get(axis.axis)
    if rule is None:
        return axis
    was, now = (rule(axis.role_value, facts) for facts in (change.facts_before, change.facts_after))
    is_lower = ALIGNMENT_ORDER[now] < ALIGNMENT_ORDER[axis.alignment]
    is_freed = axis.alignment == was and ALIGNMENT_ORDER[now] > ALIGNMENT_ORDER[was]
    return replace(axis, alignment=now) if was != now and (is_lower or is_freed) else axis


def _word(
    judgment: Judgment, sums: Mapping[tuple[KindWord, LevelWord], float], decisive: Mapping[int, LevelWord]
) -> VerdictWord:
    measures = replace(
        axes_measured(measure([Weighed(kind, weight, level) for (kind, level), weight in sums.items()]), judgment.axes),
        failed=sum(gate.status == "failed" for gate in judgment.gates),
        open=sum(gate.holds_back for gate in judgment.gates),
        decisive_gaps=sum(level == "gap" for level in decisive.values()),
        is_thin=judgment.is_thin,
        is_foreign=judgment.is_foreign,
    )
    return lower_verdict(rule_verdict(measures, judgment.thresholds), judgment.stance)
