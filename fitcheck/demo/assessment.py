"""A fit check without a model: each ask of the posting beside the rows that speak of it, in the contract's form.

Words, not judgment: a row speaks of an ask if it is named in it, or if its evidence has at least two words of it. What
no row speaks of is unknown. Headline, questions and misfits are left to the rules that write them for every engine.
"""

import json
import re
from collections.abc import Iterator
from datetime import date

from corpus.text.values import SkillRow
from fitcheck.contract.schema import (
    AlignmentWord,
    AssessmentOut,
    AxisOut,
    FunctionFamily,
    RequirementOut,
    Role,
    Seniority,
)
from fitcheck.demo.matrix import matrix_of
from fitcheck.posting.outline import Posting, Section
from fitcheck.posting.reader import posting_read
from fitcheck.verdict.assessment import UnableToAssess, assess
from fitcheck.verdict.axes import LADDER, domain_alignment, function_alignment, level_alignment
from fitcheck.verdict.frame import Frame
from fitcheck.verdict.ground import Ground, ground_of
from fitcheck.verdict.requirement import requirement_judge
from fitcheck.verdict.terms import meanings_of
from fitcheck.verdict.thresholds import DEFAULT
from routing.standin.blocks import output_schema
from routing.standin.content import Answer, Json, Piece
from routing.standin.request import tagged, text_of, turns

MOST_REQUIREMENTS = 25
MOST_ROWS = 3
_FIELD_SHARE = 0.15
DEFAULT_DAY = date(2026, 1, 1)
_SHARED_LEAST = 2
_CLAUSE = re.compile(r"[^.;:]+")
_REFUSED = {"not_a_posting", "resume", "sign_in_wall", "language_not_read"}
_FAMILIES = frozenset(FunctionFamily.__args__)  # type: ignore[attr-defined]
_EMPTY = AssessmentOut(
    is_job_posting=False,
    role=Role(title="unknown", organisation="unknown", week="", seniority="unknown", function="other", domain=""),
    axes=[],
    requirements=[],
    decisive=[],
    stance="not_a_fit",
    headline="",
    opening="",
    callouts=[],
    questions=[],
)


class FitResponder:
    """The demo engine's side of a fit check: it takes a request whose schema asks for the contract's parts."""

    def accepts(self, request: Json) -> bool:
        schema = output_schema(request)
        fields = schema.get("properties") if schema else None
        return isinstance(fields, dict) and set(AssessmentOut.model_fields) <= set(fields)

    def answer(self, request: Json) -> Answer:
        return Answer((Piece(json.dumps(assessment_of(request).model_dump(), ensure_ascii=False)),))


def assessment_of(request: Json) -> AssessmentOut:
    """Fill the contract from a Messages API request: the matrix in `system`, the posting in the last turn."""
    posting = posting_read(_posting_text(request))
    if _REFUSED & set(posting.notices) or not posting.asks:
        return _EMPTY
    matrix = matrix_of(text_of(request.get("system")))
    today = max((row.last_used for row in matrix.rows if row.last_used), default=DEFAULT_DAY)
    ground = ground_of(posting=posting, matrix=matrix, today=today, thresholds=DEFAULT)
    frames = _heaviest(ground)
    answer = _EMPTY.model_copy(
        update={
            "is_job_posting": True,
            "role": _role(posting),
            "axes": list(_axes(ground)),
            "requirements": [_requirement(frame, ground) for frame in frames],
            "decisive": [at for at, frame in enumerate(frames) if frame.ask.stress == 4][:3],
            "stance": "strong",
        }
    )
    return answer.model_copy(update={"stance": _stance(answer, ground)})


def _posting_text(request: Json) -> str:
    asked = [turn.text for turn in turns(request) if turn.role == "user"]
    text = asked[-1] if asked else ""
    inside = tagged(text, "job_posting")
    return (text if inside is None else inside).strip("\n")


def _heaviest(ground: Ground) -> list[Frame]:
    """Return what weighs most, in the order of the posting."""
    chosen = sorted(ground.frames, key=lambda frame: -frame.weight)[:MOST_REQUIREMENTS]
    return sorted(chosen, key=lambda frame: frame.ask.idx)


