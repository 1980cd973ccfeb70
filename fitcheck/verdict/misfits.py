"""The misfits in plain sentences, the heaviest first. Written by code from the rows: none can be talked away."""

import re
from collections.abc import Sequence

from corpus.text.values import SkillRow
from fitcheck.verdict.axes import Axis
from fitcheck.verdict.conditions import Gate
from fitcheck.verdict.quotes import bare, listed, names_in
from fitcheck.verdict.requirement import Judged
from fitcheck.verdict.terms import is_same

LIMIT = 8
_KINDS = {"must": "a must", "should": "asked for", "nice": "nice to have"}
_AXES = {"domain": "field", "function": "function", "level": "level"}  # as the page calls them
_LABEL = re.compile(r"^[A-Z]\w+: ")  # "Location: on site in Tulsa"


def misfit_sentences(*, judged: Sequence[Judged], gates: Sequence[Gate], axes: Sequence[Axis]) -> list[str]:
    """Return failed conditions, then misaligned axes, then gaps by weight; nice-to-haves are left out; eight at most.

    Not to know is no misfit: what no row speaks of becomes a question. No sentence of the matrix is printed twice.
    """
    sentences = [gate_sentence(gate) for gate in gates if gate.status == "failed"]
    sentences += [axis_sentence(axis) for axis in axes if axis.alignment == "misaligned"]
    said: list[str] = []
    for row in gaps_of(judged):
        rating, why = gap_reason(row)
        is_new = bool(why) and not any(is_same(why, one) for one in said)
        said.append(why)
        told = " ".join(part for part in (rating, why if is_new else "") if part)
        sentences.append(f"{_asked(row)}: {told}" if told else f"{_asked(row)}.")
    return list(dict.fromkeys(sentences))[:LIMIT]


def gaps_of(judged: Sequence[Judged]) -> list[Judged]:
    """Return the gaps that weigh, musts first, then by weight."""
    gaps = [row for row in judged if row.level == "gap" and row.kind in {"must", "should"} and row.weight > 0]
    return sorted(gaps, key=lambda row: (row.kind != "must", -row.weight, row.idx))


def gate_sentence(gate: Gate) -> str:
    """Say which condition is not met and what the owner states instead."""
    stated = f"The profile says: {_short(gate.fact)}." if gate.fact else "The profile states none."
    return f"Condition not met: {_LABEL.sub('', bare(gate.statement))}. {stated}"


def axis_sentence(axis: Axis) -> str:
    """Say where the role points, and where the owner does."""
    offered = f" The profile says: {_short(axis.fact)}." if axis.fact else ""
    where = f": {axis_words(axis)}" if _value(axis) else ""
    return f"The {_AXES[axis.axis]} does not match{where}.{offered}"


def axis_words(axis: Axis) -> str:
    """Say where the role lies: "the role is at intern level"."""
    value = _value(axis)
    if not value:
        return f"the role is {'at' if axis.axis == 'level' else 'in'} another {_AXES[axis.axis]}"
    return f"the role is at {value} level" if axis.axis == "level" else f"the role is in {value}"


def _value(axis: Axis) -> str:
    value = bare(axis.role_value)
    return "" if value in {"unknown", "other"} else value


def gap_reason(row: Judged) -> tuple[str, str]:
    """Say what is missing, as the rating and why: the reason of the row cited first, else the model's or code's."""
    first = row.rows[0] if row.rows else None
    if first is None:
        return "", row.reason
    own = first.gap_reason.strip() if row.gap_kind == "declared" else ""
    if own:
        return _rated(first), own
    if row.gap_kind == "stale":
        return f"{_rated(first, stop=False)}, but {_faded(first)}.", ""
    return "", row.reason or row.lowered_why or _rated(first)


def _rated(row: SkillRow, *, stop: bool = True) -> str:
    return f"{row.name} is rated {row.rating} of 5" + ("." if stop else "")


def _asked(row: Judged) -> str:
    stated = row.statement or row.quote
    return f"{listed(names_in(stated, row.row_names)) or bare(stated)} ({_KINDS.get(row.kind, row.kind)})"


def _faded(row: SkillRow) -> str:
    if not row.evidence.strip():
        return "no evidence is given"
    return f"it was last used {row.last_used:%Y-%m}" if row.last_used else "other rows do not carry it"


def _short(listed: str, most: int = 4) -> str:
    """Return the first few of a list: a sentence is no inventory."""
    entries = listed.split("; ")
    return ", ".join(entries[:most]) + (", and others" if len(entries) > most else "")
