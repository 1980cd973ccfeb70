"""The cache doctor: for every route what its cache should do, what it does, and what would be cheaper."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from routing.caching.doctor import Use
from routing.caching.reads import Examination, examine
from routing.caching.rules import Band
from routing.caching.writes import UnableToExamine, padding_weigh, prefix_count
from routing.decisions.reads import routes_all
from routing.desk import ModelAdmin, Paged, ReadOnly, owner_of
from routing.gateway.engines import engine
from routing.models import Checkup, Engine, Route
from routing.registry import Feature, feature_list, shared_get

_SHOWN = 20
_POLICIES = {"off": "no cache", "5m": "5 minutes", "1h": "1 hour"}
_USES = {Use.PLAIN: "nothing", Use.WRITE: "a write", Use.READ: "a read"}
_BANDS = {
    Band.SURE: "It clears the floor.",
    Band.LIKELY: "It is about as long as the floor: have it counted, or wait for the counters.",
    Band.TOO_SHORT: "It is under the floor: no mark is sent, and every call pays in full.",
}


@dataclass(frozen=True, slots=True)
class Ward:
    """One feature on the page. `found` None = it has no route yet."""

    feature: Feature
    found: Examination | None
    can_pad: bool


@admin.register(Checkup)
class CheckupAdmin(ReadOnly, Paged, ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        return [
            path("<slug:feature>/count/", self._edge(_count), name="routing_checkup_count"),
            path("<slug:feature>/weigh/", self._edge(_weigh), name="routing_checkup_weigh"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Examine every route."""
        self.may_view(request)
        return self.page(
            request,
            "doctor.html",
            title="Cache doctor",
            wards=[shown(ward) for ward in wards()],
            is_demo=engine() == Engine.STANDIN,
            can_change=request.user.has_perm("routing.change_route"),
        )

    def _edge(self, action: Callable[[str, User], str]) -> Callable[..., HttpResponse]:
        """Make a view that runs an action for one feature, says what came of it, and returns to the page."""

        def view(request: HttpRequest, feature: str) -> HttpResponseRedirect:
            if not request.user.has_perm("routing.change_route"):
                raise PermissionDenied
            try:
                messages.success(request, action(feature, owner_of(request)))
            except Route.DoesNotExist as missing:
                raise Http404 from missing
            except UnableToExamine as unable:
                messages.warning(request, str(unable))
            return redirect("admin:routing_checkup_changelist")

        return cast("Callable[..., HttpResponse]", self.admin_site.admin_view(require_POST(view)))


def _count(feature: str, by: User) -> str:
    count = prefix_count(feature=feature, now=timezone.now())
    return f"Counted: {count.tokens:,} tokens in {count.model}."


def _weigh(feature: str, by: User) -> str:
    return padding_weigh(feature=feature, now=timezone.now(), by=by).words


def wards() -> list[Ward]:
    """Examine every registered feature."""
    now = timezone.now()
    routed = {route.feature for route in routes_all()}
    return [
        Ward(feature, examine(feature.key, now) if feature.key in routed else None, shared_get(feature.key) is not None)
        for feature in feature_list()
    ]


def shown(ward: Ward) -> dict[str, Any]:
    """Return what the template prints of one feature."""
    found = ward.found
    if found is None:
        return {"feature": ward.feature, "found": None}
    band = found.prefix.band
    return {
        "feature": ward.feature,
        "found": found,
        "can_pad": ward.can_pad,
        "is_short": band is Band.TOO_SHORT,
        "band_words": _BANDS[band] if band else "Nothing was sent yet.",
        "lifetime_words": lifetime_words(found),
        "is_cheapest": found.policies is None or found.policies.best == found.route.cache,
        "looked": [
            {
                "call": each.seen,
                "expected": _USES[each.expected],
                "seen": _USES[each.seen.used],
                "is_fine": each.is_as_expected,
            }
            for each in reversed(found.looked[-_SHOWN:])
        ],
    }


def lifetime_words(found: Examination) -> str:
    """Say which lifetime is cheapest for the calls as they came."""
    if found.prefix.band is Band.TOO_SHORT:
        return "The prefix is under the floor, so no lifetime applies to it yet."
    if found.policies is None:
        return "Not measured yet: it takes calls and a price."
    best, now = found.policies.best, found.route.cache
    if best == now:
        return f"{_POLICIES[best].capitalize()} is the cheapest for calls that come as these did, and the route has it."
    return f"{_POLICIES[best].capitalize()} would have been cheaper than {_POLICIES[now]}, which the route has."
