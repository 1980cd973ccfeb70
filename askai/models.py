"""Conversations with visitors: what was asked, what was answered, and from where."""

from django.db import models

from routing.models import Call


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
        constraints = [
            models.UniqueConstraint(fields=["conversation", "idx"], name="turn_once_an_index"),
            models.UniqueConstraint(fields=["conversation", "key"], name="turn_once_a_key"),
            models.UniqueConstraint(
                fields=["conversation"], condition=models.Q(state="answering"), name="turn_answering_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.question[:60]
