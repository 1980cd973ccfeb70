"""The decision cards in the admin: a route is kept or moved with a reason; the shape of a next feature."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from routing.decisions.cards import cards, route_card
from routing.decisions.framework import recommend, shape_check
from routing.decisions.moving_reads import move_of
from routing.decisions.reads import routes_joined
from routing.decisions.writes import UnableToRoute, route_keep, route_move
from routing.desk import Paged, owner_of
from routing.models import Route
from routing.registry import Answers, Frequency, Shape, Stakes, feature_list

_YES_NO = (("yes", "Yes"), ("no", "No"))


class WhyForm(forms.Form):
    """A reason, without which nothing is decided."""

    reason = forms.CharField(
        label="Why?", max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}), help_text="Kept with the decision."
    )


class ShapeForm(forms.Form):
    """The five questions for a feature that does not exist yet."""

    shape = forms.ChoiceField(
        label="Does it look things up, or put them together?",
        choices=((Shape.RETRIEVAL, "It looks up"), (Shape.SYNTHESIS, "It puts together")),
        widget=forms.RadioSelect,
    )
    frequency = forms.ChoiceField(
        label="How often is it used in one visit?",
        choices=((Frequency.ONCE, "Once"), (Frequency.FEW, "A few times"), (Frequency.MANY, "Many times")),
        widget=forms.RadioSelect,
    )
    fits = forms.ChoiceField(
        label="Does all it must know fit in the prompt?", choices=_YES_NO, widget=forms.RadioSelect
    )
    stakes = forms.ChoiceField(
        label="What does an answer cost that is almost good enough?",
        choices=((Stakes.LOW, "Little"), (Stakes.HIGH, "A lot")),
        widget=forms.RadioSelect,
    )
    felt = forms.ChoiceField(label="Does the visitor feel the wait?", choices=_YES_NO, widget=forms.RadioSelect)

    def answers(self) -> Answers:
        """Return the answers of a valid form."""
        given = self.cleaned_data
        return Answers(
            shape=Shape(given["shape"]),
            frequency=Frequency(given["frequency"]),
            fits_in_prompt=given["fits"] == "yes",
            stakes=Stakes(given["stakes"]),
            is_latency_felt=given["felt"] == "yes",
        )


class Carded(Paged):
    """Adds to the list of routes its cards, the move to a successor, and the shape check."""

    change_list_template = "admin/routing/route_list.html"

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
        return self.page(request, "card/cards.html", title="Decision cards", cards=cards(timezone.now()))

    def card_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one card; a reason that is posted keeps the route as it is."""
        self.may_view(request)
        route = self._route(pk)
        form = WhyForm(request.POST or None)
        if request.method == "POST":
            self.may_change(request)
            if form.is_valid():
                route_keep(route=route, reason=form.cleaned_data["reason"], now=timezone.now(), by=owner_of(request))
                messages.success(request, "Kept. The reason is on the card.")
                return redirect("admin:routing_card", pk)
        try:
            card = route_card(route.feature, timezone.now())
        except KeyError:
            messages.warning(request, f"No feature named {route.feature} is installed any more.")
            return redirect("admin:routing_route_change", pk)
        return self.page(request, "card/card.html", title=card.feature.name, card=card, form=form, show_people=True)

    def successor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Spell out what the move to the successor changes; POST moves."""
        self.may_change(request)
        route, now = self._route(pk), timezone.now()
        move = move_of(route, now)
        if move is None:
            messages.warning(request, f"{route.model} has no successor in the catalogue: name one there first.")
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
        return self.page(
            request, "card/successor.html", title=f"Move to {move.new.name}", move=move, route=route, form=form
        )

    def shape(self, request: HttpRequest) -> HttpResponse:
        """Say whether a planned feature may ride on a route there is."""
        self.may_view(request)
        form = ShapeForm(request.GET or None)
        context: dict[str, Any] = {"form": form}
        if form.is_valid():
            answers = form.answers()
            features = {feature.name: feature.answers for feature in feature_list()}
            context |= {"check": shape_check(answers, features), "recommendation": recommend(answers)}
        return self.page(request, "card/shape.html", title="A next feature", **context)

    def _route(self, pk: int) -> Route:
        return get_object_or_404(routes_joined(), pk=pk)
