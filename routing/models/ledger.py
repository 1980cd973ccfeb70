"""The ledger: every call with its five token classes and its price, and the budget rows that granted it."""

from django.conf import settings
from django.db import models

from routing.models.catalogue import LanguageModel, Price


class Engine(models.TextChoices):
    """What answered: the provider, a server that speaks its wire, or the in-process stand-in."""

    API = "api", "Anthropic API"
    COMPATIBLE = "compatible", "Compatible server"
    STANDIN = "standin", "Demo engine"

    @property
    def is_free(self) -> bool:
        """Whether its answers cost nobody anything: no budget holds it, and it has no rate limits of a provider."""
        return self is Engine.STANDIN


class CallStatus(models.TextChoices):
    RESERVED = "reserved", "Reserved"
    CALLING = "calling", "Calling"
    DONE = "done", "Done"
    CUT = "cut", "Cut at the length limit"
    REFUSED = "refused", "Refused by the model"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Failed"
    ORPHANED = "orphaned", "Orphaned (settled at the bound)"


OPEN = (CallStatus.RESERVED, CallStatus.CALLING)
"""Not settled yet."""
ANSWERED = (CallStatus.DONE, CallStatus.CUT)
"""There is an answer to read."""
FINISHED = (*ANSWERED, CallStatus.REFUSED)
"""The model has said its last word."""
ENDED = (*FINISHED, CallStatus.CANCELLED)
"""It left for the model and its tokens were counted, whoever ended it."""


NAME_CHARS = 200


class ErrorCode(models.TextChoices):
    """Why a call failed: one closed list, whatever the SDK, the network or the server said."""

    OVERLOADED = "overloaded"
    RATE_LIMITED = "rate_limited"
    SPEND_LIMITED = "spend_limited"
    AUTH = "auth"
    BILLING = "billing"
    BAD_REQUEST = "bad_request"
    TOO_LONG = "too_long"
    NOT_FOUND_MODEL = "not_found_model"
    TIMEOUT_FIRST_TOKEN = "timeout_first_token"  # noqa: S105 (a deadline, not a secret)
    TIMEOUT_STALL = "timeout_stall"
    TIMEOUT_TOTAL = "timeout_total"
    NETWORK = "network"
    PROTOCOL = "protocol"
    SERVER = "server"
    BREAKER_OPEN = "breaker_open"


class Detour(models.TextChoices):
    """Why another model than the route's answered."""

    RETIRED = "retired", "The route's model is retired"
    RESTING = "resting", "The route's model rests after repeated failure"
    EXHAUSTED = "exhausted", "The provider's rate limit of the route's model was used up"


