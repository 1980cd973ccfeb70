"""How the owner writes lists, pages and skills."""

import re
from typing import Any, Literal

from django import forms

from corpus.changes.conflicts import SeenForm
from corpus.imports.cells import TEXT_LIMIT, name_fold, text_clean
from corpus.models import Profile, Skill
from corpus.portraits import LEAST, MOST, MOST_BYTES, CheckedPortrait, UnableToUse, portrait_check, portrait_file


class LinesField(forms.CharField):
    """A list of short strings, one a line. Blank lines and repeats are left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.Textarea(attrs={"rows": 3}), **kwargs})
        self.help_text = f"{self.help_text} One per line.".strip()

    def prepare_value(self, value: object) -> object:
        return "\n".join(str(item) for item in value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]  # a list where the base has a string
        lines = value.splitlines() if isinstance(value, str) else []
        return list(dict.fromkeys(line for line in (" ".join(text_clean(line).split()) for line in lines) if line))

    def has_changed(self, initial: object, data: object) -> bool:
        return (initial or []) != self.to_python(data)


class PortraitField(forms.FileField):
    """A photograph to keep, to replace or to remove: the value is a checked one, `False` to remove, or nothing new."""

    def __init__(self) -> None:
        help_text = f"JPEG or PNG, upright, {LEAST} to {MOST} pixels wide and high, {MOST_BYTES // 1000} KB at most."
        super().__init__(required=False, widget=forms.ClearableFileInput(), help_text=help_text)

    def clean(self, data: Any, initial: Any = None) -> CheckedPortrait | Literal[False] | None:
        file = super().clean(data, initial)
        if file is False or file is None or file is initial:
            return False if file is False else None
        try:
            return portrait_check(file.read(MOST_BYTES + 1))
        except UnableToUse as unusable:
            raise forms.ValidationError(str(unusable)) from unusable


class ProfileForm(SeenForm):
    locations = LinesField(help_text="Where you can work, and “remote”.")
    authorised_in = LinesField(help_text="Countries where you may work without sponsorship.")
    citizenships = LinesField(help_text="Countries whose passport you hold.")
    languages = LinesField(help_text="With the level where it matters: “German, B2”.")
    licences = LinesField(help_text="Licences, certificates, clearances, degrees.")
    domains = LinesField(help_text="Industries and product kinds you know.")
    functions = LinesField(help_text="Job families: product, design, engineering.")
    wants = LinesField(help_text="What you look for in a job, in plain sentences.")
    dealbreakers = LinesField(help_text="What you turn down, in plain sentences.")
    starter_questions = LinesField(help_text="Suggested on the ask page, four at most.")
    portrait = PortraitField()

    class Meta:
        model = Profile
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["portrait"] = portrait_file()

    def clean_cv_url(self) -> str:
        url = str(self.cleaned_data["cv_url"])
        if url and not re.match(r"https?://|/(?!/)", url):
            raise forms.ValidationError("Write an address that opens with https://, or a path of this site.")
        return url

    def clean_linkedin_url(self) -> str:
        url = str(self.cleaned_data["linkedin_url"])
        if url and not url.startswith("https://"):
            raise forms.ValidationError("Write an address that opens with https://.")
        return url

    def clean_contact_url(self) -> str:
        url = str(self.cleaned_data["contact_url"])
        if not url.startswith(("mailto:", "https://", "http://")):
            raise forms.ValidationError("Enter an address that starts with mailto: or https://.")
        return url

    def clean_starter_questions(self) -> list[str]:
        questions: list[str] = self.cleaned_data["starter_questions"]
        if len(questions) > 4:
            raise forms.ValidationError("Enter at most four questions.")
        return questions


class SkillForm(SeenForm):
    aliases = LinesField(help_text="Other names a job may use for it.")

    class Meta:
        model = Skill
        fields = "__all__"

    def clean_name(self) -> str:
        """Refuse a second name that differs in case or spaces only: an import could not tell the two apart."""
        name = " ".join(text_clean(str(self.cleaned_data["name"])).split())
        others = Skill.objects.exclude(pk=self.instance.pk).values_list("name", flat=True)
        twin = next((other for other in others if name_fold(other) == name_fold(name)), None)
        if twin is not None:
            raise forms.ValidationError(f"A skill named “{twin}” already exists.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("evidence", "honest_note", "gap_reason"):
            cleaned[name] = text_clean(cleaned.get(name) or "")
            if name in self.changed_data and len(cleaned[name]) > TEXT_LIMIT:
                self.add_error(name, f"This is {len(cleaned[name]):,} characters long; the limit is {TEXT_LIMIT:,}.")
        return cleaned


class RowForm(SeenForm):
    """One row of a list: names what each of its controls belongs to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, form_field in self.fields.items():
            form_field.widget.attrs["aria-label"] = f"{name.capitalize()} of {self.instance}"
