"""Which stored verdicts a change of the matrix or of the profile would move. Nothing stored is rewritten.

Lines that rest on the same rows in the same way share a bearing: a change is worked out once for each, and only the
records of those that move are weighed again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.urls import reverse

from corpus.impact import ImpactLine, ImpactReport
from corpus.selectors import matrix_text, matrix_text_of
from corpus.text.values import MatrixText, ProfileFacts
from fitcheck.models import Assessment, Bearing, Level, Requirement, Verdict, WeighedRecord
from fitcheck.posting.outline import Posting
from fitcheck.posting.reader import posting_read
from fitcheck.review.bearings import bearing_read, judgment_read, records_complete
from fitcheck.verdict.axes import Axis
from fitcheck.verdict.conditions import Gate
from fitcheck.verdict.decision import VerdictWord
from fitcheck.verdict.impact import MatrixChange, MovedLine, axis_after, is_settled, level_after, verdict_moved
from fitcheck.verdict.rulings import GateStatus, ruling_of
from fitcheck.verdict.thresholds import DEFAULT

MOST_SHOWN = 20
_FEW = 20  # keys that are looked for by name
_MANY = 2000  # records read one by one at most; beyond that, all of them
_AT_ONCE = 2000  # old records that one look makes ready
_FACTS_OF_KIND = {
    "language": ("languages",),
    "authorisation": ("authorised_in", "citizenships"),
    "citizenship": ("citizenships",),
    "location": ("locations", "authorised_in"),
    "licence": ("licences", "licences_complete"),
    "clearance": ("licences", "licences_complete"),
    "degree": ("licences", "licences_complete"),
}
_BASIS = (
    "Worked out from what is stored of each check: no posting is read again and no model asked. A fall is certain by "
    "the rules, a rise is the most they would allow. Domains, the start of the career and other names of a row are not "
    "looked at. Stored verdicts stay as they are."
)


@dataclass(frozen=True, slots=True)
class MovedVerdict:
    """A stored verdict that would be another, and what moves it: lines, the heaviest first, conditions, axes."""

    before: VerdictWord
    after: VerdictWord
    lines: tuple[MovedLine, ...]
    gates: tuple[int, ...]
    axes: tuple[str, ...]


def impact_of(before: MatrixText, after: MatrixText, today: date) -> ImpactReport:
    """Return which verdicts would be others after a change."""
    missing = records_complete(_AT_ONCE)
    moved = dict(sorted(_moved(change_of(before, after, today)), reverse=True))
    shown = {pk: moved[pk] for pk in list(moved)[:MOST_SHOWN]}
    sentences = [_BASIS]
    if missing:
        sentences.append(f"{missing} older checks are not counted yet: look again to have more of them counted.")
    return ImpactReport(len(moved), WeighedRecord.objects.count(), tuple(_lines(shown)), tuple(sentences))


def verdict_today(assessment: Assessment, today: date) -> MovedVerdict | None:
    """Return what today's matrix and profile would make of one record; None where its word stays, or is not known."""
    now, version = matrix_text(), assessment.matrix_version_id
    if version is None or version == now.version_id:
        return None
    change = change_of(matrix_text_of(version), now, today)
    return dict(_moved(change, only=assessment.pk)).get(assessment.pk)


def change_of(before: MatrixText, after: MatrixText, today: date) -> MatrixChange:
    """Return a change as the rules compare it."""
    was, now = ({row.key: row for row in text.rows} for text in (before, after))
    return MatrixChange(was, now, before.profile, after.profile, today)


def _moved(change: MatrixChange, *, only: int | None = None) -> Iterator[tuple[int, MovedVerdict]]:
    """Yield every record whose word would be another, by its key; of one record alone where it is named."""
    named = Q() if only is None else Q(assessment=only)
    bearings = _bearings(change) if only is None else Bearing.objects.filter(lines__assessment=only).distinct()
    lines = _lines_moved(change, bearings, named)
    is_of_facts = change.facts_before != change.facts_after
    if not lines and not is_of_facts:
        return
    kinds = _kinds_touched(change) if is_of_facts else frozenset()
    quotes = _quotes(kinds, named)
    records = WeighedRecord.objects.filter(named)
    if not is_of_facts and len(lines) <= _MANY:
        records = records.filter(pk__in=list(lines))
    rows = records.values_list("pk", "verdict", "stance", "text")
    for pk, verdict, stance, text in rows.iterator(chunk_size=_AT_ONCE):
        moved = lines.get(pk, [])
        if not is_of_facts and is_settled(verdict, stance, moved):
            continue
        judgment = judgment_read(text)
        axes = tuple(axis_after(axis, change) for axis in judgment.axes) if is_of_facts else judgment.axes
        gates = _gates(judgment.gates, quotes.get(pk, ()), change, kinds)
        if not moved and gates == judgment.gates and axes == judgment.axes:
            continue
        after = verdict_moved(judgment, moved, gates=gates, axes=axes)
        if after:
            yield pk, _verdict(judgment.verdict, after, moved, (judgment.gates, gates), (judgment.axes, axes))


def _verdict(
    before: VerdictWord,
    after: VerdictWord,
    lines: Sequence[MovedLine],
    gates: tuple[Sequence[Gate], Sequence[Gate]],
    axes: tuple[Sequence[Axis], Sequence[Axis]],
) -> MovedVerdict:
    return MovedVerdict(
        before=before,
        after=after,
        lines=tuple(sorted(lines, key=lambda line: (-line.weight, line.idx))),
        gates=tuple(at for at, (was, now) in enumerate(zip(*gates, strict=True)) if was != now),
        axes=tuple(now.axis for was, now in zip(*axes, strict=True) if was != now),
    )


