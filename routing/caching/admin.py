"""The cache doctor: for every route what its prompt cache should do and what it does."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from routing.caching.reads import Examination, examine
from routing.caching.rules import Use, use_of
from routing.caching.writes import UnableToExamine, padding_weigh, prefix_count
from routing.catalogue.reads import routes_all
from routing.catalogue.rules import Band
from routing.desk import ModelAdmin, Paged, ReadOnly, owner_of
from routing.gateway.engines import engine
from routing.models import Checkup, Engine, Route
from routing.registry import Feature, feature_list, shared_get

_SHOWN = 20
_USES = {Use.PLAIN: "nothing", Use.WRITE: "a write", Use.READ: "a read"}
_BANDS = {
    None: "Nothing was sent yet.",
    Band.SURE: "The prefix is long enough for the prompt cache.",
    Band.LIKELY: "The prefix is about as long as the floor: have it counted, or wait for the usage counters.",
    Band.TOO_SHORT: "The prefix is under the floor: no cache mark is sent, and every call pays the full price.",
}


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
        now, routed = timezone.now(), {route.feature for route in routes_all()}
        return self.page(
            request,
            "caching/doctor.html",
            title="Cache doctor",
            checkups=[
                _shown(feature, examine(feature.key, now) if feature.key in routed else None)
                for feature in feature_list()
            ],
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


def _shown(feature: Feature, found: Examination | None) -> dict[str, Any]:
    """Return what the template prints of one feature; without a route there is no examination."""
    if found is None:
        return {"feature": feature}
    looked = [
        {
            "call": each.seen,
            "expected": _USES[each.expected],
            "seen": _USES[use_of(each.seen)],
            "is_fine": each.is_as_expected,
        }
        for each in reversed(found.looked[-_SHOWN:])
    ]
    band = found.prefix.band
    return {
        "feature": feature,
        "found": found,
        "can_pad": shared_get(feature.key) is not None,
        "is_short": band is Band.TOO_SHORT,
        "band_words": _BANDS[band],
        "looked": looked,
    }
