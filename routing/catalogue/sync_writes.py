"""The catalogue takes over what the Models API says; prices, cache floors and successors stay the owner's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from routing.catalogue.sync import facts_said, new_fields, row_for
from routing.models import LanguageModel

ASSUMED_FLOOR = 4_096
_FLOOR_SOURCE = "Assumed: the largest listed floor. The Models API does not say."


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync found, one line each. `unlisted` = of the catalogue, but not told of; `unknown` = the other way."""

    changed: Sequence[str]
    added: Sequence[str]
    unlisted: Sequence[str]
    unknown: Sequence[str]
    told: int


@transaction.atomic
def models_sync(rows: Sequence[Mapping[str, Any]], *, now: datetime, add: bool = False, keep: bool = True) -> Synced:
    """Put what the rows say into the catalogue. `add` makes rows for new models; `keep` False only looks."""
    models = list(LanguageModel.objects.order_by("api_id"))
    told = [(model, row) for model in models if (row := row_for(model.api_id, rows)) is not None]
    changed = [line for model, row in told for line in _update(model, row, now, keep)]
    known = {row["id"] for _, row in told} | {model.api_id for model in models}
    others = [row for row in rows if row["id"] not in known]
    added = [_add(row, now) for row in others] if add and keep else []
    return Synced(
        changed=changed,
        added=added,
        unlisted=[model.api_id for model in models if row_for(model.api_id, rows) is None],
        unknown=[] if added else [row["id"] for row in others],
        told=len(told),
    )


def _update(model: LanguageModel, row: Mapping[str, Any], now: datetime, keep: bool) -> list[str]:
    said = facts_said(row, model.capabilities, model.lifecycle)
    lines = []
    for name, value in said.items():
        before = getattr(model, name)
        if before != value:
            lines.append(f"{model.api_id}: {_words(name, before, value)}")
            setattr(model, name, value)
    if keep:
        model.synced_at = now
        model.save(update_fields=[*said, "synced_at"])
    return lines


def _words(name: str, before: Any, after: Any) -> str:
    if name != "capabilities":
        return f"{name.replace('_', ' ')}: {before} → {after}"
    changed = [key for key in after if before.get(key) != after[key]]
    return "; ".join(f"{key.replace('_', ' ')}: {_shown(before.get(key))} → {_shown(after[key])}" for key in changed)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return str(value) if value not in ("", None) else "nothing"


def _add(row: Mapping[str, Any], now: datetime) -> str:
    fields = new_fields(row)
    LanguageModel.objects.create(
        api_id=row["id"], cache_floor=ASSUMED_FLOOR, cache_floor_source=_FLOOR_SOURCE, synced_at=now, **fields
    )
    return f"{row['id']}: added without a price, so nothing is routed to it before you write one"
