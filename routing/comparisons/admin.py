"""Comparisons: started within a stated cost, watched while they run, voted blind, summed up."""

from collections.abc import Callable
from random import SystemRandom
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone

from routing.comparisons.reads import comparison_standing, pair_next, reasons_of, sheet_get
from routing.comparisons.rules import result_rows
from routing.comparisons.worker import comparer
from routing.comparisons.writes import (
    MOST_PAIRS,
    Asked,
    ComparisonQuote,
    UnableToCompare,
    comparison_create,
    comparison_finish,
    comparison_halt,
    comparison_quote,
    comparison_resume,
    pair_vote,
)
from routing.desk import ModelAdmin, Paged, owner_of
from routing.models import Comparison, LanguageModel, Pair
from routing.registry import feature_get, feature_list, is_replayable
from routing.words import usd


class StartForm(forms.Form):
    """What is to be compared."""

    feature = forms.ChoiceField(choices=lambda: _features_with_past())
    model_a = forms.ModelChoiceField(
        queryset=LanguageModel.objects.order_by("api_id"), to_field_name="api_id", label="First model"
    )
    model_b = forms.ModelChoiceField(
        queryset=LanguageModel.objects.order_by("api_id"), to_field_name="api_id", label="Second model"
    )
    source = forms.ChoiceField(choices=Comparison.Source.choices, initial="latest", label="Past inputs")
    count = forms.IntegerField(min_value=1, max_value=MOST_PAIRS, initial=20, label="How many")

    def asked(self) -> Asked:
        """Return what was asked for; call it on a valid form."""
        fields = self.cleaned_data
        return Asked(fields["feature"], fields["model_a"], fields["model_b"], fields["count"], fields["source"])


