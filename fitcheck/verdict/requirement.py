"""Requirements held against the posting and the matrix: what is verified stays, what is not is dropped and counted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.text.values import MatrixText, ProfileFacts, SkillRow
from fitcheck.contract.schema import AssessmentOut, AxisOut, KindWord, LevelWord, RequirementOut
from fitcheck.verdict.axes import AXES, Axis, axis_decide, owner_fact
from fitcheck.verdict.gates import GateStatus, gate_rule
from fitcheck.verdict.level import judge
from fitcheck.verdict.quotes import quote_find
from fitcheck.verdict.thresholds import Thresholds
from fitcheck.verdict.weight import Weighed, emphasis_clamped, weights_of

REQUIREMENT_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Judged:
    """One requirement as decided. `offset` in characters, None without a verified quote; `weight` in percent."""

    idx: int
    statement: str
    quote: str
    offset: int | None
    kind: KindWord
    gate: str
    needs: str
    axis: str
    emphasis: int
    reason: str
    rows: tuple[SkillRow, ...]
    model_level: LevelWord
    ceiling: LevelWord
    level: LevelWord
    gap_kind: str
    flags: tuple[str, ...]
    dropped_skills: int = 0
    weight: float = 0.0

    @property
    def is_verified(self) -> bool:
        return self.offset is not None

    def weighed(self) -> Weighed:
        """Return what the verdict needs of it."""
        return Weighed(kind=self.kind, weight=self.weight, level=self.level, gap_kind=self.gap_kind)


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate as decided against the owner's facts."""

    statement: str
    quote: str
    offset: int | None
    kind: str
    needs: str
    status: GateStatus
    fact: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What requirements are held against: the posting, the rows by key, the day, the figures."""

    job: str
    rows: dict[str, SkillRow]
    profile: ProfileFacts
    today: date
    thresholds: Thresholds


def ground_of(*, job: str, matrix: MatrixText, today: date, thresholds: Thresholds) -> Ground:
    """Gather what one assessment is judged on."""
    rows = {row.key: row for row in matrix.rows}
    return Ground(job=job, rows=rows, profile=matrix.profile, today=today, thresholds=thresholds)


def requirement_judge(idx: int, said: RequirementOut, ground: Ground) -> Judged:
    """Verify one requirement and hold its level under what its rows carry. Its weight needs all of them: 0 here."""
    quote = quote_find(said.quote, ground.job)
    keys = list(dict.fromkeys(key.strip() for key in said.skill_keys))
    rows = tuple(ground.rows[key] for key in keys if key in ground.rows)
    dropped = len(keys) - len(rows)
    judgment = judge(said.level, rows, today=ground.today, thresholds=ground.thresholds)
    is_gate = said.kind == "gate" and said.gate != "none"
    flags = {
        "quote_dropped": quote is None,
        "skill_dropped": dropped > 0,
        "invented_gap": judgment.is_invented_gap and not is_gate,
    }
    return Judged(
        idx=idx,
        statement=said.statement.strip()[:400],
        quote=quote.text if quote else "",
        offset=quote.offset if quote else None,
        # A gate that names no fact cannot be decided by one: it is a must like any other.
        kind="must" if said.kind == "gate" and not is_gate else said.kind,
        gate=said.gate if is_gate else "none",
        needs=said.needs.strip()[:200] if is_gate else "",
        axis=said.axis,
        emphasis=emphasis_clamped(said.emphasis),
        reason=said.reason.strip(),
        rows=rows,
        model_level=said.level,
        ceiling=judgment.ceiling,
        level=judgment.level,
        gap_kind=judgment.gap_kind,
        flags=tuple(flag for flag, is_set in flags.items() if is_set),
        dropped_skills=dropped,
    )


def requirements_judge(said: Sequence[RequirementOut], ground: Ground) -> list[Judged]:
    """Judge all requirements and weigh them against each other. Beyond forty the rest is left unread."""
    judged = [requirement_judge(idx, one, ground) for idx, one in enumerate(said[:REQUIREMENT_LIMIT])]
    judged = [_gate_level(row, ground) if row.kind == "gate" else row for row in judged]
    weights = weights_of([(row.kind, row.emphasis) for row in judged])
    return [replace(row, weight=weight) for row, weight in zip(judged, weights, strict=True)]


def gates_of(judged: Sequence[Judged], ground: Ground) -> list[Gate]:
    """Return every gate with its ruling."""
    return [_gate(row, ground) for row in judged if row.kind == "gate"]


def axes_of(answer: AssessmentOut, ground: Ground) -> list[Axis]:
    """Return the three axes, each once, decided by code where code can."""
    said = {one.axis: one for one in answer.axes}
    return [_axis(name, said.get(name), answer, ground) for name in AXES]  # type: ignore[call-overload]


def _axis(name: str, said: AxisOut | None, answer: AssessmentOut, ground: Ground) -> Axis:
    word = said.alignment if said else "aligned"
    values = {"domain": answer.role.domain, "function": answer.role.function, "level": answer.role.seniority}
    return Axis(
        axis=name,
        alignment=axis_decide(name, word, role=answer.role, profile=ground.profile),
        role_value=(said.role_value.strip() if said and said.role_value.strip() else values[name])[:200],
        fact=owner_fact(name, ground.profile),
        reason=said.reason.strip() if said else "",
    )


def _gate(row: Judged, ground: Ground) -> Gate:
    ruling = gate_rule(row.gate, needs=row.needs, quote=row.quote, profile=ground.profile)  # type: ignore[arg-type]
    return Gate(
        statement=row.statement,
        quote=row.quote,
        offset=row.offset,
        kind=row.gate,
        needs=row.needs,
        status=ruling.status,
        fact=ruling.fact,
    )


def _gate_level(row: Judged, ground: Ground) -> Judged:
    """A gate's level is its fact's: met strong, failed gap; an open question keeps what the model and rows said."""
    status = _gate(row, ground).status
    if status == "unknown":
        return row
    level: LevelWord = "strong" if status == "met" else "gap"
    return replace(row, level=level, ceiling=level, gap_kind="" if status == "met" else "declared")
