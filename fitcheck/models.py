"""Fit checks as permanent records, and what the owner thought of them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from corpus.models import CorpusVersion
from routing.models import Call, Engine


class Status(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    INTERRUPTED = "interrupted", "Interrupted"


class Verdict(models.TextChoices):
    STRONG = "strong", "Strong fit"
    MODERATE = "moderate", "Moderate fit"
    NOT_A_FIT = "not_a_fit", "Not a fit"


class Level(models.TextChoices):
    STRONG = "strong", "Strong"
    MODERATE = "moderate", "Moderate"
    GAP = "gap", "Gap"
    UNKNOWN = "unknown", "Unknown"


ENDED = (Status.DONE, Status.FAILED, Status.INTERRUPTED)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Reads that more than one caller needs. Leases are held against the database's clock: nodes may disagree."""

    def claimable(self) -> "AssessmentQuerySet":
        """Return what a node may take: accepted, or running under a lease that ran out."""
        due = models.Q(not_before=None) | models.Q(not_before__lte=Now())
        lost = models.Q(status=Status.RUNNING, lease_until__lt=Now())
        return self.filter(models.Q(status=Status.ACCEPTED) | lost).filter(due)

    def public(self) -> "AssessmentQuerySet":
        """Return what its link leads to: neither revoked by the owner nor past the visitor's day."""
        return self.filter(revoked_at=None).filter(models.Q(expires_at=None) | models.Q(expires_at__gt=Now()))

    def to_review(self) -> "AssessmentQuerySet":
        """Return what ended with a result that its owner has not judged yet."""
        waiting = models.Q(review=None) | models.Q(review__is_judged=False)
        return self.filter(waiting, status=Status.DONE)

    def held(self, *, pk: int, fence: int) -> "AssessmentQuerySet":
        """Return the row while this claim still holds it; nothing once another node took over."""
        return self.filter(pk=pk, fence=fence, status=Status.RUNNING)


