"""What is written into the catalogue: from a file, from the Models API, and from what real calls showed.

A load adds what is missing and never touches what the owner has changed since. A sync takes over what the Models API
says of a model; prices, cache floors and successors stay the owner's. A compatible server may say nothing but an id:
what is not said changes nothing.
"""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from routing.models import Call, CallStatus, Engine, Headroom, LanguageModel, Price
from routing.models.headroom import Heard

logger = logging.getLogger(__name__)

_DATES = ("released_on", "retires_on")
_AMOUNTS = ("input_usd", "output_usd", "write_5m_usd", "write_1h_usd", "read_usd")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows a load has added; rows that were there count nowhere, they were left as they are."""

    models: int
    prices: int


def catalogue_load(*, path: Path) -> Loaded:
    """Add the models and prices of a JSON file that are not there yet. Raises OSError, ValueError or KeyError."""
    content = json.loads(path.read_text(encoding="utf-8"))
    checked_on = date.fromisoformat(content["checked_on"])
    with transaction.atomic():
        made = [_model_ensure(entry, checked_on) for entry in content["models"]]
        prices = sum(_price_ensure(model, price) for model, _, entry in made for price in entry["prices"])
        for model, is_new, entry in made:
            if is_new and entry["successor"]:
                model.successor = LanguageModel.objects.get(api_id=entry["successor"])
                model.save(update_fields=["successor"])
    return Loaded(models=sum(is_new for _, is_new, _ in made), prices=prices)


def _model_ensure(entry: dict[str, Any], checked_on: date) -> tuple[LanguageModel, bool, dict[str, Any]]:
    fields = {name: value for name, value in entry.items() if name not in {"api_id", "prices", "successor", *_DATES}}
    days = {name: date.fromisoformat(entry[name]) if entry[name] else None for name in _DATES}
    model, is_new = LanguageModel.objects.get_or_create(
        api_id=entry["api_id"], defaults={**fields, **days, "checked_on": checked_on}
    )
    return model, is_new, entry


def _price_ensure(model: LanguageModel, entry: dict[str, Any]) -> bool:
    amounts = {name: Decimal(entry[name]) for name in _AMOUNTS}
    _, is_new = Price.objects.get_or_create(
        model=model,
        valid_from=date.fromisoformat(entry["valid_from"]),
        above_prompt_tokens=entry["above_prompt_tokens"],
        defaults={**amounts, "source": entry["source"]},
    )
    return is_new


ASSUMED_FLOOR = 4_096
_FLOOR_SOURCE = "Assumed: the largest documented floor. The Models API does not give it."
_EFFORTS = ("low", "medium", "high", "xhigh", "max")
_FLAGS = ("citations", "structured_outputs")
_DATED = re.compile(r"-\d{8}$")
_MOST_TOKENS = 1_000_000_000
_TEXTS = (("line", 1), ("display_name", 4))
SMALL_LINES = frozenset({"haiku"})


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync found, one line each.

    `unlisted` = in the catalogue, but not in the list of the server; `unknown` = the other way; `told` = in both.
    """

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
    return f"{row['id']}: added without a price; enter one before a route can use it"


