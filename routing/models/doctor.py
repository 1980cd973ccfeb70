"""What the cache doctor keeps, and the two pages of the admin that show records in another light."""

from django.db import models

from routing.models.catalogue import LanguageModel
from routing.models.ledger import Call
from routing.models.routes import Route


class PrefixCount(models.Model):
    """The provider's own count of one shared prefix in one model's tokens: asked once, then known."""

    model = models.ForeignKey(LanguageModel, on_delete=models.CASCADE, related_name="prefix_counts")
    prefix_sha256 = models.CharField(max_length=64)
    tokens = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "prefix_sha256"], name="prefix_counted_once")]

    def __str__(self) -> str:
        return f"{self.tokens} tokens in {self.model}"


class Checkup(Route):
    """A route as the cache doctor looks at it."""

    class Meta:
        proxy = True
        verbose_name = "cache checkup"
        verbose_name_plural = "cache doctor"


class Spending(Call):
    """The calls as money and time."""

    class Meta:
        proxy = True
        verbose_name = "cost and latency"
        verbose_name_plural = "cost and latency"
