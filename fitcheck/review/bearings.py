"""What stored verdicts rest on, in short texts: written with a decision, made anew for records from before.

A record: `[sums, decisive, gates, axes, stance, verdict, thresholds that are not the usual ones, is_thin, is_foreign]`.
A line: the fields of `LineBearing`. Neither holds a word of the posting, so that those can be forgotten.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, astuple
from functools import lru_cache
from typing import Any

from django.db import connection

from fitcheck.contract.schema import AlignmentWord
from fitcheck.models import Assessment, Bearing, Requirement, Status, WeighedRecord
from fitcheck.verdict.axes import Axis
from fitcheck.verdict.conditions import Gate
from fitcheck.verdict.impact import Judgment, LineBearing
from fitcheck.verdict.rulings import GateStatus
from fitcheck.verdict.thresholds import DEFAULT, Thresholds

_BATCH = 500
_USUAL = asdict(DEFAULT)


def records_weighed(pks: Collection[int]) -> None:
    """Write what these records rest on, those that have a verdict to weigh again."""
    records = Assessment.objects.filter(pk__in=pks).exclude(verdict="").filter(weighing__has_key="left")
    found = {record.pk: record for record in records.defer("job", "raw")}
    rows: dict[int, list[Requirement]] = {pk: [] for pk in found}
    lines = Requirement.objects.filter(assessment__in=found).exclude(kind=Requirement.Kind.GATE)
    for one in lines.defer("quote", "reason", "because", "statement").order_by("idx"):
        rows[one.assessment_id].append(one)
    _lines_bear([one for listed in rows.values() for one in listed])
    made = [
        WeighedRecord(pk=pk, verdict=record.verdict, stance=record.model_stance, text=_text(record, rows[pk]))
        for pk, record in found.items()
    ]
    WeighedRecord.objects.bulk_create(
        made, update_conflicts=True, update_fields=["verdict", "stance", "text"], unique_fields=["assessment"]
    )


def records_complete(most: int) -> int:
    """Write what is missing of records from before, so many at once. Returns how many are still missing."""
    records = Assessment.objects.filter(status=Status.DONE, weighed=None).exclude(verdict="")
    missing = records.filter(weighing__has_key="left")
    wanted = list(missing.order_by("-pk").values_list("pk", flat=True)[:most])
    for at in range(0, len(wanted), _BATCH):
        records_weighed(wanted[at : at + _BATCH])
    return missing.count() if len(wanted) == most else 0


def judgment_read(text: str) -> Judgment:
    """Read what a record rests on."""
    sums, decisive, gates, axes, stance, verdict, others, is_thin, is_foreign = json.loads(text)
    return Judgment(
        sums={(kind, level): weight for kind, level, weight in sums},
        decisive=dict(decisive),
        gates=tuple(_gate(*one) for one in gates),
        axes=tuple(_axis(*one) for one in axes),
        stance=stance,
        verdict=verdict,
        thresholds=_thresholds(tuple(map(tuple, others))),
        is_thin=is_thin,
        is_foreign=is_foreign,
    )


def bearing_read(text: str) -> LineBearing:
    """Read how a line rests on the matrix."""
    level, model_level, ceiling, asked, years, proof, kin, named = json.loads(text)
    return LineBearing(level, model_level, ceiling, asked, years, proof, tuple(kin), tuple(named))


@lru_cache(maxsize=4096)
def _gate(kind: str, needs: str, status: GateStatus, fact: str, holds_back: bool) -> Gate:
    return Gate("", "", None, kind, needs, status, fact, holds_back)


@lru_cache(maxsize=4096)
def _axis(axis: str, alignment: AlignmentWord, value: str, is_near: bool) -> Axis:
    return Axis(axis, alignment, value, "", "", is_near)


@lru_cache(maxsize=64)
def _thresholds(others: tuple[tuple[str, float], ...]) -> Thresholds:
    return Thresholds(**{**_USUAL, **dict(others)})


def _lines_bear(rows: Sequence[Requirement]) -> None:
    texts = {one.pk: _short(astuple(_bearing(one))) for one in rows}
    hashes = {text: hashlib.sha256(text.encode()).hexdigest() for text in texts.values()}
    made = [Bearing(sha256=sha256, text=text) for text, sha256 in sorted(hashes.items())]
    Bearing.objects.bulk_create(made, ignore_conflicts=True)
    known = dict(Bearing.objects.filter(sha256__in=hashes.values()).values_list("sha256", "pk"))
    pairs = [(known[hashes[texts[one.pk]]], one.pk) for one in rows]
    with connection.cursor() as cursor:  # bulk_update writes one CASE for all of them: ten times as slow
        cursor.executemany(f"UPDATE {Requirement._meta.db_table} SET bearing_id = %s WHERE id = %s", pairs)  # noqa: S608


def _bearing(one: Requirement) -> LineBearing:
    return LineBearing(
        level=one.level,  # type: ignore[arg-type]
        model_level=one.model_level,  # type: ignore[arg-type]
        ceiling=one.ceiling,  # type: ignore[arg-type]
        asked=one.asked or "working",  # type: ignore[arg-type]
        years=one.years_asked,
        proof=one.proof,
        kin=_keys(one.evidence, "is_kin", is_told=True),
        named=_keys(one.evidence, "is_named", is_told=False),
    )


def _keys(evidence: Iterable[Mapping[str, Any]], name: str, *, is_told: bool) -> tuple[str, ...]:
    """Return the keys of rows that are told to be so; `is_told` where an old record does not say."""
    return tuple(row["key"] for row in evidence if row.get(name, is_told))


def _text(record: Assessment, rows: Sequence[Requirement]) -> str:
    weighing, sums = record.weighing, dict[tuple[str, str], float]()
    weighed = [(one.kind, one.level, one.weight) for one in rows]
    for kind, level, weight in [*weighed, *((one["kind"], one["level"], one["weight"]) for one in weighing["left"])]:
        sums[kind, level] = round(sums.get((kind, level), 0.0) + weight, 4)
    levels = {one.idx: one.level for one in rows}
    thresholds = {name: value for name, value in record.thresholds.items() if name in _USUAL}
    return _short([
        [[*where, weight] for where, weight in sorted(sums.items())],
        [[idx, levels[idx]] for idx in record.decisive if idx in levels],
        [[gate["kind"], gate.get("needs", ""), gate["status"], "", gate.get("holds_back", False)]
         for gate in record.gates],
        [[one["axis"], one["alignment"], one.get("role_value", ""), one.get("is_near", False)] for one in record.axes],
        record.model_stance,
        record.verdict,
        sorted([name, value] for name, value in thresholds.items() if value != _USUAL[name]),
        weighing["is_thin"],
        weighing["is_foreign"],
    ])  # fmt: skip


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
