"""Turns asks into requirements: kind, emphasis, rows, level, reason. And says what the counts add up to."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from corpus.search.ranking import roots_of
from fitcheck.demo.gates import Gate, gate_of, is_fact_met
from fitcheck.demo.matching import Matcher
from fitcheck.demo.matrix import Matrix, Row
from fitcheck.demo.posting import Ask, plain
from fitcheck.demo.role import years_asked
from fitcheck.demo.wording import MUST, NICE, STRESS, Part

MOST_REQUIREMENTS = 30
_KINDS = {Part.REQUIRED: "must", Part.NICE: "nice"}
_EMPHASIS = {Part.REQUIRED: 3, Part.WANTED: 2, Part.DUTIES: 2, Part.NICE: 1, Part.FACTS: 2, Part.LOOSE: 2}
_WEIGHTS = {
    1: 1.0,
    2: 2.0,
    3: 3.0,
    4: 5.0,
}  # the same as the site's own rules; a different sum would only cause dissent
_KIND_WEIGHTS = {"must": 1.5, "nice": 0.5}
_CREDIT = {"strong": 1.0, "moderate": 0.5, "gap": 0.0}
_STRONG, _STRONG_MUSTS, _FIT = 0.70, 0.75, 0.40
_PEOPLE = re.compile(
    r"\b(?:people management|direct reports|manag\w+ (?:a team|teams|people|managers|directors|at least|\d)|"
    r"directly managing|supervis\w+|years?)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(r"\b(?:industry|sector|domain knowledge|market knowledge|markets?,)\b", re.IGNORECASE)
_STATEMENT_WORDS = 18


@dataclass(frozen=True, slots=True)
class Judged:
    """One requirement as it will be written, with the rows it rests on."""

    ask: Ask
    statement: str
    kind: str
    gate: Gate | None
    axis: str
    emphasis: int
    rows: tuple[Row, ...]
    level: str
    reason: str

    @property
    def weight(self) -> float:
        """Share of the whole before normalising."""
        return _WEIGHTS[self.emphasis] * _KIND_WEIGHTS.get(self.kind, 1.0)


def judged(asks: list[Ask], matrix: Matrix, matcher: Matcher) -> list[Judged]:
    """Judge every ask; at most `MOST_REQUIREMENTS`, the weightiest, in the order of the posting."""
    spread = Counter(root for ask in asks for root in set(roots_of(ask.quote)))
    gates: set[tuple[str, str]] = set()
    found: list[Judged] = []
    for ask in asks:
        one = _judged(ask, spread, matrix, matcher)
        if one.gate and _sameness(one.gate) in gates:
            continue
        gates |= {_sameness(one.gate)} if one.gate else set()
        found.append(one)
    kept = sorted(found, key=lambda one: (one.kind != "gate", _rank(one), one.ask.order))[:MOST_REQUIREMENTS]
    return sorted(kept, key=lambda one: one.ask.order)


def _sameness(gate: Gate) -> tuple[str, str]:
    """Postings repeat a clearance or a place in other words; licences and languages differ by what they need."""
    return (gate.kind, "" if gate.kind in {"clearance", "location", "authorisation"} else gate.needs)


def _rank(one: Judged) -> float:
    """Qualifications before duties before loose sentences, then by weight."""
    before = {Part.REQUIRED: 0, Part.WANTED: 0, Part.NICE: 1, Part.DUTIES: 2}
    return before.get(one.ask.part, 3) - one.weight / 100


def _judged(ask: Ask, spread: Counter[str], matrix: Matrix, matcher: Matcher) -> Judged:
    gate = None if ask.part is Part.NICE else gate_of(ask.quote)
    kind = "gate" if gate else _kind(ask)
    rows = () if gate else tuple(match.row for match in matcher.matches(ask.quote))
    level = _gate_level(gate, matrix) if gate else _level(ask.quote, rows)
    reason = _gate_reason(gate, level, matrix) if gate else _reason(ask.quote, rows, level)
    emphasis = max(3, _emphasis(ask, spread)) if gate else _emphasis(ask, spread)
    return Judged(ask, _statement(ask.quote), kind, gate, _axis(ask.quote, gate), emphasis, rows, level, reason)


def _kind(ask: Ask) -> str:
    if NICE.search(ask.quote):
        return "nice"
    if ask.part in _KINDS:
        return _KINDS[ask.part]
    return "must" if MUST.search(ask.quote) else "should"


def _emphasis(ask: Ask, spread: Counter[str]) -> int:
    """1 mentioned to 4 decisive: the part decides, then stress words and how often the posting comes back to it."""
    if _kind(ask) == "nice":
        return 1
    base = _EMPHASIS.get(ask.part, 2)
    is_stressed = bool(STRESS.search(ask.quote) or MUST.search(ask.quote))
    is_repeated = sum(spread[root] >= 3 for root in set(roots_of(ask.quote))) >= 3
    return min(4, base + (is_stressed and ask.part is not Part.DUTIES) + (is_repeated and base == 2))


def _axis(quote: str, gate: Gate | None) -> str:
    if gate:
        return "skill"
    if years_asked(quote) or _PEOPLE.search(quote):
        return "level"
    return "domain" if _FIELD.search(quote) else "skill"


def _statement(quote: str) -> str:
    words = plain(quote).split()
    return (
        " ".join(words) if len(words) <= _STATEMENT_WORDS else " ".join(words[:_STATEMENT_WORDS]).rstrip(",;:(") + " …"
    )


def _level(quote: str, rows: tuple[Row, ...]) -> str:
    best = max((row.effective for row in rows), default=0)
    is_half = any(row.effective <= 2 for row in rows)  # the ask holds something that the owner lacks
    level = "gap" if best < 3 else "strong" if best >= 4 and not is_half else "moderate"
    asked = years_asked(quote)
    held = max((row.years for row in rows), default=0)
    return "moderate" if level == "strong" and held < asked else level


def _reason(quote: str, rows: tuple[Row, ...], level: str) -> str:
    if not rows:
        return "No row of the matrix speaks of this."
    named = ", ".join(f"{row.name} {row.rating} of 5" for row in rows)
    asked, held = years_asked(quote), max(row.years for row in rows)
    if asked and held < asked:
        return f"{named}; {held} years where {asked} are asked."
    if level == "gap":
        return f"{named}: the matrix itself calls this a gap."
    evidence = max(rows, key=lambda row: row.effective).evidence
    return f"{named}. {shortened(evidence)}" if evidence else f"{named}, without evidence."


def shortened(evidence: str) -> str:
    """Evidence cut to what fits a sentence."""
    words = evidence.split()
    return evidence if len(words) <= 22 else " ".join(words[:22]).rstrip(",;:") + " …"


def _gate_level(gate: Gate, matrix: Matrix) -> str:
    return "strong" if is_fact_met(gate, matrix.profile) else "gap"


def _gate_reason(gate: Gate, level: str, matrix: Matrix) -> str:
    stated = "; ".join(matrix.profile.get(gate.field, ()))
    if level == "strong":
        return f"The profile states {stated}."
    return f"Asks for {gate}; the profile states {stated or 'nothing of the kind'}."


def stance_of(found: list[Judged], alignments: dict[str, str]) -> str:
    """Strong, moderate or not a fit. `alignments` by axis; work of another trade is never a fit, whatever matches."""
    misaligned = list(alignments.values()).count("misaligned")
    failed = any(one.kind == "gate" and one.gate and one.gate.kind == "licence" and one.level == "gap" for one in found)
    coverage = share(found)
    is_other_trade = alignments.get("function") == "misaligned"
    if failed or is_other_trade or misaligned >= 2 or coverage < _FIT:
        return "not_a_fit"
    musts = share([one for one in found if one.kind == "must"])
    if coverage >= _STRONG and musts >= _STRONG_MUSTS and not misaligned:
        return "strong"
    return "moderate"


def share(found: list[Judged]) -> float:
    """Weighted share of what is covered, from 0 to 1; gates are left out; 1 if nothing is asked."""
    weighed = [one for one in found if one.kind != "gate"]
    total = sum(one.weight for one in weighed)
    return sum(one.weight * _CREDIT[one.level] for one in weighed) / total if total else 1.0
