"""The catalogue: models and prices as data, each figure with its source."""

from django.db import models


class LanguageModel(models.Model):
    """One model of the provider. The Models API knows neither prices nor cache floors: those are kept here."""

    class Lifecycle(models.TextChoices):
        ACTIVE = "active", "Active"
        LEGACY = "legacy", "Active (legacy)"
        DEPRECATED = "deprecated", "Deprecated"
        RETIRED = "retired", "Retired"

    class Tokenizer(models.TextChoices):
        OLD = "old", "Old (up to Haiku 4.5, Sonnet 4.6)"
        NEW = "new", "New (about 35% more tokens)"

    class Size(models.TextChoices):
        SMALL = "small", "Small"
        LARGE = "large", "Large"

    api_id = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    line = models.CharField(max_length=20, help_text="haiku, sonnet, opus…")
    size = models.CharField(
        max_length=5, choices=Size, default=Size.LARGE, help_text="What the five questions recommend: small or large."
    )
    context_tokens = models.PositiveIntegerField()
    max_output_tokens = models.PositiveIntegerField()
    tokenizer = models.CharField(max_length=5, choices=Tokenizer)
    cache_floor = models.PositiveIntegerField(
        help_text="The smallest prefix the provider caches, in tokens, as documented."
    )
    cache_floor_source = models.CharField(max_length=200, blank=True)
    observed_floor = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="The smallest prefix seen cached; it replaces the documented floor.",
    )
    observed_floor_evidence = models.CharField(
        max_length=200, blank=True, help_text="What the usage counters showed, and in which call."
    )
    capabilities = models.JSONField(
        default=dict, help_text="citations, structured_outputs, effort, thinking, models_api…"
    )
    lifecycle = models.CharField(max_length=12, choices=Lifecycle, default=Lifecycle.ACTIVE)
    released_on = models.DateField(null=True, blank=True)
    retires_on = models.DateField(null=True, blank=True, help_text="The announced day, or the earliest possible day.")
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="predecessors")
    source = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    synced_at = models.DateTimeField(null=True, blank=True, help_text="When the Models API last listed this model.")

    def __str__(self) -> str:
        return self.api_id

    @property
    def floor(self) -> int:
        """The cache floor to use, in tokens: as the counters showed it, else as documented."""
        return self.observed_floor or self.cache_floor


class Price(models.Model):
    """USD per million tokens, from a day on, above a prompt size. History is never re-priced."""

    model = models.ForeignKey(LanguageModel, on_delete=models.CASCADE, related_name="prices")
    valid_from = models.DateField()
    above_prompt_tokens = models.PositiveIntegerField(
        default=0, help_text="This price applies to prompts with more tokens than this."
    )
    input_usd = models.DecimalField(max_digits=9, decimal_places=4)
    output_usd = models.DecimalField(max_digits=9, decimal_places=4)
    write_5m_usd = models.DecimalField(max_digits=9, decimal_places=4)
    write_1h_usd = models.DecimalField(max_digits=9, decimal_places=4)
    read_usd = models.DecimalField(max_digits=9, decimal_places=4)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "valid_from", "above_prompt_tokens"], name="price_once_a_day_and_tier"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} from {self.valid_from}"


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