def row_for(api_id: str, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the row of a model: under its own id, or under the dated id that its alias stands for."""
    exact = next((row for row in rows if row["id"] == api_id), None)
    return exact or next((row for row in rows if _DATED.sub("", row["id"]) == api_id), None)


def facts_said(row: Mapping[str, Any], known: Mapping[str, Any], lifecycle: str) -> dict[str, Any]:
    """Return the fields of the catalogue that a row speaks of. `known` = the capabilities as they are listed.

    The API has no word for a legacy model: active does not overwrite it.
    """
    said: dict[str, Any] = {}
    for field, name in (("context_tokens", "max_input_tokens"), ("max_output_tokens", "max_tokens")):
        if _is_count(row.get(name)):
            said[field] = row[name]
    if (day := _day(row.get("retires_at"))) is not None:
        said["retires_on"] = day
    told = row.get("lifecycle")
    if told in ("deprecated", "retired") or (told == "active" and lifecycle != "legacy"):
        said["lifecycle"] = told
    if isinstance(row.get("capabilities"), Mapping):
        said["capabilities"] = capabilities_said(row["capabilities"], known)
    return said


def capabilities_said(row: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the capabilities with what the API says put in; the rest, such as the cache, stays as it is listed."""
    merged = dict(known)
    for name in _FLAGS:
        if (flag := _supported(row.get(name))) is not None:
            merged[name] = flag
    if isinstance(row.get("effort"), Mapping):
        listed = [level for level in known.get("effort") or () if _supported(row["effort"].get(level)) is not False]
        more = [level for level in _EFFORTS if _supported(row["effort"].get(level)) and level not in listed]
        merged["effort"] = sorted([*listed, *more], key=_order)
    if isinstance(row.get("thinking"), Mapping):
        merged["thinking_off"] = thinking_off(row["thinking"].get("types"), str(known.get("thinking_off", "")))
    return merged


def thinking_off(types: Any, known: str) -> str:
    """Return the `thinking.type` that keeps a model from thinking; what is listed stays while the API accepts it.

    A model that still takes `enabled` thinks only when asked to: nothing has to be said to it.
    """
    if not isinstance(types, Mapping):
        return known
    accepted = {name for name in ("enabled", "disabled", "between_tools") if _supported(types.get(name))}
    if known in accepted or "enabled" in accepted:
        return known if known in accepted else ""
    return next((name for name in ("disabled", "between_tools") if name in accepted), "")


def new_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a catalogue row for a model that is not listed yet, careful where the API is silent."""
    line, name = (row[key][: 20 * times] if isinstance(row.get(key), str) else "" for key, times in _TEXTS)
    blank = {"cache": True, "count_tokens": True, "models_api": True, "citations": False, "structured_outputs": False}
    said = facts_said(row, blank, "")
    return {
        "name": name or row["id"],
        "line": line,
        "size": "small" if line in SMALL_LINES else "large",
        "tokenizer": "new",
        "context_tokens": 200_000,
        "max_output_tokens": 8_192,
        "capabilities": blank,
        "released_on": _day(row.get("created_at")),
        "source": "Models API; window, longest answer and tokenizer are assumed where it gives none",
        **said,
    }


def _supported(entry: Any) -> bool | None:
    value = entry.get("supported") if isinstance(entry, Mapping) else entry
    return value if isinstance(value, bool) else None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST_TOKENS


def _day(value: Any) -> date | None:
    try:
        return datetime.fromisoformat(value).date()
    except (TypeError, ValueError):
        return None


def _order(level: str) -> int:
    return _EFFORTS.index(level) if level in _EFFORTS else len(_EFFORTS)


def floor_observe(call: Call) -> int | None:
    """Lower the floor of a call's model where its counters show that a shorter prefix was cached; None = they agree.

    Only the provider itself is believed: the stand-in and compatible servers have floors of their own, or none. The
    counts of a call that was attempted again are those of several requests.
    """
    if call.engine != Engine.API or call.status != CallStatus.DONE or not call.cache_ttl or call.attempts > 1:
        return None
    model, parts = call.model, (call.read_tokens, call.write_5m_tokens, call.write_1h_tokens)
    cached = sum(part or 0 for part in parts)
    if not 0 < cached < model.floor:
        return None
    words = f"{cached:,} tokens were cached although the floor was {model.floor:,}"
    LanguageModel.objects.filter(pk=model.pk).update(
        observed_floor=cached, observed_floor_evidence=f"{words} (call {call.pk}, {call.started_at:%Y-%m-%d})"
    )
    logger.warning("%s: cache floor %s, because %s", model, cached, words)
    return cached


def headroom_note(*, model: LanguageModel, engine: str, heard: Heard | None) -> None:
    """Keep what a response said, unless a later one has been kept already. The demo engine only plays limits."""
    if heard is None or Engine(engine).is_free or not (heard.gauges or heard.rests_until):
        return
    rows = Headroom.objects.filter(model=model, engine=engine)
    gauges = [gauge.as_json() for gauge in heard.gauges]
    # A 429 may come without gauges: the last ones stay.
    told = {"gauges": gauges} if gauges else {}
    if rows.filter(seen_at__lte=heard.at).update(rests_until=heard.rests_until, seen_at=heard.at, **told) == 1:
        return
    row = Headroom(model=model, engine=engine, gauges=gauges, rests_until=heard.rests_until, seen_at=heard.at)
    Headroom.objects.bulk_create([row], ignore_conflicts=True)
