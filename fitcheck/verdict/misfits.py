"""The misfits in plain sentences, the heaviest first. Written by code from the rows: none can be talked away."""

from collections.abc import Sequence

from corpus.text.values import SkillRow
from fitcheck.verdict.axes import Axis
from fitcheck.verdict.requirement import Gate, Judged

LIMIT = 8
_KINDS = {"must": "a must", "should": "asked for", "nice": "nice to have"}


def misfit_sentences(*, judged: Sequence[Judged], gates: Sequence[Gate], axes: Sequence[Axis]) -> list[str]:
    """Return failed gates, then misaligned axes, then gaps by weight; nice-to-haves are left out; eight at most."""
    sentences = [gate_sentence(gate) for gate in gates if gate.status == "failed"]
    sentences += [axis_sentence(axis) for axis in axes if axis.alignment == "misaligned"]
    gaps = [row for row in judged if row.level == "gap" and row.kind in {"must", "should"}]
    gaps.sort(key=lambda row: (row.kind != "must", -row.weight, row.idx))
    return (sentences + [gap_sentence(row) for row in gaps])[:LIMIT]


def gate_sentence(gate: Gate) -> str:
    """Say which condition is not met and what the owner states instead."""
    stated = f"The profile states {_short(gate.fact)}." if gate.fact else "The profile states none."
    return f"A condition is not met: {_bare(gate.statement)}. {stated}"


def axis_sentence(axis: Axis) -> str:
    """Say where the role points, and where the owner does."""
    wanted, offered = axis.role_value or "something else", _short(axis.fact) or "nothing of it"
    return f"The {axis.axis} does not match: the role is {wanted}; the profile says {offered}."


def gap_sentence(row: Judged) -> str:
    """Say what is missing and how code knows."""
    asked = f"{_bare(row.statement)} ({_KINDS.get(row.kind, row.kind)})"
    best = max(row.rows, key=lambda cited: (cited.rating, cited.key), default=None)
    if best is None:
        return f"{asked}: nothing in the skills matrix speaks of it."
    if row.gap_kind == "declared":
        because = f" {best.gap_reason.strip()}" if best.gap_reason.strip() else ""
        return f"{asked}: {best.name} is rated {best.rating} of 5.{because}"
    if row.gap_kind == "stale":
        return f"{asked}: {best.name} is rated {best.rating} of 5, but {_faded(best)}."
    return f"{asked}: {best.name} is rated {best.rating} of 5, but judged not to carry this."


def _faded(row: SkillRow) -> str:
    parts = [] if row.evidence.strip() else ["no evidence is given"]
    if row.last_used is not None and not row.durable:
        parts.append(f"it was last used {row.last_used:%Y-%m}")
    return " and ".join(parts) or "other rows do not carry it"


def _short(listed: str, most: int = 4) -> str:
    """Return the first few of a list: a sentence is no inventory."""
    entries = listed.split("; ")
    return ", ".join(entries[:most]) + (" and others" if len(entries) > most else "")


def _bare(statement: str) -> str:
    return statement.strip().rstrip(".")
