"""The fit check without a model: reads the posting, holds it against the matrix, fills the output contract.

Words, not judgment: rows are found by name and alias, levels are their ratings. It follows no order in the posting.
"""

from __future__ import annotations

import json
from collections import Counter

from fitcheck.demo.alignments import Axis, axes_of
from fitcheck.demo.matching import matcher_of
from fitcheck.demo.matrix import Matrix, Row, matrix_of
from fitcheck.demo.posting import asks_of
from fitcheck.demo.role import RoleRead, role_of
from fitcheck.demo.screening import is_posting
from fitcheck.demo.weighing import Judged, judged, shortened, stance_of
from fitcheck.demo.wording import is_addressed_to_machines
from routing.standin.blocks import output_schema
from routing.standin.content import Answer, Json, Piece
from routing.standin.request import tagged, text_of, turns

_EMPTY: dict[str, object] = {
    "is_job_posting": False,
    "role": {"title": "unknown", "organisation": "unknown", "seniority": "unknown", "function": "other", "domain": ""},
    "requirements": [],
    "axes": [],
    "stance": "not_a_fit",
    "headline": "",
    "opening": "",
    "callouts": [],
    "questions": [],
}
_MOST_CALLOUTS, _MOST_QUESTIONS = 3, 5


class FitResponder:
    """The demo engine's side of a fit check: it takes a request whose schema asks for the contract's parts."""

    def accepts(self, request: Json) -> bool:
        schema = output_schema(request)
        fields = schema.get("properties") if schema else None
        return isinstance(fields, dict) and set(_EMPTY) <= set(fields)

    def answer(self, request: Json) -> Answer:
        return Answer((Piece(json.dumps(assess(request), ensure_ascii=False, separators=(",", ":"))),))


def assess(request: dict[str, object]) -> dict[str, object]:
    """Fill the fit check's contract from a Messages API request: matrix in `system`, posting in the last turn."""
    matrix = matrix_of(text_of(request.get("system")))
    posting = _posting(request)
    if not is_posting(_without_orders(posting)):
        return dict(_EMPTY)
    found = judged(asks_of(posting), matrix, matcher_of(matrix.rows))
    if not found:
        return dict(_EMPTY)
    role = role_of(_without_orders(posting))
    axes = axes_of(role, matrix.profile)
    return {
        "is_job_posting": True,
        "role": _role(role),
        "requirements": [_requirement(one) for one in found],
        "axes": [_axis(axis) for axis in axes],
        "stance": stance_of(found, {axis.axis: axis.alignment for axis in axes}),
        "headline": _headline(found),
        "opening": _opening(found, axes),
        "callouts": _callouts(found, matrix),
        "questions": _questions(found, axes),
    }


def _posting(request: dict[str, object]) -> str:
    asked = [turn.text for turn in turns(request) if turn.role == "user"]
    text = asked[-1] if asked else ""
    inside = tagged(text, "job_posting")
    return (text if inside is None else inside).strip("\n")


def _without_orders(posting: str) -> str:
    return "\n".join(line for line in posting.splitlines() if len(line) > 1_200 or not is_addressed_to_machines(line))


def _role(role: RoleRead) -> dict[str, object]:
    return {
        "title": role.title,
        "organisation": role.organisation,
        "seniority": role.seniority,
        "function": role.function,
        "domain": role.domain,
    }


def _requirement(one: Judged) -> dict[str, object]:
    return {
        "statement": one.statement,
        "quote": one.ask.quote,
        "kind": one.kind,
        "gate": one.gate.kind if one.gate else "none",
        "needs": one.gate.needs if one.gate else "",
        "axis": one.axis,
        "emphasis": one.emphasis,
        "skill_keys": [row.key for row in one.rows],
        "reason": one.reason,
        "level": one.level,
    }


