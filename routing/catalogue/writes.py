"""The catalogue comes from a file, once; what the owner has changed since is never touched."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from routing.models import LanguageModel, Price

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