class Assessment(models.Model):
    """One job description weighed against one version of the matrix. The record is the job, with its own lease."""

    public_id = models.CharField(max_length=32, unique=True, help_text="128 random bits: the address of the record.")
    visitor = models.CharField(max_length=64, blank=True)
    network = models.CharField(max_length=64, blank=True)
    idempotency_key = models.CharField(max_length=80, blank=True)
    job = models.TextField(help_text="The job description as cleaned, never as sent.")
    job_sha256 = models.CharField(max_length=64, help_text="Of the canonical form: case and white space folded.")
    matrix_version = models.ForeignKey(CorpusVersion, null=True, on_delete=models.PROTECT, related_name="+")
    prompt_version = models.CharField(max_length=16, blank=True)
    model = models.CharField(max_length=80, blank=True)
    engine = models.CharField(max_length=12, choices=Engine, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    is_text_kept = models.BooleanField(default=True, help_text="If not, the posting and its quotes go at the end.")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="When the visitor wants it deleted.")
    revoked_at = models.DateTimeField(null=True, blank=True, help_text="Since when its link leads nowhere.")

    status = models.CharField(max_length=12, choices=Status, default=Status.ACCEPTED)
    node = models.CharField(max_length=64, blank=True)
    fence = models.PositiveIntegerField(default=0, help_text="Grows at every claim; a write with an older one is void.")
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Paid calls begun; two at most.")
    error_code = models.CharField(max_length=40, blank=True)

    role_title = models.CharField(max_length=200, blank=True)
    role_organisation = models.CharField(max_length=200, blank=True)
    role_seniority = models.CharField(max_length=20, blank=True)
    role_week = models.CharField(max_length=400, blank=True, help_text="The ordinary week of the role, in a sentence.")
    language = models.CharField(max_length=8, blank=True, help_text="ISO 639-1, of the job description.")
    notices = models.JSONField(
        default=list, help_text="What the reader is told of the posting: closed, thin, two_jobs…"
    )
    reading = models.JSONField(
        default=dict, help_text="{asks, read, left: [{quote, offset}]}: how much of what the posting asks was weighed."
    )
    is_incomplete = models.BooleanField(default=False, help_text="Too little of the posting was weighed for a verdict.")
    decisive = models.JSONField(default=list, help_text="Indexes of the requirements the job stands or falls by.")
    second_reading = models.JSONField(default=dict, help_text="{status, asked, confirmed, lowered}")
    would_change = models.JSONField(
        default=list, help_text="[{verdict, text}]: the smallest changes that move the word."
    )
    wanted = models.JSONField(default=list, help_text="Where the job meets or crosses what the owner wants.")
    axes = models.JSONField(default=list, help_text="[{axis, alignment, role_value, fact, reason}]")
    gates = models.JSONField(default=list, help_text="[{statement, quote, offset, kind, needs, status, fact}]")
    model_stance = models.CharField(max_length=12, choices=Verdict, blank=True)
    rule_verdict = models.CharField(max_length=12, choices=Verdict, blank=True, help_text="What the rules alone said.")
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True, help_text="The lower of model and rules.")
    coverage = models.FloatField(null=True, blank=True)
    must_coverage = models.FloatField(null=True, blank=True)
    agreement = models.CharField(max_length=20, blank=True, help_text="agreed, model_higher, model_lower.")
    is_borderline = models.BooleanField(default=False)
    thresholds = models.JSONField(default=dict, help_text="The rules' thresholds in force when it was decided.")
    weighing = models.JSONField(
        default=dict,
        help_text="{left: [{kind, weight, level}], is_thin, is_foreign}: what the rule weighed beside the rows.",
    )
    headline = models.CharField(max_length=300, blank=True)
    opening = models.TextField(blank=True)
    misfits = models.JSONField(
        default=list, help_text="Plain sentences, the heaviest first; written by code from the rows."
    )
    questions = models.JSONField(default=list)
    callouts = models.JSONField(default=list, help_text="Strengths the job does not ask for.")
    dropped_quotes = models.PositiveIntegerField(default=0)
    dropped_skills = models.PositiveIntegerField(default=0)
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    raw = models.TextField(blank=True, help_text="The model's output as received, for the owner alone.")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visitor", "idempotency_key"],
                condition=~models.Q(idempotency_key=""),
                name="assessment_once_a_key",
            ),
        ]
        indexes = [
            # SQLite cannot look a key up in the partial index of the constraint.
            models.Index(fields=["visitor", "idempotency_key"], name="assessment_by_key"),
            models.Index(fields=["created_at", "id"], name="assessment_by_time"),
            models.Index(fields=["status", "lease_until"], name="assessment_claimable"),
            models.Index(fields=["job_sha256", "-created_at"], name="assessment_same_job"),
            models.Index(fields=["status", "-created_at", "-id"], name="assessment_newest"),
            models.Index(
                fields=["expires_at"], name="assessment_expiring", condition=models.Q(expires_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.role_title or f"fit check {self.public_id[:8]}"

    def get_absolute_url(self) -> str:
        return f"/fit-check/{self.public_id}/"

    @property
    def model_name(self) -> str:
        """Return what the server called the model that answered, or else what it was asked for."""
        return (self.call.answered_by if self.call else "") or self.model


class Bearing(models.Model):
    """How a line rests on rows of the matrix: its level, what is asked, which rows carry it. Lines alike share one."""

    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField(help_text="JSON; see `review.bearings`.")

    def __str__(self) -> str:
        return self.text[:60]


class Requirement(models.Model):
    """One thing the job asks for, quoted, and how the owner meets it."""

    class Kind(models.TextChoices):
        GATE = "gate", "Gate"
        MUST = "must", "Must have"
        SHOULD = "should", "Asked for"
        NICE = "nice", "Nice to have"

    class GapKind(models.TextChoices):
        UNDOCUMENTED = "undocumented", "Nothing in the matrix speaks of it"
        DECLARED = "declared", "The owner says so themself"
        STALE = "stale", "Known once, or without evidence"
        JUDGED = "judged", "The rows would carry it; the model says not"

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="requirements")
    idx = models.PositiveIntegerField()
    statement = models.CharField(max_length=400)
    quote = models.TextField(blank=True, help_text="Verbatim from the job description.")
    offset = models.IntegerField(null=True, blank=True, help_text="Where the quote starts, in characters.")
    kind = models.CharField(max_length=8, choices=Kind)
    axis = models.CharField(max_length=20, blank=True)
    emphasis = models.PositiveSmallIntegerField(help_text="1 to 4, as the job stresses it.")
    weight = models.FloatField(default=0, help_text="Share of the whole, in percent.")
    is_verified = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    asked = models.CharField(max_length=8, blank=True, help_text="Depth asked for: aware, working, solid, expert.")
    years_asked = models.PositiveSmallIntegerField(null=True, blank=True)
    because = models.TextField(blank=True, help_text="The words of the evidence that carry it, verified.")
    proof = models.CharField(max_length=8, blank=True, help_text="Second reading: yes, partly, no; empty = not read.")
    lowered_from = models.CharField(max_length=10, choices=Level, blank=True)
    lowered_why = models.CharField(max_length=300, blank=True)
    evidence = models.JSONField(
        default=list, help_text="[{key, name, rating, is_kin, is_named}] as they stood when it was decided."
    )
    model_level = models.CharField(max_length=10, choices=Level)
    ceiling = models.CharField(max_length=10, choices=Level)
    level = models.CharField(max_length=10, choices=Level)
    gap_kind = models.CharField(max_length=14, choices=GapKind, blank=True)
    flags = models.JSONField(default=list, help_text="invented_gap, quote_dropped, skill_dropped.")
    bearing = models.ForeignKey(Bearing, null=True, blank=True, on_delete=models.SET_NULL, related_name="lines")
    has_unlisted = False  # set by a read for visitors, which leaves unlisted skills out of the evidence

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "idx"], name="requirement_once_an_index")]

    def __str__(self) -> str:
        return self.statement[:60]


