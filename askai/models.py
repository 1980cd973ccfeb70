"""Conversations with visitors, and the golden questions that say what a right answer holds."""

from django.db import models

from routing.models import Call, LanguageModel


class Conversation(models.Model):
    """One visitor's chat. `public_id` is unguessable; the visitor's cookie, hashed, decides whose it is."""

    public_id = models.UUIDField(unique=True)
    visitor = models.CharField(max_length=64, db_index=True)
    started_at = models.DateTimeField()
    is_closed = models.BooleanField(default=False, help_text="The visitor started a new chat, or asked by the API.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visitor"], condition=models.Q(is_closed=False), name="conversation_open_one_a_visitor"
            ),
        ]
        indexes = [models.Index(fields=["started_at", "id"], name="conversation_by_time")]

    def __str__(self) -> str:
        return f"conversation of {self.started_at:%Y-%m-%d %H:%M}"


class Turn(models.Model):
    """A question and its answer. Empty, refused and failed answers are never sent back as history."""

    class State(models.TextChoices):
        ANSWERING = "answering", "Answering"
        ANSWERED = "answered", "Answered"
        DECLINED = "declined", "Declined: the site does not say"
        STOPPED = "stopped", "Stopped by the visitor"
        INTERRUPTED = "interrupted", "Interrupted"
        REFUSED = "refused", "Refused by the model"
        CUT = "cut", "Cut at the length limit"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    idx = models.PositiveIntegerField()
    key = models.UUIDField(help_text="Idempotency: the same key never asks twice.")
    question = models.TextField()
    blocks = models.JSONField(
        default=list, help_text="The assistant's content blocks exactly as received: sent back as history."
    )
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    citations = models.JSONField(default=list, help_text="[{source, title, quote}] in the order of their chips.")
    unsourced = models.JSONField(default=list, help_text="[{text, kind}]: sentences that no source bears out.")
    state = models.CharField(max_length=12, choices=State, default=State.ANSWERING)
    frames = models.PositiveIntegerField(default=0, help_text="Sequence number of the last frame.")
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    alive_at = models.DateTimeField(help_text="When its process last said that it is at work.")
    is_stop_wanted = models.BooleanField(default=False, help_text="Stopped by its visitor at another process.")
    is_watched = models.BooleanField(default=False, help_text="Followed at another process while it is written.")
    live = models.JSONField(default=list, help_text="The frames so far, for those who watch: emptied at its end.")
    answered_at = models.DateTimeField(null=True, blank=True)
    thumb = models.SmallIntegerField(null=True, blank=True)
    thumb_reason = models.CharField(max_length=200, blank=True)
    breaches = models.JSONField(default=list, help_text="Ways the answer broke its contract: too long, uncited…")
    topic = models.CharField(max_length=200, blank=True, help_text="For an unanswered question: what it was about.")
    owner_note = models.TextField(blank=True)

    class Meta:
        verbose_name = "question"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "idx"], name="turn_once_an_index"),
            models.UniqueConstraint(fields=["conversation", "key"], name="turn_once_a_key"),
            models.UniqueConstraint(
                fields=["conversation"], condition=models.Q(state="answering"), name="turn_answering_one_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="turn_by_time"),
            models.Index(fields=["state", "asked_at"], name="turn_state_asked"),
        ]

    def __str__(self) -> str:
        return self.question[:60]


class GoldenQuestion(models.Model):
    """A question with what a right answer to it holds, in the owner's words: never a visitor's."""

    class Kind(models.TextChoices):
        FACT = "fact", "A fact"
        OVERVIEW = "overview", "An overview"
        SKILL = "skill", "A skill"
        STRENGTH = "strength", "Strengths and gaps"
        FOLLOW_UP = "follow-up", "A follow-up"
        UNSAID = "unsaid", "What the site does not say"
        OUTSIDE = "outside", "What the chat is not for"
        CONTACT = "contact", "Contact"
        TALK = "talk", "Small talk"
        LANGUAGE = "language", "Another language"

    class Expects(models.TextChoices):
        ANSWER = "answer", "An answer"
        DECLINE = "decline", "That the site does not say"
        TALK = "talk", "A short reply that claims nothing"

    question = models.CharField(max_length=500)
    before_question = models.CharField(
        "question before", max_length=500, blank=True, help_text="For a follow-up: what was asked before it."
    )
    before_answer = models.TextField("answer before", blank=True, help_text="And what was answered to that.")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.FACT)
    expects = models.CharField(max_length=8, choices=Expects, default=Expects.ANSWER)
    facts = models.TextField(
        blank=True, help_text="What a right answer holds, one a line; other words for the same after a slash ( / )."
    )
    section = models.TextField(
        blank=True,
        help_text="The sections of which one must be cited, one a line, as in /pages/about/#in-short. Empty = any.",
    )
    language = models.CharField(max_length=2, default="en", help_text="The language the answer must be in: en, de…")
    is_active = models.BooleanField("asked", default=True, help_text="Untick to leave it out of the next runs.")
    note = models.TextField(blank=True, help_text="What to change on the site. Only for you.")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "before_question"], name="golden_question_once"),
        ]

    def __str__(self) -> str:
        return self.question[:90]


class GoldenRun(models.Model):
    """All golden questions asked once. Without a model it was the demo engine that answered."""

    class Status(models.TextChoices):
        RUNNING = "running", "Running"
        STOPPED = "stopped", "Stopped"
        DONE = "done", "Done"

    model = models.ForeignKey(LanguageModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status, default=Status.RUNNING)
    bound_microusd = models.PositiveBigIntegerField(default=0, help_text="The most it may cost, stated at the start.")
    max_output_tokens = models.PositiveIntegerField()
    prompt_version = models.CharField(max_length=12)
    corpus_sha256 = models.CharField(max_length=64)
    problem = models.CharField(max_length=300, blank=True)
    node = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"run {self.pk} of {self.asked_of}"

    @property
    def asked_of(self) -> str:
        """Return whose answers these are."""
        return self.model.name if self.model else "the demo engine"


class GoldenResult(models.Model):
    """What was answered to one golden question in one run, and what each scorer said of it."""

    run = models.ForeignKey(GoldenRun, on_delete=models.CASCADE, related_name="results")
    question = models.ForeignKey(GoldenQuestion, on_delete=models.CASCADE, related_name="results")
    idx = models.PositiveIntegerField()
    call = models.ForeignKey(Call, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_right = models.BooleanField(null=True, help_text="Empty = not answered yet.")
    is_declined = models.BooleanField(default=False)
    scores = models.JSONField(default=dict, help_text="{scorer: what is wrong}; empty words = nothing.")
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "idx"], name="golden_result_once_an_index")]

    def __str__(self) -> str:
        return f"{self.question}"


class Gap(models.Model):
    """What the owner said of a group of asks on the board. It holds no words, only keyed hashes of them."""

    class Triage(models.TextChoices):
        MISSING = "missing", "Missing here"
        MISSED = "missed", "Said but missed"
        WORDING = "wording", "Wording"
        OUTSIDE = "outside", "Out of scope"
        ANSWERED = "answered", "Answered"

    marks = models.JSONField(default=list, help_text="Keyed hashes of the lemmas that the group is about.")
    triage = models.CharField(max_length=8, choices=Triage)
    sorted_at = models.DateTimeField()

    class Meta:
        verbose_name = "unanswered group"
        verbose_name_plural = "what people ask that the site does not show"

    def __str__(self) -> str:
        return f"{self.get_triage_display()}, {self.sorted_at:%Y-%m-%d}"