def _role(posting: Posting) -> Role:
    role = posting.role
    week = next((ask.text for ask in posting.asks if ask.section == Section.DUTIES), "")
    return Role(
        title=role.title,
        organisation=role.organisation,
        week=week[:300],
        seniority=_seniority(role.seniority),
        function=role.function if role.function in _FAMILIES else "other",  # type: ignore[arg-type]
        domain="" if role.domain == "unknown" else role.domain,
    )


def _seniority(word: str) -> Seniority:
    return word if word in LADDER else "unknown"  # type: ignore[return-value]


def _requirement(frame: Frame, ground: Ground) -> RequirementOut:
    ask = frame.ask
    named = list(dict.fromkeys(one.key for one in frame.named))
    row, because = ("", "") if named else _kin(ask.quote, ground)
    said = RequirementOut(
        statement=ask.text[:400],
        quote=ask.quote,
        kind=ask.kind,
        gate="none",
        axis="skill",
        emphasis=ask.stress,
        asked=ask.depth,
        years_asked=ask.years or 0,
        skill_keys=named[:MOST_ROWS] or ([row] if row else []),
        because=because,
        reason="",
        level="strong",
    )
    judged = requirement_judge(ask.idx, said, ground)
    return said.model_copy(update={"level": judged.level, "reason": _reason(judged.level, judged.rows)})


def _kin(quote: str, ground: Ground) -> tuple[str, str]:
    """Return the row whose evidence has most of the ask's words in one clause, and that clause; "" for none."""
    asked = meanings_of(quote) - ground.terms.common
    best: tuple[int, int, str, str] = (0, 0, "", "")
    for row in ground.rows.values():
        for clause in _CLAUSE.findall(row.evidence):
            shared = asked & meanings_of(clause)
            spoken = shared | (asked & meanings_of(row.name))
            if len(shared) >= 1 and len(spoken) >= _SHARED_LEAST:
                best = max(best, (len(spoken), row.rating, row.key, clause.strip()))
    return best[2], best[3]


def _reason(level: str, rows: tuple[SkillRow, ...]) -> str:
    if not rows:
        return "The skills matrix does not mention it."
    if level in {"gap", "unknown"}:
        low = min(rows, key=lambda row: row.rating)
        return low.gap_reason or f"{low.name} is rated {low.rating} of 5."
    return rows[0].evidence


def _axes(ground: Ground) -> Iterator[AxisOut]:
    role, profile = ground.posting.role, ground.profile
    function, seniority = function_alignment(role.function, profile), level_alignment(role.seniority, profile)
    domain, why = _domain(ground)
    yield AxisOut(axis="domain", alignment=domain, role_value=_said(role.domain), reason=why)
    yield AxisOut(axis="function", alignment=function, role_value=_said(role.function), reason="")
    yield AxisOut(axis="level", alignment=seniority, role_value=_said(role.seniority), reason="")


def _domain(ground: Ground) -> tuple[AlignmentWord, str]:
    """Another field is one whose own row is low and which the posting names again and again, or in its title."""
    role = ground.posting.role
    if domain_alignment(role.domain, ground.posting, ground.profile) == "aligned":
        return "aligned", ""
    low = _low_field(ground)
    return ("partial", "") if low is None else ("misaligned", f"{low.name} is rated {low.rating} of 5.")


def _low_field(ground: Ground) -> SkillRow | None:
    role = ground.posting.role
    title = {one.key for one in ground.terms.named_in(f"{role.title}. {role.domain}")}
    weights = {key: sum(frame.weight for frame in ground.frames for one in frame.named if one.key == key) for key in ground.rows}
    for key, weight in sorted(weights.items(), key=lambda pair: -pair[1]):
        row = ground.rows[key]
        if row.rating <= ground.thresholds.low_rating and (key in title or weight >= 100 * _FIELD_SHARE):
            return row
    return None


def _said(word: str) -> str:
    return "" if word in {"unknown", "other"} else word


def _stance(answer: AssessmentOut, ground: Ground) -> str:
    """The demo engine has no opinion of its own: it says what the rules say."""
    try:
        return assess(answer, ground).decision.rule
    except UnableToAssess:
        return "not_a_fit"