class Call(models.Model):
    """One paid (or would-be paid) request. Costs in micro-dollars (millionths of a US dollar); null spent = unknown."""

    feature = models.CharField(max_length=40)
    model = models.ForeignKey(LanguageModel, on_delete=models.PROTECT, related_name="calls")
    price = models.ForeignKey(Price, null=True, blank=True, on_delete=models.PROTECT, related_name="calls")
    instead_of = models.ForeignKey(
        LanguageModel,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The route's model, where its fallback answered.",
    )
    detour = models.CharField(max_length=10, choices=Detour, blank=True, help_text="Why the fallback answered.")
    engine = models.CharField(max_length=12, choices=Engine)
    status = models.CharField(max_length=12, choices=CallStatus, default=CallStatus.RESERVED)
    error_code = models.CharField(max_length=24, choices=ErrorCode, blank=True)
    visitor = models.CharField(max_length=64, blank=True, help_text="Keyed hash of the visitor's id; never an address.")
    network = models.CharField(max_length=64, blank=True, help_text="Keyed hash of the address prefix, salted by day.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    ttft_ms = models.PositiveIntegerField(null=True, blank=True, help_text="Time to first token, milliseconds.")
    total_ms = models.PositiveIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    input_tokens = models.PositiveIntegerField(null=True, blank=True, help_text="Uncached input.")
    write_5m_tokens = models.PositiveIntegerField(null=True, blank=True)
    write_1h_tokens = models.PositiveIntegerField(null=True, blank=True)
    read_tokens = models.PositiveIntegerField(null=True, blank=True)
    output_tokens = models.PositiveIntegerField(null=True, blank=True, help_text="Thinking included.")
    thinking_tokens = models.PositiveIntegerField(null=True, blank=True)
    is_estimated = models.BooleanField(default=False, help_text="The tokens were counted here, not reported.")
    reserved_microusd = models.PositiveBigIntegerField(default=0)
    spent_microusd = models.PositiveBigIntegerField(null=True, blank=True)
    budget_keys = models.JSONField(default=list, help_text="[scope, period] of each budget that reserved the money.")
    stop_reason = models.CharField(max_length=40, blank=True)
    request_id = models.CharField(max_length=80, blank=True)
    prefix_sha256 = models.CharField(max_length=64, blank=True)
    prefix_tokens = models.PositiveIntegerField(
        null=True, blank=True, help_text="Estimated tokens of the shared prefix."
    )
    cache_ttl = models.CharField(max_length=3, blank=True, help_text="The cache mark that was sent: 5m, 1h or none.")
    prompt_version = models.CharField(max_length=16, blank=True)
    corpus_version = models.CharField(
        max_length=24, blank=True, help_text="The version of the shared texts in the prefix."
    )
    answered_by = models.CharField(
        max_length=NAME_CHARS, blank=True, help_text="What the server called the model that answered."
    )
    message_id = models.CharField(max_length=80, blank=True, help_text="The provider's id of the answer.")
    diagnostics = models.JSONField(
        null=True, blank=True, help_text="What the provider reported about its cache, if it was asked."
    )
    breaches = models.JSONField(
        default=list, help_text="How the answer broke its contract, as its feature measured it: kind or kind:detail."
    )

    class Meta:
        indexes = [
            models.Index(fields=["started_at", "id"], name="call_by_time"),
            models.Index(fields=["feature", "-started_at"], name="call_feature_started"),
            models.Index(fields=["status", "started_at"], name="call_status_started"),
        ]

    def __str__(self) -> str:
        return f"{self.feature} #{self.pk}"

    @property
    def model_name(self) -> str:
        """Return what the server called the model that answered, or else what it was asked for."""
        return self.answered_by or self.model.api_id


class Budget(models.Model):
    """Money of one scope in one period. Granted only by `budget.reserve`'s conditional UPDATE."""

    scope = models.CharField(max_length=90, help_text="day, month, feature:<key>, visitor:<hash>, network:<hash>.")
    period = models.CharField(max_length=10, help_text="2026-11-23 or 2026-11, UTC.")
    cap_microusd = models.PositiveBigIntegerField()
    spent_microusd = models.PositiveBigIntegerField(default=0)
    reserved_microusd = models.PositiveBigIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)
    told_percent = models.PositiveSmallIntegerField(
        default=0, help_text="The last share of the cap that was reported in the log."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "period"], name="budget_once_a_period")]

    def __str__(self) -> str:
        return f"{self.scope} {self.period}"


class Mark(models.Model):
    """What somebody thought of one real answer: the raw material of escalation and downgrade."""

    class Kind(models.TextChoices):
        WISHED_DEEPER = "wished_deeper", "Wished it had reasoned harder"
        TOO_MUCH = "too_much", "This is too much"

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=16, choices=Kind)
    note = models.TextField(blank=True)
    is_owner = models.BooleanField(default=True)
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "kind", "is_owner"], name="mark_once_a_side")]

    def __str__(self) -> str:
        return f"{self.kind} on call {self.call_id}"


class Spending(Call):
    """The calls as money and time."""

    class Meta:
        proxy = True
        verbose_name = "cost and latency"
        verbose_name_plural = "cost and latency"