@admin.register(Comparison)
class ComparisonAdmin(Paged, ModelAdmin):
    list_display = ["__str__", "status", "pairs_done", "found", "created_at"]
    list_filter = ["feature", "status"]
    list_select_related = ["model_a", "model_b"]
    ordering = ["-created_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comparison]:
        voted = Count("pairs", filter=~Q(pairs__vote=""))
        rows: QuerySet[Comparison] = super().get_queryset(request)
        return rows.annotate(pair_count=Count("pairs"), voted_count=voted)

    @admin.display(description="voted")
    def pairs_done(self, comparison: Comparison) -> str:
        return f"{getattr(comparison, 'voted_count', 0)} of {getattr(comparison, 'pair_count', 0)}"

    @admin.display(description="result")
    def found(self, comparison: Comparison) -> str:
        return str(comparison.result.get("sentence", "–"))

    def has_delete_permission(self, request: HttpRequest, obj: Comparison | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/vote/", view(self.vote_next), name="routing_comparison_vote_next"),
            path("<int:pk>/vote/<int:idx>/", view(self.vote), name="routing_comparison_vote"),
            path("<int:pk>/finish/", view(self.finish), name="routing_comparison_finish"),
            path("<int:pk>/resume/", view(self.resume), name="routing_comparison_resume"),
            path("<int:pk>/stop/", view(self.stop), name="routing_comparison_stop"),
        ]
        return [*own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask what to compare, say what it costs, start it: the form is a GET, only the start is a POST."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        given = request.POST if request.method == "POST" else request.GET
        form = StartForm(given) if "count" in given else StartForm(initial=_initial(given))
        quote, problem = _quoted(form)
        if request.method == "POST" and quote is not None and str(quote.bound_microusd) == request.POST.get("bound"):
            comparison = comparison_create(quote, chance=SystemRandom(), now=timezone.now())
            comparer.wake()
            return redirect("admin:routing_comparison_change", comparison.pk)
        context = {"form": form, "quote": quote, "problem": problem, "title": "Compare two models"}
        if quote is not None:
            context["bound"] = usd(quote.bound_microusd)
        return self.page(request, "comparisons/start.html", **context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show how far it is, or what it found."""
        self.may_view(request)
        comparison = self._get(int(object_id) if object_id.isdecimal() else 0)
        standing = comparison_standing(comparison)
        context = {
            "title": f"{_feature_name(comparison.feature)}: {comparison.model_a.name} and {comparison.model_b.name}",
            "comparison": comparison,
            "standing": standing,
            "tried": standing.complete + standing.void,
            "spent": usd(standing.spent_microusd),
            "bound": usd(comparison.bound_microusd),
            "is_running": comparison.status == Comparison.Status.RUNNING,
            "can_vote": comparison.status == Comparison.Status.VOTING,
            "can_resume": standing.unfinished and comparison.status in {"failed", "voting"},
        }
        if comparison.status == Comparison.Status.DONE:
            context |= {"rows": result_rows(comparison.result), "reasons": reasons_of(comparison)}
        return self.page(request, "comparisons/detail.html", **context)

    def vote_next(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Go to the next pair without a vote, or to the comparison when there is none."""
        comparison = self._get(pk)
        idx = pair_next(comparison) if comparison.status == Comparison.Status.VOTING else None
        if idx is None:
            return redirect("admin:routing_comparison_change", pk)
        return redirect("admin:routing_comparison_vote", pk, idx)

    def vote(self, request: HttpRequest, pk: int, idx: int) -> HttpResponse:
        """Show one pair side by side, or take the vote on it."""
        self.may_change(request)
        comparison = self._get(pk)
        if comparison.status != Comparison.Status.VOTING:
            return redirect("admin:routing_comparison_change", pk)
        if request.method == "POST" and request.POST.get("vote") in Pair.Vote.values:
            return self._voted(request, pk, idx)
        try:
            sheet = sheet_get(comparison, idx)
        except Pair.DoesNotExist as missing:
            raise Http404(str(missing)) from missing
        context = {
            "title": f"Pair {sheet.number} of {sheet.of}",
            "comparison": comparison,
            "sheet": sheet,
            "standing": comparison_standing(comparison),
        }
        return self.page(request, "comparisons/vote.html", **context)

    def _voted(self, request: HttpRequest, pk: int, idx: int) -> HttpResponse:
        try:
            following = pair_vote(
                comparison_id=pk,
                idx=idx,
                vote=Pair.Vote(request.POST["vote"]),
                reason=request.POST.get("reason", "")[:2000],
            )
        except UnableToCompare as refused:
            messages.error(request, refused.message)
            following = None
        if following is None:
            return redirect("admin:routing_comparison_change", pk)
        return redirect("admin:routing_comparison_vote", pk, following)

    def finish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Count the votes and write the result."""
        return self._act(request, pk, lambda: comparison_finish(pk, now=timezone.now(), by=owner_of(request)))

    def resume(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Run the missing pairs."""
        return self._act(request, pk, lambda: comparison_resume(pk) and comparer.wake())

    def stop(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stop after the pair that is running."""
        return self._act(request, pk, lambda: comparison_halt(pk))

    def _act(self, request: HttpRequest, pk: int, action: Callable[[], object]) -> HttpResponse:
        """Do it if it was posted, say why it cannot be done, and return to the comparison."""
        self.may_change(request)
        if request.method == "POST":
            try:
                action()
            except UnableToCompare as refused:
                messages.error(request, refused.message)
        return redirect("admin:routing_comparison_change", pk)

    def _get(self, pk: int) -> Comparison:
        return get_object_or_404(Comparison.objects.select_related("model_a", "model_b"), pk=pk)


def _features_with_past() -> list[tuple[str, str]]:
    return [(feature.key, feature.name) for feature in feature_list() if is_replayable(feature.key)]


def _initial(given: Any) -> dict[str, str]:
    """Return what a link may set beforehand: the feature, its model, where inputs come from."""
    return {name: given[name] for name in ("feature", "model_a", "model_b", "source") if given.get(name)}


def _quoted(form: StartForm) -> tuple[ComparisonQuote | None, str]:
    """Return the quote of a filled form, or why there is none."""
    if not form.is_bound or not form.is_valid():
        return None, ""
    try:
        return comparison_quote(form.asked(), now=timezone.now()), ""
    except UnableToCompare as refused:
        return None, refused.message


def _feature_name(key: str) -> str:
    try:
        return feature_get(key).name
    except KeyError:
        return key
