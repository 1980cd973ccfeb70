"""What the provider said is left of its own rate limits, per model and engine."""

from django.db import models

from routing.models.catalogue import LanguageModel
from routing.models.ledger import Engine


class Headroom(models.Model):
    """The newest `anthropic-ratelimit-*` headers. Written by whichever node saw them, read by every node.

    `gauges` = [{"name", "limit", "remaining", "resets_at"}], times as ISO texts. `rests_until` is what a 429 asked for.
    """

    model = models.ForeignKey(LanguageModel, on_delete=models.CASCADE, related_name="headroom")
    engine = models.CharField(max_length=12, choices=Engine)
    gauges = models.JSONField(default=list)
    rests_until = models.DateTimeField(null=True, blank=True, help_text="Until then the provider takes no call.")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "engine"], name="headroom_once_a_model_and_engine")]
        verbose_name_plural = "headroom"

    def __str__(self) -> str:
        return f"headroom of {self.model} ({self.engine})"