def _lines_moved(change: MatrixChange, bearings: QuerySet[Bearing], only: Q) -> dict[int, list[MovedLine]]:
    """Return the lines whose level would be another, by their record."""
    found: dict[int, list[MovedLine]] = {}
    levels = {}
    for pk, text in bearings.values_list("pk", "text"):
        line = bearing_read(text)
        level = level_after(line, change, thresholds=DEFAULT)
        if level != line.level:
            levels[pk] = line.level, level
    rows = Requirement.objects.filter(only, bearing__in=list(levels), weight__gt=0)
    for pk, idx, kind, weight, bearing in rows.values_list("assessment_id", "idx", "kind", "weight", "bearing_id"):
        found.setdefault(pk, []).append(MovedLine(idx, kind, weight, *levels[bearing]))  # type: ignore[arg-type]
    for pk, named in _naming_new(change, only):
        found.setdefault(pk, []).append(named)
    return found


def _bearings(change: MatrixChange) -> QuerySet[Bearing]:
    if len(change.keys) > _FEW:
        return Bearing.objects.all()
    named = Q(pk=None)
    for key in change.keys:
        named |= Q(text__contains=f'"{key}"')
    return Bearing.objects.filter(named)


def _naming_new(change: MatrixChange, only: Q) -> Iterator[tuple[int, MovedLine]]:
    """Yield the lines of which nothing was known and that name a new row."""
    terms, rows = change.new_terms, [row for key, row in change.after.items() if key not in change.before]
    if terms is None:
        return
    names = sorted({re.escape(name.casefold()) for row in rows for name in (row.name, *row.aliases)})
    pattern = re.compile("|".join(names))
    unknown = Requirement.objects.filter(only, level=Level.UNKNOWN, weight__gt=0).exclude(bearing=None)
    for pk, idx, kind, weight, quote, text in unknown.values_list(
        "assessment_id", "idx", "kind", "weight", "quote", "bearing__text"
    ).iterator(chunk_size=_AT_ONCE):
        keys = [one.key for one in terms.named_in(quote)] if pattern.search(quote.casefold()) else []
        line = bearing_read(text) if keys else None
        level = level_after(line, change, new=keys, thresholds=DEFAULT) if line else "unknown"
        if level != "unknown":
            yield pk, MovedLine(idx, kind, weight, "unknown", level)  # type: ignore[arg-type]


def _kinds_touched(change: MatrixChange) -> frozenset[str]:
    was, now = change.facts_before, change.facts_after
    return frozenset(
        kind for kind, names in _FACTS_OF_KIND.items() if any(getattr(was, one) != getattr(now, one) for one in names)
    )


def _quotes(kinds: frozenset[str], only: Q) -> dict[int, list[str]]:
    """Return the words of every condition of the records that have one of these kinds."""
    wanted = Q(pk=None)
    for kind in kinds:
        wanted |= Q(text__contains=f'["{kind}",')
    records = WeighedRecord.objects.filter(only).filter(wanted).values_list("pk", "assessment__gates")
    return {pk: [gate.get("quote", "") for gate in gates] for pk, gates in records}


def _gates(
    gates: tuple[Gate, ...], quotes: Sequence[str], change: MatrixChange, kinds: frozenset[str]
) -> tuple[Gate, ...]:
    """Rule anew the conditions that a changed fact decides; one that stood otherwise than by its words stays."""
    if len(gates) != len(quotes):
        return gates
    pairs = zip(gates, quotes, strict=True)
    return tuple(_ruled(gate, quote, change) if gate.kind in kinds else gate for gate, quote in pairs)


def _ruled(gate: Gate, quote: str, change: MatrixChange) -> Gate:
    was, now = (_status(gate.kind, gate.needs, quote, facts) for facts in (change.facts_before, change.facts_after))
    if was == now or was[0] != gate.status:
        return gate
    return replace(gate, status=now[0], holds_back=now[0] == "unknown" and not now[1])


@lru_cache(maxsize=4096)
def _status(kind: str, needs: str, quote: str, facts: ProfileFacts) -> tuple[GateStatus, bool]:
    wanted = tuple(need for need in needs.split("; ") if need)
    ruling = ruling_of(kind, needs=wanted, quote=quote, profile=facts, posting=_no_posting())
    return ruling.status, ruling.is_settled_later


@lru_cache(maxsize=1)
def _no_posting() -> Posting:
    return posting_read("")


def _lines(moved: Mapping[int, MovedVerdict]) -> Iterator[ImpactLine]:
    records = Assessment.objects.in_bulk(list(moved))
    for pk, one in moved.items():
        yield ImpactLine(
            name=str(records[pk]),
            address=reverse("admin:fitcheck_review", args=[pk]) + "?reviewed=all",
            before=Verdict(one.before).label,
            after=Verdict(one.after).label,
            why=why_moved(records[pk], one),
        )


def why_moved(record: Assessment, moved: MovedVerdict) -> str:
    """Say what decides: the heaviest line that moves, else the condition, else the axis."""
    if moved.lines:
        first = moved.lines[0]
        statement = record.requirements.values_list("statement", flat=True).get(idx=first.idx)
        more = f", and {len(moved.lines) - 1} more" if len(moved.lines) > 1 else ""
        most = "" if first.is_certain else " at most"
        return f"{statement}: {Level(first.before).label.lower()} → {Level(first.after).label.lower()}{most}{more}"
    if moved.gates:
        return str(record.gates[moved.gates[0]]["statement"])
    return f"{moved.axes[0].capitalize()} of the role"
