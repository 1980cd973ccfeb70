"""Two tabs: a save that was begun before another one sees it, shows both values, and never puts an old one back."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.dateparse import parse_datetime

if TYPE_CHECKING:
    SeenBase = forms.ModelForm[Any]
else:  # Django's class takes no parameter when it runs
    SeenBase = forms.ModelForm

_SHOWN = 120  # characters of a value


class RowChanged(Exception):
    """A row was changed by somebody else after it was read here."""


def mark_of(row: models.Model) -> str:
    """Return the mark by which a later save tells whether the row is still the one that was read."""
    updated_at: datetime | None = getattr(row, "updated_at", None)
    return updated_at.isoformat() if updated_at is not None else ""


def row_claim(*, row: models.Model, mark: str, now: datetime) -> None:
    """Take the row as it was seen, compared in the UPDATE itself. Raises RowChanged where it is another by now."""
    manager = type(row)._default_manager
    seen = _moment(mark)
    if seen is None or manager.filter(pk=row.pk, updated_at=seen).update(updated_at=now) != 1:
        raise RowChanged(str(row))


class SeenForm(SeenBase):
    """A form that knows which state of its row it was opened on.

    Where the row is another by now, fields nobody touched here take the new value, and the form is shown once more
    with both values of the others. A form in which nothing was touched changes nothing.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mark = mark_of(self.instance) if self.instance.pk else ""
        self.fields["seen"].initial = self.initial["seen"] = self.mark

    @property
    def is_stale(self) -> bool:
        posted = self.data.get(self.add_prefix("seen"), "") if self.is_bound else ""
        return bool(posted and self.mark and posted != self.mark)

    @cached_property
    def changed_data(self) -> list[str]:
        names = [name for name, field in self.fields.items() if name != "seen" and self._is_other(name, field)]
        return [name for name in names if self._is_touched(name)] if self.is_stale else names

    @cached_property
    def base(self) -> models.Model | None:
        """The row as this form showed it, from its history."""
        seen = _moment(str(self.data.get(self.add_prefix("seen"), "")))
        return self.instance.history.filter(updated_at=seen).first() if seen else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_stale:
            self._merge(cleaned)
        return cleaned

    def _merge(self, cleaned: dict[str, Any]) -> None:
        touched, moved = list(self.changed_data), [name for name in self.fields if self._has_moved(name)]
        for name in [name for name in cleaned if name not in {*touched, "seen"} and self._is_model_field(name)]:
            self._take_theirs(name, cleaned)
        if not touched:
            return
        self._put("seen", self.mark)
        for name in moved:
            now, was = self._shown(name, self.initial.get(name)), self._shown(name, self._base_value(name))
            mine = self._shown(name, self._mine(name))
            if name in touched:
                sentence = f"Changed meanwhile: it was {was}, it is {now} now, you wrote {mine}."
            else:
                sentence = f"Changed meanwhile from {was} to {now}, which stands here now."
            self.add_error(name, sentence)
        self.add_error(
            None,
            f"“{self.instance}” was changed after you opened it{self._by()}. Nothing was saved yet: "
            "look at the marked fields, then save again.",
        )

    def _by(self) -> str:
        latest = self.instance.history.order_by("-history_date", "-history_id").first()
        return f", by {latest.history_user}" if latest is not None and latest.history_user else ""

    def _take_theirs(self, name: str, cleaned: dict[str, Any]) -> None:
        cleaned[name] = getattr(self.instance, name)
        value = self.fields[name].prepare_value(self.initial.get(name))
        self._put(name, None if value is None or value is False else "on" if value is True else str(value))

    def _put(self, name: str, value: str | None) -> None:
        """Show a value in place of the one that was sent; None is an empty box."""
        kept = {each: sent for each, sent in self.data.items() if each != self.add_prefix(name)}
        self.data = kept if value is None else {**kept, self.add_prefix(name): value}

    def _is_other(self, name: str, field: forms.Field) -> bool:
        initial = self.get_initial_for_field(field, name)
        return not field.disabled and field.has_changed(initial, self._mine(name))

    def _is_touched(self, name: str) -> bool:
        if self.base is None or not self._is_model_field(name):
            return True
        return self.fields[name].has_changed(self._base_value(name), self._mine(name))

    def _has_moved(self, name: str) -> bool:
        return self._is_model_field(name) and self._base_value(name) != self.initial.get(name)

    def _mine(self, name: str) -> Any:
        field = self.fields[name]
        return field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    def _base_value(self, name: str) -> Any:
        if self.base is None:
            return None
        return self.instance._meta.get_field(name).value_from_object(self.base)

    def _is_model_field(self, name: str) -> bool:
        return name in {field.name for field in self.instance._meta.concrete_fields}

    def _shown(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            value = field.queryset.filter(pk=value).first() if value else None  # type: ignore[union-attr]
        elif hasattr(field, "choices"):
            value = dict(field.choices).get(_number(value), value)
        else:
            value = field.prepare_value(value)
        if value in (None, ""):
            return "empty"
        text = str(value)
        return f"“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"


def _moment(mark: str) -> datetime | None:
    try:
        return parse_datetime(mark)
    except ValueError:  # written like a moment, and none
        return None


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else value
