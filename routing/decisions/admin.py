"""Routes in the admin: changed, kept or moved only with a reason; their decision cards; the shape of a next feature."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from routing.catalogue.reads import routes_joined
from routing.decisions.moving import move_of
from routing.decisions.reads import cards, route_card
from routing.decisions.rules import QUESTIONS, recommend, shape_check
from routing.decisions.writes import UnableToRoute, route_change, route_keep, route_move
from routing.desk import ModelAdmin, Paged, ReadOnly, TabularInline, owner_of
from routing.models import Decision, LanguageModel, Route
from routing.registry import Answers, feature_list, model_notes_of

if TYPE_CHECKING:
    RouteFields = forms.ModelForm[Route]
else:
    RouteFields = forms.ModelForm


class WhyForm(forms.Form):
    """A reason, without which nothing is decided."""

    reason = forms.CharField(
        label="Why?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reason is kept with the decision.",
    )


class ShapeForm(forms.Form):
    """The five questions for a feature that does not exist yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, given in QUESTIONS.items():
            question = next(iter(given.values())).question
            choices = [(_code(value), reason.answer.rstrip(".")) for value, reason in given.items()]
            self.fields[_parameter(name)] = forms.ChoiceField(label=question, choices=choices, widget=forms.RadioSelect)

    def answers(self) -> Answers:
        """Return the answers of a valid form."""
        picked: dict[str, Any] = {
            name: next(value for value in given if _code(value) == self.cleaned_data[_parameter(name)])
            for name, given in QUESTIONS.items()
        }
        return Answers(**picked)


def _parameter(name: str) -> str:
    return {"fits_in_prompt": "fits", "is_latency_felt": "felt"}.get(name, name)


def _code(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


class RouteForm(RouteFields):
    """A route with the reason for changing it."""

    reason = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="Why? The reason is kept with the decision."
    )

    def clean(self) -> dict[str, Any] | None:
        """A change needs its reason."""
        if set(self.changed_data) - {"reason"} and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Say why: the reason is kept with the decision.")
        return super().clean()

    class Meta:
        model = Route
        exclude = ["feature"]


class DecisionInline(ReadOnly, TabularInline):
    model = Decision
    extra = 0
    ordering = ["-decided_at", "-pk"]
    fields = ["decided_at", "model", "recommendation", "reason", "change", "decided_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("route", "model", "decided_by")


@admin.register(Route)
class RouteAdmin(Paged, ModelAdmin):
    change_list_template = "routing/decisions/routes.html"
    form = RouteForm
    list_display = ["feature", "card", "model", "fallback", "cache", "daily_cap_usd", "daily_cap_calls", "is_enabled"]
    list_select_related = ["model", "fallback"]
    ordering = ["feature"]
    readonly_fields = ["feature", "updated_at"]
    inlines = [DecisionInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Routes come with the features that register themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Route | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Route, form: forms.BaseForm, change: bool) -> None:
        before = LanguageModel.objects.filter(pk=form.initial.get("model") or 0).first()
        route_change(route=obj, reason=form.cleaned_data["reason"], now=timezone.now(), by=owner_of(request))
        for sentence in model_notes_of(obj.feature, before, obj.model) if before else ():
            messages.warning(request, sentence)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("cards/", view(self.cards), name="routing_cards"),
            path("shape/", view(self.shape), name="routing_shape"),
            path("<int:pk>/card/", view(self.card_page), name="routing_card"),
            path("<int:pk>/successor/", view(self.successor), name="routing_successor"),
            *super().get_urls(),
        ]

    @admin.display(description="Why")
    def card(self, route: Route) -> SafeString:
        return format_html('<a href="{}">Decision card</a>', reverse("admin:routing_card", args=[route.pk]))

    def cards(self, request: HttpRequest) -> HttpResponse:
        """List every feature with what serves it and what asks for a decision."""
        self.may_view(request)
        return self.page(request, "decisions/list.html", title="Decision cards", cards=cards(timezone.now()))

    def card_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one card; a reason that is posted keeps the route as it is."""
        self.may_view(request)
        route = self._route(pk)
        form = WhyForm(request.POST or None)
        if request.method == "POST":
            self.may_change(request)
            if form.is_valid():
                route_keep(route=route, reason=form.cleaned_data["reason"], now=timezone.now(), by=owner_of(request))
                messages.success(request, "The route stays as it is. The reason is on the card.")
                return redirect("admin:routing_card", pk)
        try:
            card = route_card(route.feature, timezone.now())
        except KeyError:
            messages.warning(request, f"The feature {route.feature} is no longer installed.")
            return redirect("admin:routing_route_change", pk)
        return self.page(
            request, "decisions/page.html", title=card.feature.name, card=card, form=form, show_people=True
        )

    def successor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Spell out what the move to the successor changes; POST moves."""
        self.may_change(request)
        route, now = self._route(pk), timezone.now()
        move = move_of(route, now)
        if move is None:
            messages.warning(request, f"{route.model} has no successor in the catalogue: enter one there first.")
            return redirect("admin:routing_card", pk)
        form = WhyForm(
            request.POST or None, initial={"reason": f"{move.new.name} is the successor of {move.old.name}."}
        )
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            try:
                route_move(route=route, model=move.new, reason=reason, now=now, by=owner_of(request))
            except UnableToRoute as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, f"{move.new.name} serves {route.feature} from the next call on.")
            return redirect("admin:routing_card", pk)
        context = {
            "move": move,
            "route": route,
            "form": form,
            "notes": model_notes_of(route.feature, move.old, move.new),
        }
        return self.page(request, "decisions/successor.html", title=f"Move to {move.new.name}", **context)

    def shape(self, request: HttpRequest) -> HttpResponse:
        """Say whether a planned feature may ride on a route there is."""
        self.may_view(request)
        form = ShapeForm(request.GET or None)
        context: dict[str, Any] = {"form": form}
        if form.is_valid():
            answers = form.answers()
            features = {feature.name: feature.answers for feature in feature_list()}
            context |= {"check": shape_check(answers, features), "recommendation": recommend(answers)}
        return self.page(request, "decisions/shape.html", title="A next feature", **context)

    def _route(self, pk: int) -> Route:
        return get_object_or_404(routes_joined(), pk=pk)


@admin.register(Decision)
class DecisionAdmin(ReadOnly, ModelAdmin):
    list_display = ["decided_at", "route", "model", "recommendation", "reason", "decided_by"]
    list_filter = ["route__feature"]
    list_select_related = ["route", "route__model", "model", "decided_by"]
    ordering = ["-decided_at", "-pk"]
    date_hierarchy = "decided_at"