class WeighedRecord(models.Model):
    """What a record's word rests on beside its lines, summed up, so that thousands are weighed again in no time.

    A copy of what the record holds, made with its decision and never changed after that.
    """

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, primary_key=True, related_name="weighed")
    verdict = models.CharField(max_length=12, choices=Verdict)
    stance = models.CharField(max_length=12, choices=Verdict, help_text="The model's own word.")
    text = models.TextField(help_text="JSON; see `review.bearings`.")

    def __str__(self) -> str:
        return f"what record {self.assessment_id} rests on"


class Inquiry(models.Model):
    """A visitor's question about one result, with what was answered. Shown to that visitor and to the owner."""

    class Stage(models.TextChoices):
        WRITING = "writing", "Being answered"
        ANSWERED = "answered", "Answered"
        SILENT = "silent", "The result does not say"
        FAILED = "failed", "Not answered"

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="inquiries")
    visitor = models.CharField(max_length=64)
    key = models.CharField(max_length=64, help_text="The form's key: a double click asks once.")
    question = models.TextField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WRITING)
    statements = models.JSONField(default=list, help_text="[{text, cites: [{label, href, quote}]}], every quote found.")
    note = models.CharField(max_length=300, blank=True, help_text="What is said of the answer itself.")
    asked_at = models.DateTimeField()
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name_plural = "inquiries"
        constraints = [models.UniqueConstraint(fields=["assessment", "visitor", "key"], name="inquiry_once_a_key")]
        indexes = [models.Index(fields=["visitor", "asked_at"], name="inquiry_of_visitor")]

    def __str__(self) -> str:
        return self.question[:60]

    def answer(self) -> str:
        """Return what was answered, or why nothing was."""
        return " ".join(one["text"] for one in self.statements) or self.note or self.get_stage_display()


class Review(models.Model):
    """The owner's own judgment of a record. One a record; `reviewed_at` tells one state of it from the next."""

    class Outcome(models.TextChoices):
        """What came of an application. Reviews from before may hold other words."""

        REPLIED = "replied", "They replied"
        INTERVIEW = "interview", "Interview"
        OFFER = "offer", "Offer"
        NONE = "none", "Nothing"

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="review")
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True, help_text="What it should have been.")
    is_judged = models.BooleanField(default=True, help_text="The owner agreed or disagreed, not only noted something.")
    note = models.TextField(blank=True)
    outcome = models.CharField(max_length=40, blank=True, help_text="The last thing that came of it.")
    outcomes = models.JSONField(default=list, help_text="[{outcome, on}]: what came of it, with the day of each.")
    corrections = models.JSONField(
        default=dict, help_text="{rows: {idx: {level, kind, is_no_ask, wrong_rows}}, missed: [[start, end]]}"
    )
    is_golden = models.BooleanField(default=False, help_text="Keep as a test case.")
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"review of {self.assessment}"