def _axis(axis: Axis) -> dict[str, object]:
    return {
        "axis": axis.axis,
        "alignment": axis.alignment,
        "role_value": axis.role_value,
        "quote": axis.quote,
        "reason": axis.reason,
    }


def _weightiest(found: list[Judged], level: str) -> list[Judged]:
    chosen = [one for one in found if one.level == level]
    return sorted(chosen, key=lambda one: (one.kind != "gate", -one.weight, one.ask.order))


def _rows(found: list[Judged], *, least: int, most: int = 5) -> list[Row]:
    """The first cited row of each requirement, weightiest requirement first, without repeats."""
    rows: dict[str, Row] = {}
    for one in sorted(found, key=lambda one: (-one.weight, one.ask.order)):
        best = one.rows[0] if one.rows else None
        if best and least <= best.effective <= most:
            rows.setdefault(best.key, best)
    return list(rows.values())


def _headline(found: list[Judged]) -> str:
    strong = [row.name for row in _rows(found, least=4)][:2]
    lacking = _lacking(found)[:2]
    covered = f"Covered: {' and '.join(strong)}" if strong else "Nothing asked is covered by a strong row"
    return f"{covered}; missing: {' and '.join(lacking)}." if lacking else f"{covered}; no gap among the weighty asks."


def _lacking(found: list[Judged]) -> list[str]:
    """Short names of the weightiest gaps: the low row if there is one, else the start of the ask."""
    gaps = _weightiest(found, "gap")
    names = (str(one.gate) if one.gate else one.rows[0].name if one.rows else _brief(one.statement) for one in gaps)
    return list(dict.fromkeys(names))


def _brief(statement: str) -> str:
    words = statement.rstrip(" …").split()
    return " ".join(words[:9]) + (" …" if len(words) > 9 else "")


def _opening(found: list[Judged], axes: list[Axis]) -> str:
    counts = [sum(one.level == level for one in found) for level in ("strong", "moderate", "gap")]
    first = (
        f"Of {len(found)} requirements read here the matrix covers {counts[0]} strongly and {counts[1]} in part, "
        f"and leaves {counts[2]} open."
    )
    off = [axis for axis in axes if axis.alignment == "misaligned"]
    if off:
        return f"{first} {off[0].reason}"
    lacking = _lacking(found)[:1]
    return (
        f"{first} The weightiest gap is {lacking[0]}." if lacking else f"{first} No weighty requirement is left open."
    )


def _callouts(found: list[Judged], matrix: Matrix) -> list[str]:
    """Strong rows with evidence that nothing here asked for, from the categories that the posting touches most."""
    asked = {row.key for one in found for row in one.rows}
    touched = Counter(row.category for one in found for row in one.rows)
    spare = [row for row in matrix.rows if row.key not in asked and row.effective >= 4 and row.evidence]
    spare = [row for row in spare if touched[row.category]]
    spare.sort(key=lambda row: (-touched[row.category], -row.rating, -row.years, row.key))
    return [
        f"Not asked for: {row.name}, {row.rating} of 5. {shortened(row.evidence)}" for row in spare[:_MOST_CALLOUTS]
    ]


def _questions(found: list[Judged], axes: list[Axis]) -> list[str]:
    weak = [*_weightiest(found, "gap"), *_weightiest(found, "moderate")]
    asked = [_question(one) for one in weak[:_MOST_QUESTIONS]]
    off = [
        f"The role's {axis.axis} is {axis.role_value}; what in your work so far points there?"
        for axis in axes
        if axis.alignment == "misaligned"
    ]
    return list(dict.fromkeys([*off[:1], *asked]))[:_MOST_QUESTIONS]


def _question(one: Judged) -> str:
    if one.gate:
        return f"Do you hold what the posting requires here: {one.gate}?"
    if not one.rows:
        return f"What have you done that comes closest to “{_brief(one.statement)}”?"
    return f"{one.rows[0].name} is rated {one.rows[0].rating} of 5: what have you done with it, and where does it end?"
