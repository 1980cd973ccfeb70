"""What is left of the provider's own rate limits, as its last answers told."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from routing.catalogue.headroom import Gauge, exhausted_until
from routing.desk import ModelAdmin, ReadOnly
from routing.models import Headroom


@admin.register(Headroom)
class HeadroomAdmin(ReadOnly, ModelAdmin):
    list_display = ["model", "engine", "left", "state", "seen_at"]
    list_filter = ["engine"]
    list_select_related = ["model"]
    ordering = ["engine", "model__api_id"]

    @admin.display(description="Left of the limit, until it resets (UTC)")
    def left(self, row: Headroom) -> SafeString | str:
        """One line a limit. A window that is over is full again: its figure is only what was seen."""
        gauges = [Gauge.of_json(kept) for kept in row.gauges]
        lines = (
            (gauge.name, f"{gauge.remaining:,}", f"{gauge.limit:,}", f"{gauge.resets_at:%H:%M:%S}") for gauge in gauges
        )
        return format_html_join("", "<div>{}: {} of {}, until {}</div>", lines) or "not told"

    @admin.display(description="Takes calls")
    def state(self, row: Headroom) -> str:
        """Whether a call would be answered with 429 at this moment."""
        gauges = [Gauge.of_json(kept) for kept in row.gauges]
        until = exhausted_until(gauges, row.rests_until, timezone.now())
        return f"from {until:%H:%M:%S} UTC" if until else "yes"
