"""The records that wait for the owner, one after the other, the newest first; filtered as the owner wishes."""

from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, Q
from django.http import QueryDict

from corpus.models import CorpusVersion
from fitcheck.models import Assessment, AssessmentQuerySet, Requirement, Review, Status, Verdict
from routing.models import Engine

MOST_COUNTED = 999
_VERSIONS = 50  # matrix versions on offer
_ANY = ("", "any")
_YES = (_ANY, ("yes", "yes"), ("no", "no"))
REVIEWED = {
    "no": ("To review", Q(review=None) | Q(review__is_judged=False)),
    "yes": ("Reviewed", Q(review__is_judged=True)),
    "differs": ("I disagreed", Q(review__is_judged=True) & ~Q(review__verdict__in=["", F("verdict")])),
    "golden": ("Golden", Q(review__is_golden=True)),
    "all": ("All", Q()),
}
_AGREEMENT = (
    _ANY, ("differs", "differ"), ("agreed", "agree"), ("model_higher", "model higher"), ("model_lower", "model lower"),
)  # fmt: skip
_SECOND = (_ANY, ("done", "done"), ("lowered", "lowered something"), ("off", "off"), ("failed", "failed"),
           ("budget", "no budget"))  # fmt: skip


class QueueForm(forms.Form):
    """What the owner wants to see. Nothing chosen = everything that is still to be reviewed."""

    reviewed = forms.ChoiceField(choices=[("" if key == "no" else key, word) for key, (word, _) in REVIEWED.items()])
    verdict = forms.ChoiceField(choices=[_ANY, *Verdict.choices, ("incomplete", "No verdict: incomplete")])
    borderline = forms.ChoiceField(choices=_YES)
    agreement = forms.ChoiceField(label="Model and rule", choices=_AGREEMENT)
    lowered = forms.ChoiceField(label="Rows lowered by code", choices=_YES)
    second = forms.ChoiceField(label="Second reading", choices=_SECOND)
    engine = forms.ChoiceField(choices=[_ANY, *Engine.choices])
    model = forms.ChoiceField()
    matrix = forms.ChoiceField(label="Matrix version")
    outcome = forms.ChoiceField(choices=[_ANY, *Review.Outcome.choices, ("other", "other words")])

    def __init__(self, data: QueryDict) -> None:
        super().__init__({name: data.get(name, "") for name in self.base_fields})
        models = Assessment.objects.exclude(model="").order_by("model").values_list("model", flat=True).distinct()
        versions = CorpusVersion.objects.filter(kind=CorpusVersion.Kind.MATRIX).order_by("-pk")
        self._offer("model", [(name, name) for name in models])
        self._offer("matrix", [(str(one.pk), f"{one.created_at:%Y-%m-%d %H:%M}, {one.sha256[:8]}")
                               for one in versions.only("pk", "created_at", "sha256")[:_VERSIONS]])  # fmt: skip
        for field in self.fields.values():
            field.required = False

    def query(self) -> str:
        """Return the filters as an address carries them, "?" included; "" without any."""
        kept = QueryDict(mutable=True)
        kept.update({name: value for name, value in self._chosen().items() if value})
        return f"?{kept.urlencode()}" if kept else ""

    def records(self) -> AssessmentQuerySet:
        """Return the records that meet every filter, in no order."""
        chosen = self._chosen()
        found = Assessment.objects.filter(REVIEWED[chosen["reviewed"] or "no"][1], status=Status.DONE)
        for name in ("engine", "model"):
            if chosen[name]:
                found = found.filter(**{name: chosen[name]})
        if chosen["matrix"]:
            found = found.filter(matrix_version=chosen["matrix"])
        return _judged(_outcomes(found, chosen["outcome"]), chosen)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [_ANY, *choices]

    def _chosen(self) -> dict[str, Any]:
        """Return every filter; what is not on offer counts as not chosen."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


def _outcomes(found: AssessmentQuerySet, outcome: str) -> AssessmentQuerySet:
    if outcome == "other":
        return found.exclude(review=None).exclude(review__outcome__in=["", *Review.Outcome.values])
    return found.filter(review__outcome=outcome) if outcome else found


def _judged(found: AssessmentQuerySet, chosen: dict[str, str]) -> AssessmentQuerySet:
    if chosen["verdict"]:
        found = found.filter(verdict="" if chosen["verdict"] == "incomplete" else chosen["verdict"])
    if chosen["borderline"]:
        found = found.filter(is_borderline=chosen["borderline"] == "yes")
    if chosen["agreement"] == "differs":
        found = found.exclude(agreement__in=["", "agreed"])
    elif chosen["agreement"]:
        found = found.filter(agreement=chosen["agreement"])
    if chosen["lowered"]:
        lowered = Exists(Requirement.objects.filter(assessment=OuterRef("pk")).exclude(lowered_from=""))
        found = found.filter(lowered if chosen["lowered"] == "yes" else ~lowered)
    if chosen["second"] == "lowered":
        return found.filter(second_reading__lowered__gt=0)
    return found.filter(second_reading__status=chosen["second"]) if chosen["second"] else found


def counted(found: AssessmentQuerySet) -> str:
    """Say how many there are, without counting beyond what matters."""
    count = found.order_by()[: MOST_COUNTED + 1].count()
    return f"over {MOST_COUNTED}" if count > MOST_COUNTED else str(count)


def first(found: AssessmentQuerySet) -> Assessment | None:
    """Return the newest."""
    return found.order_by("-created_at", "-pk").first()


def older(found: AssessmentQuerySet, than: Assessment) -> Assessment | None:
    """Return the next of these records, seen from one that need not be among them any more."""
    before = Q(created_at__lt=than.created_at) | Q(created_at=than.created_at, pk__lt=than.pk)
    return found.filter(before).order_by("-created_at", "-pk").first()


def newer(found: AssessmentQuerySet, than: Assessment) -> Assessment | None:
    """Return the one before."""
    after = Q(created_at__gt=than.created_at) | Q(created_at=than.created_at, pk__gt=than.pk)
    return found.filter(after).order_by("created_at", "pk").first()
