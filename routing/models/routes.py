"""Which model serves which feature, the record of why, and the same real inputs through two models, judged blind."""

from django.conf import settings
from django.db import models

from routing.models.catalogue import LanguageModel
from routing.models.ledger import Call


class CachePolicy(models.TextChoices):
    OFF = "off", "Off"
    FIVE_MINUTES = "5m", "5 minutes"
    ONE_HOUR = "1h", "1 hour"


class Route(models.Model):
    """What serves one feature now. Deadlines in seconds; caps reset at midnight UTC."""

    feature = models.CharField(max_length=40, unique=True)
    model = models.ForeignKey(LanguageModel, on_delete=models.PROTECT, related_name="routes")
    fallback = models.ForeignKey(LanguageModel, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    cache = models.CharField(max_length=3, choices=CachePolicy, default=CachePolicy.FIVE_MINUTES)
    pad = models.BooleanField(default=False, help_text="Pad a prefix that is too short to cache, where that pays.")
    pad_calls = models.FloatField(
        null=True, blank=True, help_text="Calls per cache lifetime when padding was last weighed."
    )
    max_output_tokens = models.PositiveIntegerField()
    effort = models.CharField(max_length=10, blank=True, help_text="low, medium or high, for models that accept it.")
    first_token_seconds = models.PositiveSmallIntegerField()
    gap_seconds = models.PositiveSmallIntegerField()
    total_seconds = models.PositiveSmallIntegerField()
    daily_cap_usd = models.DecimalField(max_digits=8, decimal_places=2)
    daily_cap_calls = models.PositiveIntegerField()
    is_enabled = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.feature} → {self.model}"


class Decision(models.Model):
    """One decision about a route, with what was known when it was taken. Written at every change, never edited."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="decisions")
    model = models.ForeignKey(LanguageModel, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, help_text="The five answers, each with the figure measured at the time.")
    recommendation = models.CharField(max_length=40, blank=True)
    reason = models.TextField(help_text="Why this model serves this feature.")
    ask_again = models.JSONField(default=list, help_text="What would ask for a new decision.")
    comparison = models.ForeignKey(
        "routing.Comparison", null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    change = models.TextField(blank=True, help_text="What changed on the route.")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.route.feature}: {self.model} ({self.decided_at:%Y-%m-%d})"


class Checkup(Route):
    """A route as the cache doctor looks at it."""

    class Meta:
        proxy = True
        verbose_name = "cache checkup"
        verbose_name_plural = "cache doctor"


class Comparison(models.Model):
    """One comparison of two models on one feature."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        RUNNING = "running", "Running"
        VOTING = "voting", "Voting"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped (can be resumed)"

    class Source(models.TextChoices):
        LATEST = "latest", "The latest ones"
        MARKED = "marked", "The marked ones"

    feature = models.CharField(max_length=40)
    model_a = models.ForeignKey(LanguageModel, on_delete=models.PROTECT, related_name="+")
    model_b = models.ForeignKey(LanguageModel, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source, default=Source.LATEST)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    problem = models.CharField(max_length=300, blank=True, help_text="Why it stopped.")
    node = models.CharField(max_length=80, blank=True, help_text="The process that runs it.")
    lease_until = models.DateTimeField(null=True, blank=True, help_text="After this time another process may continue.")
    max_output_tokens = models.PositiveIntegerField()
    bound_microusd = models.PositiveBigIntegerField(help_text="The most it may cost, shown before it starts.")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.feature}: {self.model_a} against {self.model_b}"


class Pair(models.Model):
    """One input and its two answers. `is_a_left` fixes the blind order; it is drawn once, when the pair is made.

    A side is finished when its call ended with an answer: it is never paid for again. `void` says why a pair can no
    longer be compared.
    """

    class Vote(models.TextChoices):
        LEFT = "left", "Left is better"
        RIGHT = "right", "Right is better"
        TIE = "tie", "No difference"

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="pairs")
    idx = models.PositiveIntegerField()
    input_id = models.PositiveBigIntegerField(help_text="The feature's own number for the past input.")
    question = models.TextField()
    void = models.CharField(max_length=200, blank=True)
    is_a_left = models.BooleanField()
    answer_a = models.TextField(blank=True)
    answer_b = models.TextField(blank=True)
    call_a = models.ForeignKey(Call, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    call_b = models.ForeignKey(Call, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    vote = models.CharField(max_length=5, choices=Vote, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comparison", "idx"], name="pair_once_a_comparison")]

    def __str__(self) -> str:
        return f"pair {self.idx} of {self.comparison_id}"
