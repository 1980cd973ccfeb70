"""A fit check without a model: each ask of the posting beside the rows that speak of it, in the contract's form.

Words, not judgment: a row speaks of an ask if it is named in it, or if its evidence has at least two words of it. What
no row speaks of is unknown. Headline, questions and misfits are left to the rules that write them for every engine.
"""

import json
import re
from collections import Counter
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
from fitcheck.posting.outline import Chapter, Posting
from fitcheck.posting.reader import posting_read
from fitcheck.posting.trades import is_person
from fitcheck.verdict.assessment import UnableToAssess, assess
from fitcheck.verdict.axes import LADDER, domain_alignment, function_alignment, level_alignment
from fitcheck.verdict.conditions import is_licence_asked
from fitcheck.verdict.decision import VerdictWord
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
_FIELD_SHARE, _FIELD_ASKS = 0.15, 3
DEFAULT_DAY = date(2026, 1, 1)
_SHARED_LEAST = 2
_SHARE_OF_TWO, _SHARE_OF_ONE = 0.25, 0.49
_CLAUSE_LEAST, _STATEMENT_WORDS = 3, 12
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
    week = next((ask.text for ask in posting.asks if ask.section == Chapter.DUTIES), "")
    return Role(
        title=role.title,
        organisation=role.organisation,
        week=week[:300],
        seniority=_seniority(role.seniority),
        function=role.function if role.function in _FAMILIES else "other",
        domain="" if role.domain == "unknown" else role.domain,
    )


def _seniority(word: str) -> Seniority:
    return word if word in LADDER else "unknown"  # type: ignore[return-value]


def _requirement(frame: Frame, ground: Ground) -> RequirementOut:
    ask = frame.ask
    named = list(dict.fromkeys(one.key for one in frame.named))
    row, because = ("", "") if named else _kin(ask.quote, ground)
    said = RequirementOut(
        statement=_statement(ask.text, [ground.rows[key].name for key in named]),
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


def _statement(text: str, names: list[str]) -> str:
    """Return the names of the rows an ask names, else its first words, cut where a clause ends if one does."""
    if names:
        return ", ".join(names[:MOST_ROWS])
    clause = re.split(r"[,;:(]| – | - ", text, maxsplit=1)[0].strip()
    words = (clause if len(clause.split()) >= _CLAUSE_LEAST else text).split()
    return " ".join(words[:_STATEMENT_WORDS]).rstrip(".") + (" …" if len(words) > _STATEMENT_WORDS else "")


def _kin(quote: str, ground: Ground) -> tuple[str, str]:
    """Return the row that shares most words with an ask, and its evidence; "" for none.

    One word has to stand in the evidence, and its names must have two that are more than a quarter of the ask, or one
    that is half of it with the evidence: one word in common, in a long sentence, is chance.
    """
    asked = meanings_of(quote)
    best: tuple[int, int, str] = (0, 0, "")
    for row in ground.rows.values():
        shown = (asked & meanings_of(row.evidence)) - ground.terms.common
        named = _half_named(asked, row) - ground.terms.common
        share = _SHARE_OF_TWO if len(named) >= _SHARED_LEAST else _SHARE_OF_ONE
        shared = len(shown | named)
        if shown and named and shared >= _SHARED_LEAST and shared > share * len(asked):
            best = max(best, (2 * len(shown) + len(named), row.rating, row.key))
    key = best[2]
    return key, ground.rows[key].evidence if key else ""


def _half_named(asked: frozenset[str], row: SkillRow) -> frozenset[str]:
    """Return the words an ask shares with those names of a row of which it has at least half."""
    names = (meanings_of(name) for name in (row.name, *row.aliases))
    return frozenset().union(*(asked & name for name in names if 2 * len(asked & name) >= len(name)))


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
    """Another field is one whose own row is low, and which the posting has in its title or asks for throughout."""
    role = ground.posting.role
    if domain_alignment(role.domain, ground.posting, ground.profile) == "aligned":
        return "aligned", ""
    low = _low_in_title(ground) or _low_throughout(ground)
    return ("partial", "") if low is None else ("misaligned", f"{low.name} is rated {low.rating} of 5.")


def _low_in_title(ground: Ground) -> SkillRow | None:
    """Return a low row that the title names; by a word of its name only where no better row has a word of the title.

    "Data Platform" names a row of that name, "Platform" shares its word; "Patient Apps" is known by the patients.
    """
    rows = ground.rows.values()
    low = [row for row in rows if row.rating <= ground.thresholds.low_rating]
    better = {word for row in rows if row not in low for name in (row.name, *row.aliases) for word in meanings_of(name)}
    trade = {word for function in ground.profile.functions for word in meanings_of(function)}
    title = frozenset(word for word in meanings_of(ground.posting.role.title) - trade if not is_person(word))
    names = ((row, meanings_of(name) - trade) for row in low for name in (row.name, *row.aliases))
    whole = next((row for row, name in names if name <= title and name - better), None)
    return whole or (None if title & better else next((row for row in low if title & meanings_of(row.name)), None))


def _low_throughout(ground: Ground) -> SkillRow | None:
    """Return a low row that is named in three asks, or in two that weigh much together."""
    counts: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    for frame in ground.frames:
        for key in {one.key for one in frame.named}:
            counts[key] += 1
            weights[key] += round(frame.weight)
    low = [ground.rows[key] for key, _ in weights.most_common() if ground.rows[key].rating <= DEFAULT.low_rating]
    return next(
        (
            row
            for row in low
            if counts[row.key] >= _FIELD_ASKS or (counts[row.key] > 1 and weights[row.key] >= 100 * _FIELD_SHARE)
        ),
        None,
    )


def _said(word: str) -> str:
    return "" if word in {"unknown", "other"} else word


def _stance(answer: AssessmentOut, ground: Ground) -> VerdictWord:
    """Say what the rules say; where an axis points elsewhere and little is met, that it does not fit."""
    try:
        decided = assess(answer, ground)
    except UnableToAssess:
        return "not_a_fit"
    is_near = decided.decision.measures.is_near_trade and not is_licence_asked(ground.posting, ground.profile)
    is_elsewhere = is_near or any(axis.alignment == "misaligned" for axis in decided.axes)
    if is_elsewhere and decided.decision.measures.coverage < ground.thresholds.strong_coverage:
        return "not_a_fit"
    return decided.decision.rule
