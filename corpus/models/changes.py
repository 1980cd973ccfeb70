"""What was changed, by whom, and where things went: enough to take a change back and to keep old addresses alive."""

from django.conf import settings
from django.db import models

from corpus.models.content import Page, Section


class Change(models.Model):
    """What one press of a button changed: a form, a list, an action, an import, a deletion, an undo."""

    label = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_index=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


class ChangedRow(models.Model):
    """One row of a change: its fields before and after, None where it was not there. `kind` is the model's name."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=20)
    row_id = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    def __str__(self) -> str:
        return self.name


class PageAddress(models.Model):
    """A slug that a page had before: visitors who follow it are sent to the page."""

    slug = models.SlugField(max_length=80, unique=True)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="addresses")

    def __str__(self) -> str:
        return self.slug


class RetiredSection(models.Model):
    """A section that is no longer on its page: where its text went, and which skills named it as their evidence.

    It is removed when the section comes back to its page, which then has its old id, anchor and skills again.
    """

    section_id = models.PositiveBigIntegerField()
    page_id = models.PositiveBigIntegerField(db_index=True)
    anchor = models.SlugField(max_length=100)
    heading = models.CharField(max_length=400, blank=True)
    text = models.TextField()
    skills = models.JSONField(default=list, help_text="Ids of the skills whose evidence it was.")
    moved_to = models.ForeignKey(Section, null=True, on_delete=models.SET_NULL, related_name="landings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section_id", "page_id"], name="section_retired_once_a_page"),
        ]

    def __str__(self) -> str:
        return self.anchor


class ImportUpload(models.Model):
    """A spreadsheet between its preview and its confirmation: any node finds it, only its user may use it."""

    token = models.CharField(max_length=43, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content = models.BinaryField()
    name = models.CharField(max_length=200, blank=True)
    choices = models.JSONField(default=dict, help_text="How the owner wants it to be read.")
    seen = models.JSONField(default=dict, help_text="What the preview showed of each row it would change.")
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"upload of {self.created_at:%Y-%m-%d %H:%M}"
